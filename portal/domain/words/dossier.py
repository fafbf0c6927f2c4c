"""Words of a person's file: its tabs, what stands in the timeline, and corrections that the person asks for."""
from __future__ import annotations

from portal.domain.labels import N_
from portal.domain.words import liaison

TABS = {
    "basic": N_("Basic data"), "terms": N_("Terms"), "duty": N_("Duties"), "learning": N_("Learning"), "conduct": N_("Awards and discipline"),
    "subsidies": N_("Subsidies"), "assessments": N_("Assessments"), "contact": N_("Contact log"), "files": N_("Files"), "changes": N_("Changes"),
}

EVENTS = {
    "term_began": N_("Appointed"), "term_ended": N_("Term ended"), "leave": N_("Leave"), "undertaking": N_("Secrecy undertaking signed"),
    "drawn": N_("Drawn"), "served": N_("Served"), "absent": N_("Absent without excuse"), "freed": N_("Could not come"),
    "recusal": N_("Recusal"), "opinion": N_("Opinion given"), "class": N_("Attended a class"),
    "material": N_("Read a study material"), "magazine": N_("Gets a magazine"), "award": N_("Award"),
    "measure": N_("Disciplinary measure"), "departure": N_("Case of removal or resignation"), "subsidy": N_("Subsidy"),
    "assessment": N_("Assessment"), "correction": N_("Asked for a correction"), **liaison.EVENTS,
}
EVENT_TONES = {"term_began": "done", "term_ended": "neutral", "served": "done", "absent": "late", "freed": "due", "award": "done",
               "measure": "late", "departure": "late", "opinion": "info", "class": "info"}

CORRECTION_STATES = {"open": N_("Waiting for the office"), "done": N_("Corrected"), "declined": N_("Not corrected")}
CORRECTION_TONES = {"open": "due", "done": "done", "declined": "neutral"}

SPOKEN = {
    "file:link": N_("Link to the own file made"),
    "file:seen": N_("Own data printed"),
    "correction:ask": N_("Correction asked for"),
    "correction:apply": N_("Correction made"),
    "correction:decline": N_("Correction declined"),
}

REFUSALS = {
    "correction_field": N_("Choose what is wrong."),
    "correction_words": N_("Write what is right."),
    "correction_open": N_("You asked for this correction already; the office is at work on it."),
    "correction_decided": N_("This correction was decided meanwhile. Reload the page."),
    "correction_by_hand": N_("This correction is in words: change the file by hand, then mark it as corrected."),
}
