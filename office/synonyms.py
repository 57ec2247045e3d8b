"""What offices call the columns of their files, and the values in them, besides what these are called on our pages.

In English and in Dutch, those first that say most surely what is meant. How a word is written (capitals, accents, signs
between words) does not matter.
"""

from collections.abc import Mapping

NUMBERS = (
    "case number",
    "case no",
    "case id",
    "zaaknummer",
    "zaaknr",
    "dossiernummer",
    "dossiernr",
    "dossier",
    "file number",
    "file no",
    "complaint number",
    "complaint id",
    "incident number",
    "meldingsnummer",
    "meldnummer",
    "klachtnummer",
    "registration number",
    "registratienummer",
    "trajectory number",
    "trajectnummer",
    "request number",
    "aanvraagnummer",
    "session number",
    "sessienummer",
    "tracking number",
    "volgnummer",
    "number",
    "nummer",
    "nr",
    "no",
    "case",
    "zaak",
    "reference",
    "referentie",
    "kenmerk",
    "id",
    "identifier",
)
"""The column by which rows are one case, trajectory or session."""

PERSONAL_NUMBERS = (
    "personnel number",
    "personnel no",
    "personeelsnummer",
    "personeelsnr",
    "staff number",
    "employee number",
    "employee no",
    "employee id",
    "medewerkernummer",
    "werknemersnummer",
    "dienstnummer",
    "badge number",
    "stamnummer",
    "number",
    "nummer",
)
"""The column by which somebody in service is known."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "received_on": (
        "received",
        "date received",
        "received date",
        "receipt",
        "ontvangen",
        "ontvangstdatum",
        "datum ontvangst",
        "datum ontvangen",
        "datum melding",
        "melddatum",
        "gemeld op",
        "gemeld",
        "reported",
        "date reported",
        "reported on",
        "datum binnenkomst",
        "binnengekomen",
    ),
    "found_on": (
        "found",
        "finding date",
        "date of finding",
        "datum oordeel",
        "oordeelsdatum",
        "concluded",
        "date concluded",
        "completed",
        "complete",
        "date completed",
        "completion date",
        "afgerond",
        "afgerond op",
        "datum afgerond",
        "datum afronding",
        "einddatum",
        "datum einde onderzoek",
        "afgedaan",
        "afdoeningsdatum",
    ),
    "finding": (
        "oordeel",
        "bevinding",
        "conclusion",
        "conclusie",
        "outcome",
        "uitkomst",
        "disposition",
        "result",
        "resultaat",
        "afdoening",
        "verdict",
    ),
    "ended_reason": ("reason ended", "reden beëindiging", "reden van beëindiging", "beëindigd wegens"),
    "category": (
        "category of breach",
        "categorie",
        "soort schending",
        "integriteitsschending",
        "soort integriteitsschending",
        "type of misconduct",
        "allegation type",
        "type of allegation",
        "soort",
    ),
    "recipient": ("recipient class", "soort ontvanger", "ontvangersklasse"),
    "recipient_type": ("type of recipient", "recipient type", "ontvanger", "gelekt aan", "leaked to"),
    "unit": (
        "department",
        "division",
        "district",
        "afdeling",
        "dienst",
        "onderdeel",
        "organisatieonderdeel",
        "bureau",
        "eenheid",
    ),
    "information": ("information", "type of information", "informatie", "soort informatie"),
    "system": ("system", "systeem", "bron van de informatie", "geraadpleegd systeem"),
    "channel": ("channel", "medium", "kanaal", "lekkanaal"),
    "cause": ("motive", "motief", "oorzaak", "reason for the leak"),
    "damage": ("harm", "schade", "gevolg", "consequence"),
    "reference": ("reference", "referentie"),
    "started_on": (
        "started",
        "start date",
        "begin date",
        "startdatum",
        "begindatum",
        "gestart",
        "aangevraagd op",
        "aanvraagdatum",
        "datum aanvraag",
        "requested on",
        "request date",
    ),
    "completed_on": (
        "completed",
        "date completed",
        "completion date",
        "decision date",
        "date of decision",
        "afgerond",
        "afgerond op",
        "einddatum",
        "besluitdatum",
        "datum besluit",
    ),
    "stage_on": ("stage date", "date of stage", "datum fase", "fase sinds"),
    "level": ("type of screening", "screening level", "soort onderzoek", "soort screening", "screeningsniveau"),
    "occasion": ("reason for screening", "reden screening", "aanleiding screening"),
    "subject_group": ("group", "type of person", "groep", "soort medewerker"),
    "stage": ("phase", "step", "stap"),
    "result": ("outcome", "uitkomst", "uitslag", "decision", "besluit"),
    "ground": ("ground", "grond", "weigeringsgrond", "reden afwijzing", "reason for refusal"),
    "function": ("job", "job title", "position", "functie", "functienaam", "rol"),
    "name": (
        "full name",
        "employee name",
        "name of employee",
        "naam",
        "naam medewerker",
        "volledige naam",
        "naam betrokkene",
        "naam kandidaat",
    ),
    "personnel_number": PERSONAL_NUMBERS[:-2],
    "in_service_from": ("service from", "employed from", "hired", "hire date", "in dienst", "datum in dienst"),
    "in_service_to": ("service to", "employed until", "left", "leave date", "uit dienst", "datum uit dienst"),
    "sworn_in_on": ("sworn in", "oath", "date of oath", "beëdigd", "beëdigd op", "datum eed", "eed of belofte"),
    "acknowledged_on": ("acknowledged", "signed", "signed on", "getekend", "getekend op", "datum getekend"),
    "edition": ("version", "code edition", "versie", "editie", "uitgave"),
    "held_on": ("held", "session date", "training date", "datum", "datum sessie", "datum training", "gehouden op"),
    "topic": ("subject", "theme", "onderwerp", "thema"),
    "attending": ("attendees", "participants", "number of participants", "aantal", "deelnemers", "aantal deelnemers"),
}
"""By field. One that a kind of file does not have stands there for nothing."""

KEPT_HERE = frozenset({"author", "auteur", "team", "audit", "lead", "export"})
"""Columns that are called as what the register keeps itself: they are suggested for nothing."""

ROW_KEYS = frozenset({"id", "pk"})
"""Columns that may count the rows: they are no field, and a number at best."""

NEVER_RECORDED = frozenset(
    {
        *("race", "ras", "ethnicity", "ethnic", "etniciteit", "afkomst", "origin", "migratieachtergrond"),
        *("nationality", "nationaliteit", "religion", "religie", "godsdienst", "geloof", "health", "gezondheid"),
        *("sex", "gender", "geslacht", "age", "leeftijd", "birth", "birthdate", "dob", "geboren", "geboortedatum"),
        *("geboorteplaats", "geboorteland", "geboortejaar"),
    }
)
"""A column with one of these words in its name holds what the register never records, or what it has no field for."""

NUMBERED = frozenset({"number", "no", "id", "identifier", "kenmerk"})
"""Words by which a column is called a number of something, besides those that end in "nummer"."""

PEOPLE = frozenset(
    {
        *("officer", "employee", "personnel", "staff", "badge", "person", "complainant", "user", "reporter"),
        *("medewerker", "ambtenaar", "personeel", "persoon", "melder", "betrokkene", "gebruiker"),
    }
)
"""A number of one of these tells people apart, and no cases."""

LITTLE = frozenset(
    {
        *("on", "of", "the", "a", "an", "by", "for", "here", "until", "day", "date", "because"),
        *("op", "van", "de", "het", "een", "door", "voor", "hier", "tot", "dag", "datum", "omdat"),
    }
)
"""Words that a column may lack, and be called as a field all the same."""

BARE = frozenset(
    {
        *("name", "number", "type", "kind", "group", "person", "reason", "reference", "case"),
        *("naam", "nummer", "soort", "groep", "persoon", "reden", "referentie", "zaak", "aantal"),
    }
)
"""Words that tell nothing of a column that has more of them: a column is called just so, or is something else."""

UNKNOWN = ("unknown", "not known", "unk", "onbekend", "niet bekend", "?")
"""What stands for a value that nobody knows, in every field that has one."""

VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "finding": {
        "confirmed": (
            *("substantiated", "sustained", "proven", "proved", "founded", "upheld", "established"),
            *("gegrond", "bewezen", "bevestigd", "aangetoond", "bewezen verklaard", "schending"),
        ),
        "refuted": ("unfounded", "ongegrond", "disproved", "false", "onjuist gebleken"),
        "no_breach": (
            *("exonerated", "justified", "lawful", "proper conduct", "within policy", "no misconduct"),
            *("geen integriteitsschending", "geen schending", "geen plichtsverzuim", "rechtmatig"),
        ),
        "not_established": (
            *("not sustained", "unsubstantiated", "not substantiated", "inconclusive", "not proven"),
            *("insufficient evidence", "niet vastgesteld", "niet bewezen", "niet aangetoond", "onvoldoende bewijs"),
        ),
        "ended_without_finding": (
            *("closed without finding", "discontinued", "administratively closed", "withdrawn"),
            *("gestaakt", "beëindigd", "gestopt", "ingetrokken", "geseponeerd"),
        ),
        "pending": (
            *("open", "ongoing", "in progress", "under investigation", "active", "awaiting"),
            *("lopend", "loopt", "in behandeling", "in onderzoek", "nog niet afgerond"),
        ),
    },
    "ended_reason": {
        "no_subject": ("subject unknown", "no suspect", "betrokkene onbekend", "geen betrokkene"),
        "subject_left": ("resigned", "resigned under investigation", "retired", "left service", "uit dienst"),
        "no_capacity": ("lack of capacity", "geen capaciteit", "capaciteitsgebrek"),
        "withdrawn": ("complaint withdrawn", "ingetrokken", "melding ingetrokken", "klacht ingetrokken"),
        "lapsed": ("expired", "time barred", "verjaard", "vervallen"),
    },
    "category": {
        "disclosure": ("leak", "leaking", "leaked information", "lekken", "lekken van informatie"),
        "own_use": ("unauthorised access", "unauthorized access", "onbevoegde raadpleging", "eigen gebruik"),
        "financial": ("fraud", "theft", "fraude", "diefstal"),
        "abuse_of_force": ("use of force", "excessive force", "geweld", "geweldgebruik"),
        "private_conduct": ("off duty conduct", "privégedrag"),
    },
    "recipient": {
        "criminal": ("criminals", "crimineel", "criminelen"),
        "non_criminal": ("non criminal", "not criminal", "niet crimineel", "geen crimineel"),
        "none": ("nobody", "own use", "niemand", "eigen gebruik"),
    },
    "recipient_type": {
        "suspect": ("suspect", "verdachte"),
        "crime_group": ("organised crime", "organized crime", "georganiseerde misdaad"),
        "family": ("family", "partner", "relative", "familie", "familielid"),
        "friend": ("friend", "acquaintance", "vriend", "kennis"),
        "colleague": ("colleague", "collega"),
        "media": ("press", "journalist", "pers"),
        "none": ("nobody", "none", "geen"),
    },
    "channel": {
        "spoken": ("oral", "orally", "in person", "gesprek"),
        "phone": ("telephone", "call", "gebeld"),
        "chat": ("whatsapp", "messenger", "text message", "sms", "app"),
        "email": ("mail",),
        "social_media": ("facebook", "instagram"),
        "screen_photo": ("screenshot", "photo", "foto"),
        "removable_medium": ("usb", "usb stick"),
    },
    "damage": {
        "none": ("no", "no damage", "geen"),
        "limited": ("minor", "small", "beperkt", "gering"),
        "serious": ("severe", "major", "ernstig", "groot"),
    },
    "subject_group": {
        "candidate": ("applicant", "sollicitant", "aspirant"),
        "staff": ("employee", "officer", "medewerker", "werknemer", "personeel"),
        "external": ("contractor", "hired", "extern", "externe", "ingehuurd", "inhuur"),
        "volunteer": ("vrijwilliger",),
    },
    "occasion": {
        "initial": ("first", "new", "eerste", "nieuw"),
        "new_function": ("change of function", "functiewijziging", "andere functie"),
        "renewed_incident": ("incident",),
        "renewed_periodic": ("periodic", "renewal", "periodiek", "herhaling", "herhaalonderzoek"),
    },
    "level": {"conduct_certificate": ("vog", "certificate of good conduct")},
    "result": {
        "pending": ("open", "ongoing", "in progress", "lopend", "loopt", "in behandeling"),
        "positive": ("approved", "passed", "granted", "goedgekeurd", "akkoord", "geschikt", "verleend"),
        "conditional": ("conditionally approved", "voorwaardelijk", "onder voorwaarden", "met voorwaarden"),
        "negative": ("refused", "rejected", "denied", "failed", "afgewezen", "geweigerd", "ongeschikt"),
        "withdrawn": ("ingetrokken", "teruggetrokken"),
        "discontinued": ("stopped", "gestaakt", "gestopt", "beëindigd"),
        "insufficient_data": ("onvoldoende informatie", "onvoldoende gegevens"),
    },
}
"""By field and machine value."""
