"""The reference lists as shipped: machine value, English, Dutch, and what marks the item.

A register of another country may retire what does not fit and add its own; nothing here is ever deleted.
"""

import datetime
from typing import Any

_DATE = datetime.date

UNITS: list[tuple[str, str, str]] = [("unknown", "Unknown unit", "Eenheid onbekend")]

# The national model's list. The mark says whether information went to a third party.
CATEGORIES = [
    ("careless_loss", "Careless loss of information", "Onzorgvuldig verlies van informatie", True),
    ("disclosure", "Disclosure of information", "Openbaar maken van informatie", True),
    ("deliberate_passing", "Deliberate passing of information", "Opzettelijk doorgeven van informatie", True),
    ("leak_unknown_kind", "Leak of a kind not yet known", "Lek van nog onbekende soort", True),
    ("own_use", "Improper consultation (own use)", "Oneigenlijke raadpleging (eigen gebruik)", False),
    ("withholding", "Withholding of information", "Achterhouden van informatie", False),
    ("financial", "Financial misconduct", "Financiële schending", False),
    ("abuse_of_position", "Abuse of position", "Misbruik van positie", False),
    ("abuse_of_powers", "Abuse of powers", "Misbruik van bevoegdheden", False),
    ("abuse_of_force", "Abuse of force", "Misbruik van geweld", False),
    ("undesirable_conduct", "Undesirable conduct", "Ongewenste omgangsvormen", False),
    ("misuse_of_resources", "Misuse of resources", "Misbruik van bedrijfsmiddelen", False),
    ("private_conduct", "Private conduct", "Misdragingen in de privésfeer", False),
    ("unknown", "Unknown category", "Soort onbekend", False),
]

RECIPIENT_TYPES = [
    ("suspect", "Suspect in an investigation", "Verdachte in een onderzoek", "criminal"),
    ("crime_group", "Organised crime group", "Criminele organisatie", "criminal"),
    ("known_offender", "Known offender", "Bekende van de politie", "criminal"),
    ("criminal_associate", "Criminal associate", "Criminele relatie", "criminal"),
    ("family", "Partner or family", "Partner of familie", "non_criminal"),
    ("friend", "Friend or acquaintance", "Vriend of kennis", "non_criminal"),
    ("colleague", "Colleague without need to know", "Collega zonder noodzaak", "non_criminal"),
    ("ex_colleague", "Former colleague", "Oud-collega", "non_criminal"),
    ("media", "Media", "Media", "non_criminal"),
    ("private_security", "Private security", "Particuliere beveiliging", "non_criminal"),
    ("company", "Company", "Bedrijf", "non_criminal"),
    ("politician", "Politician", "Politicus", "non_criminal"),
    ("citizen", "Citizen", "Burger", "non_criminal"),
    ("other_authority", "Other authority", "Andere overheid", "non_criminal"),
    ("none", "No one", "Niemand", "none"),
    ("unknown", "Unknown recipient", "Ontvanger onbekend", "unknown"),
]

INFORMATION = [
    ("personal_data", "Personal data", "Persoonsgegevens"),
    ("investigation", "Investigation", "Opsporingsonderzoek"),
    ("operational_plan", "Operational plan", "Operationeel plan"),
    ("informant", "Informant", "Informant"),
    ("address", "Address", "Adres"),
    ("vehicle", "Vehicle", "Voertuig"),
    ("internal_document", "Internal document", "Intern document"),
]

SYSTEMS = [
    ("case_system", "Case handling system", "Bedrijfsprocessensysteem"),
    ("vehicle_register", "Vehicle register", "Voertuigregister"),
    ("persons_register", "Persons register", "Personenregister"),
    ("investigation_system", "Investigation system", "Opsporingssysteem"),
    ("intelligence_system", "Intelligence system", "Informatiesysteem inlichtingen"),
    ("camera_system", "Camera system", "Camerasysteem"),
    ("office_files", "Office files and mail", "Kantoorbestanden en mail"),
    ("none", "No system", "Geen systeem"),
    ("unknown", "Unknown system", "Systeem onbekend"),
]

CHANNELS = [
    ("spoken", "Spoken", "Mondeling"),
    ("phone", "Phone", "Telefoon"),
    ("chat", "Chat app", "Chat-app"),
    ("email", "E-mail", "E-mail"),
    ("social_media", "Social media", "Sociale media"),
    ("paper", "Paper", "Papier"),
    ("screen_photo", "Photo of a screen", "Foto van een scherm"),
    ("removable_medium", "Removable medium", "Verwisselbaar medium"),
    ("unknown", "Unknown channel", "Kanaal onbekend"),
]

CAUSES = [
    ("carelessness", "Carelessness", "Onzorgvuldigheid"),
    ("curiosity", "Curiosity", "Nieuwsgierigheid"),
    ("helping", "Helping family or friends", "Familie of vrienden helpen"),
    ("social_pressure", "Social pressure", "Sociale druk"),
    ("extortion", "Extortion", "Afpersing"),
    ("money", "Money", "Geld"),
    ("conviction", "Conviction", "Overtuiging"),
    ("conflict", "Conflict", "Conflict"),
    ("relationship", "Relationship", "Relatie"),
    ("unknown", "Unknown cause", "Oorzaak onbekend"),
]

OFFENCES = [
    ("secrecy", "Breach of secrecy", "Schending van het ambtsgeheim", "Sr 272"),
    ("bribery", "Bribery", "Ambtelijke omkoping", "Sr 363"),
    ("computer_trespass", "Computer trespass", "Computervredebreuk", "Sr 138ab"),
    ("neglect_of_duty", "None (neglect of duty only)", "Geen (alleen plichtsverzuim)", "Barp 76"),
    ("other", "Other offence", "Ander strafbaar feit", ""),
]

# Counts as screening; the day from which the level can no longer be chosen; looks at the environment; after how many
# months it is renewed.
LEVELS = [
    ("conduct_certificate", "Certificate of conduct", "Verklaring omtrent het gedrag", False, None, False, None),
    ("bgo_short", "Short suitability check (bgo-kort)", "BGO kort", True, _DATE(2023, 1, 1), False, 60),
    ("bgo_long", "Long suitability check (bgo-lang)", "BGO lang", True, _DATE(2023, 1, 1), True, 60),
    ("reliability", "Reliability", "Betrouwbaarheidsonderzoek", True, None, False, 60),
    (
        "reliability_environment",
        "Reliability with environment",
        "Betrouwbaarheidsonderzoek met omgeving",
        True,
        None,
        True,
        60,
    ),
    ("security_a", "Security A", "Veiligheidsonderzoek A", True, None, True, 60),
    ("security_b", "Security B", "Veiligheidsonderzoek B", True, None, True, 60),
    ("security_p", "Security P", "Veiligheidsonderzoek P", True, None, True, 60),
    ("unknown", "Unknown level", "Niveau onbekend", True, None, True, 60),
]

OCCASIONS = [
    ("initial", "Initial", "Initieel"),
    ("new_function", "New function", "Nieuwe functie"),
    ("renewed_incident", "Renewed (incident)", "Hernieuwd (incident)"),
    ("renewed_periodic", "Renewed (periodic)", "Hernieuwd (periodiek)"),
    ("continuous_check", "Continuous-check hit", "Melding uit continue controle"),
    ("unknown", "Unknown occasion", "Aanleiding onbekend"),
]

GROUNDS = [
    ("listed_crime", "Listed crime", "Misdrijf op de lijst"),
    ("judicial_facts", "Other judicial facts", "Andere justitiële feiten"),
    ("finances", "Finances", "Financiën"),
    ("associations", "Associations", "Contacten"),
    ("addiction", "Addiction", "Verslaving"),
    ("untruthful", "Untruthful", "Onwaarheid"),
    ("other", "Other ground", "Andere grond"),
    ("unknown", "Unknown ground", "Grond onbekend"),
]

SIGNAL_SOURCES = [
    ("colleague", "Colleague", "Collega"),
    ("manager", "Manager", "Leidinggevende"),
    ("citizen", "Citizen", "Burger"),
    ("partner_agency", "Partner agency", "Ketenpartner"),
    ("log_monitoring", "Log monitoring", "Controle van raadplegingen"),
    ("criminal_investigation", "Criminal investigation", "Opsporingsonderzoek"),
    ("self_report", "Self-report", "Eigen melding"),
    ("anonymous", "Anonymous", "Anoniem"),
    ("unknown", "Unknown source", "Bron onbekend"),
]

SIGNAL_CHANNELS = [
    ("in_person", "In person", "In een gesprek"),
    ("phone", "Phone", "Telefoon"),
    ("email", "E-mail", "E-mail"),
    ("letter", "Letter", "Brief"),
    ("web_form", "Web form", "Webformulier"),
    ("confidant", "Through a confidential adviser", "Via een vertrouwenspersoon"),
    ("system_alert", "System alert", "Melding van een systeem"),
    ("unknown", "Unknown way in", "Onbekend hoe binnengekomen"),
]

CODE_EDITIONS = [("unknown", "Unknown edition", "Editie onbekend")]

TRAINING_TOPICS = [
    ("everyday_dilemmas", "Dilemmas in everyday work", "Dilemma’s in het dagelijks werk"),
    ("information", "Information and secrecy", "Informatie en geheimhouding"),
    ("outside_contacts", "Contacts outside work", "Contacten buiten het werk"),
    ("gifts_side_jobs", "Gifts and side jobs", "Geschenken en nevenwerk"),
    ("social_media", "Social media", "Sociale media"),
    ("unknown", "Unknown topic", "Onderwerp onbekend"),
]

_LABELLED = ("key", "label_en", "label_nl")

SHIPPED: dict[str, tuple[tuple[str, ...], list[Any]]] = {
    "Unit": (_LABELLED, UNITS),
    "Category": ((*_LABELLED, "leak"), CATEGORIES),
    "RecipientType": ((*_LABELLED, "recipient"), RECIPIENT_TYPES),
    "Information": (_LABELLED, INFORMATION),
    "InformationSystem": (_LABELLED, SYSTEMS),
    "Channel": (_LABELLED, CHANNELS),
    "Cause": (_LABELLED, CAUSES),
    "Offence": ((*_LABELLED, "article"), OFFENCES),
    "Level": ((*_LABELLED, "screening", "valid_to", "environment", "renewal_months"), LEVELS),
    "Occasion": (_LABELLED, OCCASIONS),
    "Ground": (_LABELLED, GROUNDS),
    "SignalSource": (_LABELLED, SIGNAL_SOURCES),
    "SignalChannel": (_LABELLED, SIGNAL_CHANNELS),
    "CodeEdition": (_LABELLED, CODE_EDITIONS),
    "TrainingTopic": (_LABELLED, TRAINING_TOPICS),
}


def load(apps: Any) -> None:
    """Fill the reference lists with what ships; an item that exists stays as it is.

    `apps` is the registry of a migration, or Django's own; an earlier migration has fewer lists and columns.
    """
    there = {model.__name__: model for model in apps.get_app_config("office").get_models()}
    for name in SHIPPED.keys() & there.keys():
        fields, items = SHIPPED[name]
        columns = {field.name for field in there[name]._meta.concrete_fields}
        # "Unknown" comes last in every list, also after what an organisation adds.
        rows = [
            there[name](
                position=900 if item[0] == "unknown" else 10 * number,
                **{field: value for field, value in zip(fields, item, strict=True) if field in columns},
            )
            for number, item in enumerate(items, 1)
        ]
        there[name].objects.bulk_create(rows, ignore_conflicts=True)
