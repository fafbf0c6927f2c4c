"""Words of the yearly plan, of coverage and of the calendar."""
from __future__ import annotations

from portal.domain.labels import N_

PLAN_STATES = {"draft": N_("Draft"), "in_force": N_("Plan in force"), "amending": N_("Being amended")}
TONES = {"draft": "neutral", "in_force": "done", "amending": "due"}

AGENDA = {
    "activity": N_("Activity"), "class": N_("Class"), "meeting": N_("Joint meeting"), "answer": N_("Opinion to be answered"),
    "feedback": N_("Feedback due"), "decision": N_("Decision of a meeting due"), "suggestion": N_("Suggestion to be answered"),
    "visit": N_("Follow-up due"), "bulletin": N_("Notice to be answered"), "applications": N_("Applications end"),
    "public_notice": N_("Public notice ends"), "review": N_("Opinion on applicants due"), "material": N_("Material to be read"),
    "self_reports": N_("Self-reports of the year end"), "grades_notice": N_("Public notice of grades ends"),
    "term_6": N_("Terms end in 6 months"), "term_3": N_("Terms end in 3 months"), "term_end": N_("Terms end"),
}
"""What an entry of the calendar is called (queries.agenda.KINDS)."""
APPOINTMENTS = frozenset({"activity", "class", "meeting"})
"""Entries that take place; the others are days until which something is to be done."""
TELLING = frozenset({"activity", "class", "meeting", "applications", "public_notice", "self_reports", "grades_notice", "material"})
"""Entries whose title may leave the portal with a calendar feed: titles of activities hold no secrets by rule, what somebody wrote may."""

OBJECTS = {"yearly_plan": N_("Yearly plan"), "plan_item": N_("Item of the yearly plan"), "calendar_feed": N_("Calendar feed")}

FIELDS = {
    "plan": N_("Yearly plan"), "plan_item": N_("Item of the yearly plan"), "month": N_("Month"), "activities": N_("Activities"), "expected": N_("Expected events"),
    "in_force_at": N_("In force since"), "in_force_by": N_("Put in force by"), "fetched_at": N_("Last fetched at"),
    "hour_from": N_("Hour counted from"), "fetches": N_("Fetches in that hour"),
}

VALUES = {("yearly_plan", "state"): PLAN_STATES}

SPOKEN = {
    "calendar:make": N_("Calendar feed made"),
    "calendar:revoke": N_("Calendar feed ended"),
    "calendar:fetch": N_("Calendar feed fetched, the first time that day"),
    "plan:write": N_("Item of the plan entered or changed"),
    "plan:strike": N_("Item of the plan struck out"),
    "plan:enter": N_("Yearly plan entered"),
    "plan:amend": N_("Yearly plan changed"),
    "plan:enforce": N_("Yearly plan put in force"),
    "plan:tick_off": N_("Activities of the year put under the plan"),
    "plan:reopen": N_("Yearly plan opened for amending"),
    "plan:copy": N_("Yearly plan copied from the year before"),
}

REFUSALS = {
    "feed_not_there": N_("There is no feed to end. Make one, or reload the page."),
    "plan_act_not_now": N_("This is not possible: the plan is in state “%(plan_state)s”. Reload the page to see what can be done now."),
    "plan_year_refused": N_("Plans are made for the years %(first)s to %(last)s. Check the year."),
    "plan_year_there": N_("There is a plan for %(year)s already. Open it and change it there."),
    "plan_without_items": N_("A plan needs at least one item. Choose a mode and say how many events are expected."),
    "plan_too_many_items": N_("A plan holds at most %(limit)s items. Join items that differ by the month only."),
    "plan_requirements_long": N_("The requirements are too long: at most %(limit)s characters."),
    "plan_item_incomplete": N_("Line %(number)s lacks the mode or the expected number. Fill it in, or empty the line."),
    "plan_item_mode": N_("Line %(number)s: this mode is not in the list any more. Choose another."),
    "plan_item_office": N_("Line %(number)s: choose a procuratorate that your bureau serves, or none for any of them."),
    "plan_item_month": N_("Line %(number)s: choose a month from 1 to 12, or none for any time."),
    "plan_item_number": N_("Line %(number)s: the expected number must lie between 0 and %(limit)s."),
    "plan_item_long": N_("Line %(number)s: the requirements are too long, at most %(limit)s characters."),
    "plan_item_own": N_("Line %(number)s: nobody is asked for opinions on own initiative. Leave procuratorate and month empty."),
    "plan_item_twice": N_("Line %(number)s repeats mode, procuratorate and month of a line above. Join the two."),
    "plan_item_used": N_("Requests tick off the item “%(title)s” already (%(count)s), so it keeps its mode and procuratorate and cannot be"
                         " removed. Set its expected number to 0 if nothing more is planned."),
    "plan_item_refused": N_("This item of the plan is for another mode, procuratorate or year. Choose one that fits, or leave it to the portal."),
}

HELP = {
    "plans": N_("One plan a year: which modes, with which procuratorate, in which month, how many events. The clerk writes it, the leader puts it in"
                " force; from then on each request ticks off the item that fits, and the plan shows what is done, under way and still missing."),
    "calendar": N_("Activities, classes, meetings and the days until which something is to be done, as far as they are yours to see. Free days are"
                   " marked, and weekends that are worked. The same can be read in a calendar program by a private address, which is shown once."),
    "coverage": N_("Who served in which mode how often: the darker, the more. Every number opens its rows. Who has not served stands above with how"
                   " often the person was asked; whether the draws were even is said by the fairness statement."),
    "plans.create_view": N_("One line for each kind of event. Leave procuratorate or month empty where it does not matter which; a request takes the"
                            " line that fits it most closely. The plan of a past year can be copied instead of being typed anew."),
    "plans.edit_view": N_("Lines that requests tick off already keep mode and procuratorate. Nothing holds until the leader puts the plan in force."),
}
"""The help texts, by endpoint."""
