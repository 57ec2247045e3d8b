"""What stands beside the figures, and who keeps it: breaks in the series, headcounts, the rule of public editions."""
