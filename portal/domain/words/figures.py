"""Words of frozen figures, charts and the yearly report."""
from __future__ import annotations

from portal.domain.labels import N_

SPOKEN = {"statistics:freeze": N_("Figures frozen")}

OBJECTS = {"frozen_figures": N_("Frozen figures")}
FIELDS = {"first_day": N_("First day"), "last_day": N_("Last day"), "figures": N_("Figures"), "frozen_at": N_("Frozen at"), "frozen_by": N_("Frozen by")}
GUARDED = {"frozen_figures": N_("Frozen figures")}

REFUSALS = {
    "period_backwards": N_("The last day lies before the first day. Check both."),
    "period_not_over": N_("The period is not over yet. Freeze figures up to today at most."),
    "period_long": N_("A period spans a year at most. Choose a nearer last day."),
    "period_early": N_("Figures begin in %(year)s. Choose a later first day."),
    "report_year": N_("A report is issued on a year that has begun, from %(year)s on. Check the year."),
    "report_snapshot": N_("These frozen figures do not begin with the year, or outlast it. Choose others, or the figures of today."),
    "report_damaged": N_("These frozen figures do not agree with their digest any more, so no report is issued from them. Tell the audit administrator."),
    "snapshot_taken": N_("Figures were frozen under this name already. Choose another name."),
}

UNITS = {
    "events": N_("events"), "person_times": N_("person-times"), "opinions": N_("opinions"), "people": N_("people"), "classes": N_("classes held"),
}
OUTCOMES = {
    "all": N_("All opinions"), "adopted": N_("Adopted"), "partly": N_("Partly adopted"), "not_adopted": N_("Not adopted"),
    "unanswered": N_("Not answered yet"),
}
PEOPLE = {"in_office": N_("In office on the last day"), "served": N_("Served at least once"), "never": N_("In office, never served")}
GROUPS = {
    "total": N_("In all"), "mode": N_("By mode"), "office": N_("By procuratorate"), "month": N_("By month"), "opinions": N_("Opinions by outcome"),
    "people": N_("Supervisors"), "trainings": N_("Training classes"),
}
"""The groups of figures in the order in which they are shown."""

HEADS = {"mode": N_("Mode of supervision"), "month": N_("Month"), "office": N_("Procuratorate"), "opinions": N_("What became of it")}
"""What stands at the head of the rows of a chart's table."""
CHART_UNITS = {"events": N_("Events"), "person_times": N_("Person-times"), "opinions": N_("Opinions")}
PARTS = {
    "": N_("Whole year"), "h1": N_("First half"), "h2": N_("Second half"), "q1": N_("First quarter"), "q2": N_("Second quarter"),
    "q3": N_("Third quarter"), "q4": N_("Fourth quarter"),
}
"""Parts of a year (portal.domain.charts)."""

KINDS = {"activity": N_("Activity"), "opinion": N_("Opinion"), "person": N_("Supervisor"), "training": N_("Class")}
HOWS = {"added": N_("added"), "removed": N_("no longer counted"), "changed": N_("changed")}
HOW_TONES = {"added": "done", "removed": "late", "changed": "due"}
ASKED = {
    "mode": N_("Mode of supervision"), "office": N_("Procuratorate"), "month": N_("Month"), "people": N_("Person-times"), "own": N_("Own initiative"),
    "outcome": N_("What became of it"), "in_office": N_("In office"), "days": N_("Days"), "served": N_("Times served"),
}
"""What the figures ask of a row."""
