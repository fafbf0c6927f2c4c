"""Words for codes, spoken verbs and refusals, one file for each part of the field."""
