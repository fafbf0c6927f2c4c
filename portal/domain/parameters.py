"""The dated parameters of the rules: what each is called, in what unit it is, and which values it may take (rules.md "Parameters")."""
from __future__ import annotations

from dataclasses import dataclass

from portal.domain.errors import DomainError
from portal.domain.labels import N_

UNITS = {
    "years": N_("years"),
    "terms": N_("terms"),
    "working_days": N_("working days"),
    "days": N_("days"),
    "months": N_("months"),
    "people": N_("people"),
    "percent": "%",
    "times": N_("times"),
    "education": "",
    "grades": "",
    "points": N_("points"),
    "classes": N_("classes"),
    "month": N_("(month of the year)"),
}

BASES = {
    "text": N_("Read in the regulation"),
    "practice": N_("Seen in an office's practice"),
    "memory": N_("Believed, to be confirmed by the office"),
    "internal": N_("Set by the office itself"),
}
"""How sure we are of a value: the word before the colon of a parameter's basis; after it stands the source."""

GROUPS = {
    "appointment": N_("Appointments"),
    "recruitment": N_("Recruitment"),
    "request": N_("Requests"),
    "draw": N_("Draws"),
    "opinion": N_("Opinions"),
    "suggestion": N_("Suggestions and public concerns"),
    "feedback": N_("Feedback"),
    "training": N_("Training"),
    "subsidy": N_("Subsidies"),
    "assessment": N_("Assessment"),
    "meeting": N_("Joint meetings"),
    "audit": N_("Audit trail"),
}
"""The part of a key before its dot, in the order of the work."""


@dataclass(frozen=True)
class Rule:
    """One parameter. `kind`: number, education (a code of that list), grades (codes, best first) or points (falling numbers)."""

    label: str
    unit: str
    low: int = 0
    high: int = 0
    may_be_off: bool = False
    kind: str = "number"


RULES = {
    "appointment.min_age": Rule(N_("Youngest age on appointment"), "years", 18, 60),
    "appointment.min_education": Rule(N_("Lowest education"), "education", kind="education"),
    "appointment.term_years": Rule(N_("Length of a term"), "years", 1, 10),
    "appointment.max_consecutive_terms": Rule(N_("Terms in a row, at most"), "terms", 1, 5),
    "recruitment.notice_working_days": Rule(N_("Notice of recruitment, at least"), "working_days", 1, 120),
    "recruitment.public_notice_working_days": Rule(N_("Public notice of candidates, at least"), "working_days", 1, 60),
    "recruitment.min_per_county": Rule(N_("Supervisors per county, at least"), "people", 0, 100),
    "recruitment.public_servant_share": Rule(N_("Public servants, at most (warning)"), "percent", 0, 100),
    "request.lead_working_days": Rule(N_("Lead time of a request"), "working_days", 0, 60),
    "request.urgent_lead_working_days": Rule(N_("Lead time of an urgent request"), "working_days", 0, 60),
    "request.max_people": Rule(N_("People per activity, at most (warning)"), "people", 1, 200),
    "draw.yearly_cap": Rule(N_("Activities per person and year, at most"), "times", 1, 366, may_be_off=True),
    "draw.cool_off_days": Rule(N_("Days of rest after an activity"), "days", 0, 366),
    "opinion.answer_working_days": Rule(N_("Answering an opinion"), "working_days", 1, 120),
    "suggestion.answer_working_days": Rule(N_("Answering a suggestion"), "working_days", 1, 120),
    "feedback.working_days": Rule(N_("Feedback after an activity"), "working_days", 1, 120),
    "training.yearly_classes": Rule(N_("Classes per person and year, at least"), "classes", 0, 50),
    "training.remind_from_month": Rule(N_("Reminder of the yearly class, from this month on"), "month", 1, 12),
    "subsidy.claim_working_days": Rule(N_("Claiming a subsidy"), "working_days", 1, 366, may_be_off=True),
    "assessment.grades": Rule(N_("Grades, the best first"), "grades", kind="grades"),
    "assessment.excellent_share": Rule(N_("Share of the best grade, at most"), "percent", 0, 100),
    "assessment.public_notice_working_days": Rule(N_("Public notice of grades, at least"), "working_days", 1, 60),
    "assessment.grade_points": Rule(N_("Lowest points of each grade but the last"), "points", 0, 200, kind="points"),
    "meeting.interval_months": Rule(N_("Interval of joint meetings"), "months", 1, 24),
    "audit.keep_months": Rule(N_("Keeping the audit trail, at least"), "months", 6, 1200),
}


def check_value(key: str, value: object) -> None:
    """Refuse a value that the parameter cannot take; codes of lists are checked where the lists are.

    Raises DomainError unknown_code for a key, parameter_range for a value.
    """
    rule = RULES.get(key)
    if rule is None:
        raise DomainError("unknown_code", value=key)
    if value is None and rule.may_be_off:
        return
    if rule.kind == "number" and not _in_range(value, rule):
        raise DomainError("parameter_range", field="value", low=rule.low, high=rule.high)
    if rule.kind == "points" and not _falling(value, rule):
        raise DomainError("parameter_points", field="value", low=rule.low, high=rule.high)


def _in_range(value: object, rule: Rule) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and rule.low <= value <= rule.high


def _falling(value: object, rule: Rule) -> bool:
    numbers = value if isinstance(value, list) else []
    return bool(numbers) and all(_in_range(one, rule) for one in numbers) and numbers == sorted(set(numbers), reverse=True)
