"""What the demo's cases are about. Every person, unit and event is invented."""

UNITS = [
    ("unit_north", "Unit North", "Eenheid Noord"),
    ("unit_east", "Unit East", "Eenheid Oost"),
    ("unit_south", "Unit South", "Eenheid Zuid"),
    ("unit_west", "Unit West", "Eenheid West"),
    ("unit_centre", "Unit Centre", "Eenheid Centrum"),
    ("unit_harbour", "Unit Harbour", "Eenheid Haven"),
    ("service_centre", "Service Centre", "Dienstencentrum"),
]

# Summary, recipient type, kind of information, system, channel.
TO_CRIMINALS = [
    ("Raid date known at the premises", "crime_group", "operational_plan", "investigation_system", "phone"),
    ("Tip-off before a search, phone records", "crime_group", "operational_plan", "investigation_system", "phone"),
    ("Roster of a surveillance team seen with a third party", "crime_group", "operational_plan", "none", "paper"),
    ("Informant code name heard outside the team", "known_offender", "informant", "intelligence_system", "spoken"),
    ("Suspect knew of a pending arrest", "suspect", "investigation", "investigation_system", "chat"),
    (
        "Vehicle-register look-ups passed to a suspect in a theft case",
        "suspect",
        "vehicle",
        "vehicle_register",
        "chat",
    ),
    (
        "Camera positions described in a message group",
        "criminal_associate",
        "operational_plan",
        "camera_system",
        "chat",
    ),
    ("Home address of a witness found on a suspect's phone", "suspect", "address", "persons_register", "screen_photo"),
]

TO_OTHERS = [
    ("Address of a witness shared with a relative", "family", "address", "case_system", "spoken"),
    ("Photo of a wanted notice in a family chat", "family", "personal_data", "case_system", "screen_photo"),
    ("Former colleague asked for a plate check", "ex_colleague", "vehicle", "vehicle_register", "phone"),
    ("Incident details with a reporter before release", "media", "investigation", "case_system", "phone"),
    ("Query on a daughter's boyfriend, told the family", "family", "personal_data", "persons_register", "spoken"),
    ("Debt collector had current home addresses", "company", "address", "persons_register", "email"),
    ("Body-camera clip forwarded", "friend", "investigation", "camera_system", "chat"),
    ("Neighbour dispute: records quoted by one party", "citizen", "personal_data", "case_system", "spoken"),
    ("Case file left in a hire car", "citizen", "internal_document", "office_files", "paper"),
    ("Security firm received vehicle data for a fee", "private_security", "vehicle", "vehicle_register", "email"),
    ("Screenshot of a missing-person file online", "citizen", "personal_data", "case_system", "social_media"),
    ("Partner's former spouse looked up and confronted", "family", "personal_data", "persons_register", "spoken"),
    ("List of calls to a politician's address", "politician", "address", "case_system", "email"),
    ("Insurance agent quoted from a collision report", "company", "internal_document", "case_system", "email"),
    ("Personnel file discussed in a sports club", "friend", "internal_document", "office_files", "spoken"),
    (
        "Memory stick with reports found at a station",
        "citizen",
        "internal_document",
        "office_files",
        "removable_medium",
    ),
    (
        "Arrest of a local figure known to a journalist the same evening",
        "media",
        "investigation",
        "case_system",
        "chat",
    ),
    ("Colleague of another team read along in a sensitive file", "colleague", "investigation", "case_system", "spoken"),
]

UNKNOWN_RECIPIENT = [
    ("Draft press line seen on an anonymous account", "unknown", "internal_document", "office_files", "social_media"),
    ("Log monitoring: a file printed at night, copy not found", "unknown", "investigation", "case_system", "paper"),
]

# Summary and category of cases that are no leaks.
NO_LEAKS = [
    ("Look-ups of own neighbours without a duty reason", "own_use"),
    ("Repeated queries on a public figure out of curiosity", "own_use"),
    ("Report on a colleague kept out of the file", "withholding"),
    ("Overtime claimed for hours not worked", "financial"),
    ("Service card shown to avoid a parking fine", "abuse_of_position"),
    ("Service vehicle used for a house move", "misuse_of_resources"),
    ("Remarks to a trainee", "undesirable_conduct"),
]

GROUND_OF_A_LOSS = "The papers were found by others and are those that the subject had taken along."

GROUNDS = {
    "confirmed": "Query log and messages match; the competent authority accepted the report of findings.",
    "refuted": "The information had been published by others before; the logs show no access by the subject.",
    "not_established": "Several persons had access and nothing points to one of them.",
    "no_breach": "The information was shared for a duty reason and within the rules.",
    "ended_without_finding": "No further leads.",
}

FAMILY_NAMES = [
    "Bakker", "Visser", "Mulder", "Bos", "Vos", "Peters", "Hendriks", "Dekker", "Brouwer", "Dijkstra", "Smit", "Kok",
    "Jacobs", "Vermeulen", "Prins", "Huisman", "Postma", "Kuiper", "Blom", "Veenstra", "Scholten", "Willems", "Evers",
]  # fmt: skip

FUNCTIONS = [
    "Officer in training",
    "Control room operator",
    "Detective",
    "System administrator",
    "Forensic analyst",
    "Border-control officer",
    "Victim support desk",
    "Interpreter",
    "Team lead, serious crime",
]
