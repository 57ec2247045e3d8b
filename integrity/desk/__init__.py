"""Where an investigator lands: his open cases, under a few numbers over what he may count."""
