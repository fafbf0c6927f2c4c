"""Words for codes: each code of a rule beside the English msgid that the catalogues translate. No gettext here."""
from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that message extraction looks for
    """Mark a msgid for extraction and hand it back unchanged."""
    return message


ROLES = {
    "system_admin": N_("System administrator"),
    "security_admin": N_("Security administrator"),
    "audit_admin": N_("Audit administrator"),
    "clerk": N_("Clerk"),
    "leader": N_("Bureau leader"),
    "finance": N_("Finance"),
    "officer": N_("Liaison officer"),
    "chief": N_("Chief procurator"),
    "link": N_("By link"),
    "system": N_("The portal itself"),
}

ACTIVITY_STATES = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "returned": N_("Returned"),
    "accepted": N_("Accepted"),
    "sealed": N_("List sealed"),
    "drawn": N_("Drawn"),
    "confirmed": N_("Confirmed"),
    "announced": N_("Announced"),
    "held": N_("Held"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}

ASSIGNMENT_STATES = {
    "drawn": N_("To be notified"),
    "notified": N_("Notified, no answer yet"),
    "accepted": N_("Will come"),
    "freed": N_("Place freed"),
    "attended": N_("Attended"),
    "excused": N_("Absent, excused"),
    "absent": N_("Absent, not excused"),
}

LEFT_OUT_REASONS = {
    "not_active": N_("No live appointment"),
    "on_leave": N_("On leave"),
    "engaged": N_("Engaged at that time"),
    "recused": N_("Recused"),
    "conflict": N_("Conflict of interest"),
    "yearly_cap": N_("Yearly cap reached"),
    "cool_off": N_("Served a short while ago"),
    "asked_before": N_("Asked in an earlier round"),
    "excluded_by_leader": N_("Left out by the leader"),
}

FREED_REASONS = {
    "ill": N_("Ill"),
    "away": N_("Away"),
    "work": N_("Work"),
    "family": N_("Family"),
    "recused": N_("Recusal"),
    "unreachable": N_("Cannot be reached"),
    "other": N_("Other"),
}

PASSED_REASONS = {code: LEFT_OUT_REASONS[code] for code in ("engaged", "recused", "on_leave", "not_active")}

RECUSAL_GROUNDS = {
    "relative": N_("Near relative of a party"),
    "interest": N_("Interest in the case"),
    "took_part": N_("Took part in the case"),
    "other": N_("Other"),
}

RECUSAL_STATES = {"proposed": N_("Waiting for decision"), "upheld": N_("Recusal granted"), "refused": N_("Recusal refused")}

CONTACT_WAYS = {
    "phone": N_("Phone"),
    "wechat": N_("WeChat"),
    "sms": N_("SMS"),
    "email": N_("E-mail"),
    "robot": N_("Group robot"),
    "link": N_("Link"),
    "in_person": N_("In person"),
}

CONTACT_ANSWERS = {
    "none": N_("No answer"),
    "accepted": N_("Will come"),
    "declined": N_("Cannot come"),
    "recusal": N_("Declared a recusal"),
    "later": N_("Will answer later"),
}

OPINION_STATES = {
    "received": N_("Received"),
    "routed": N_("Waiting for an answer"),
    "answered": N_("Answered, to be told"),
    "told": N_("Told to the supervisor"),
    "objected": N_("Objection, waiting for the chief"),
    "decided": N_("Decided, to be told"),
    "closed": N_("Closed"),
}

OPINION_ANSWERS = {"adopted": N_("Adopted"), "partly": N_("Partly adopted"), "not_adopted": N_("Not adopted")}

OPINION_SOURCES = {"link": N_("By link"), "paper": N_("From paper"), "clerk": N_("Entered by the clerk")}

DRAW_STATES = {"sealed": N_("List sealed"), "drawn": N_("Drawn"), "void": N_("Never drawn")}

DIGIT_SOURCES = {"signed_in": N_("Entered on line"), "phone": N_("Told by phone")}

APPOINTMENT_STATES = {"live": N_("In office"), "ended": N_("Ended")}

OUTBOX_STATES = {
    "waiting": N_("Waiting to be sent"),
    "sent": N_("Sent"),
    "failed": N_("Not delivered"),
    "off": N_("Sending is not configured"),
}

ORGANISATION_KINDS = {"bureau": N_("Judicial bureau"), "procuratorate": N_("Procuratorate")}
LEVELS = {"province": N_("Provincial"), "city": N_("City"), "district": N_("District")}

TONES = {
    "draft": "neutral", "submitted": "due", "returned": "late", "accepted": "info", "sealed": "info", "drawn": "due",
    "confirmed": "info", "announced": "info", "held": "done", "closed": "neutral", "cancelled": "neutral",
    "notified": "due", "freed": "neutral", "attended": "done", "excused": "neutral", "absent": "late",
    "proposed": "due", "upheld": "late", "refused": "neutral",
    "received": "due", "routed": "due", "answered": "info", "told": "done", "objected": "late", "decided": "info",
    "adopted": "done", "partly": "due", "not_adopted": "late",
    "live": "done", "ended": "neutral", "waiting": "due", "sent": "done", "failed": "late", "off": "neutral", "void": "neutral",
}
"""State or answer code → tone of its badge; an Assignment that says yes shows green by ASSIGNMENT_TONES."""

ASSIGNMENT_TONES = TONES | {"drawn": "due", "accepted": "done"}
