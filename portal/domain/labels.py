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

NOTICE_KINDS = {
    "notice": N_("Notice"),
    "reminder": N_("Reminder"),
    "opinion": N_("Invitation to give an opinion"),
    "cancelled": N_("Cancellation"),
}

CONTACT_ANSWERS = {
    "none": N_("No answer"),
    "accepted": N_("Will come"),
    "declined": N_("Cannot come"),
    "recusal": N_("Declared a recusal"),
    "later": N_("Will answer later"),
    "told": N_("Was told"),
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

DELIVERY_FAILURES = {
    "not_configured": N_("Sending by this way is not configured"),
    "misconfigured": N_("The settings of this way are malformed"),
    "address_refused": N_("The address is not one e-mail address"),
    "unreachable": N_("The server cannot be reached"),
    "not_trusted": N_("The server offers no encryption that can be trusted"),
    "sign_in_refused": N_("The mail server refused user name or password"),
    "refused": N_("The server refused the message"),
    "overtaken": N_("Not needed any more"),
}
"""Why a message was not delivered: what the outbox keeps as its last error."""

ORGANISATION_KINDS = {"bureau": N_("Judicial bureau"), "procuratorate": N_("Procuratorate")}
LEVELS = {"province": N_("Provincial"), "city": N_("City"), "district": N_("District")}

PICKLISTS = {
    "mode": N_("Modes of supervision"),
    "business_line": N_("Business lines"),
    "must_invite": N_("Cases with a must-invite"),
    "sex": N_("Sexes"),
    "nation": N_("Nationalities"),
    "education": N_("Educations"),
    "political": N_("Political status"),
    "unit_kind": N_("Kinds of work unit"),
    "profession": N_("Professions"),
    "way_in": N_("Ways in"),
    "county": N_("Counties"),
    "training_form": N_("Forms of training"),
    "contact_way": N_("Ways of contact"),
    "grade": N_("Grades of assessment"),
    "appointment_end": N_("Ends of a term"),
    "feedback_mark": N_("Marks of feedback"),
    "award_level": N_("Levels of awards"),
    "discipline_kind": N_("Kinds of disciplinary measures"),
    "recruitment_bar": N_("Bars to appointment"),
    "excluded_post": N_("Posts that exclude"),
    "inspection_way": N_("Ways of inspecting"),
}

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

VERBS_SPOKEN = {
    # requests
    "request:create": N_("Request drafted"),
    "request:amend": N_("Request changed"),
    "request:submit": N_("Request sent to the bureau"),
    "request:withdraw": N_("Request withdrawn"),
    "request:return": N_("Request returned for correction"),
    "request:accept": N_("Request accepted"),
    "request:reschedule": N_("Time or place changed"),
    "request:cancel": N_("Cancelled"),
    "activity:hold": N_("Activity held"),
    "activity:close": N_("Activity closed"),
    "activity:phone": N_("Phone number shown"),
    # draws
    "draw:conflict": N_("Conflict of interest decided"),
    "draw:exclude": N_("Person left out by the leader"),
    "draw:readmit": N_("Person let into the pool again"),
    "draw:change_place": N_("Places changed before sealing"),
    "draw:seal": N_("List sealed"),
    "draw:witness_digits": N_("Witness's digits given"),
    "draw:digits": N_("Digits given"),
    "draw:phoned_digits": N_("Digits told by phone"),
    "draw:draw": N_("People drawn"),
    "draw:free_place": N_("Place freed"),
    "draw:substitute": N_("Substitute taken"),
    "draw:reopen": N_("Places open again"),
    "draw:second_round": N_("Second round approved"),
    "draw:confirm": N_("People confirmed"),
    "recusal:declare": N_("Recusal declared"),
    "recusal:propose": N_("Recusal proposed"),
    "recusal:decide": N_("Recusal decided"),
    # notices, attendance
    "notice:write": N_("Notice written"),
    "notice:attempt": N_("Contact logged"),
    "notice:answer": N_("Answer given"),
    "notice:remind": N_("Reminder written"),
    "notice:retry": N_("Message sent again"),
    "notice:withdraw": N_("Message withdrawn"),
    "notice:sent": N_("Message sent"),
    "notice:undelivered": N_("Message not delivered"),
    "attendance:check_in": N_("Checked in"),
    "attendance:write": N_("Attendance recorded"),
    "activity:announce": N_("Result announced"),
    "paper:issue": N_("Paper issued"),
    "paper:record": N_("Draw's record downloaded"),
    "paper:render": N_("Paper written out"),
    "paper:open": N_("Paper opened"),
    "paper:print": N_("Paper printed"),
    "page:print": N_("Page printed"),
    "template:download": N_("Template downloaded"),
    "file:attach": N_("File added"),
    "file:open": N_("File opened"),
    "file:withdraw": N_("File withdrawn"),
    "draw:download": N_("Draw's record downloaded"),
    # opinions, feedback
    "opinion:give": N_("Opinion given"),
    "opinion:own_initiative": N_("Opinion on own initiative received"),
    "opinion:route": N_("Opinion passed to the procuratorate"),
    "opinion:reroute": N_("Opinion passed to another procuratorate"),
    "opinion:answer": N_("Opinion answered"),
    "opinion:tell": N_("Answer told to the supervisor"),
    "opinion:accept": N_("No objection to the answer"),
    "opinion:object": N_("Objection recorded"),
    "opinion:decide": N_("Objection decided"),
    "feedback:write": N_("Feedback given"),
    "feedback:person": N_("Feedback on a person given"),
    "feedback:case": N_("Feedback on the case given"),
    # people
    "supervisor:register": N_("Person registered"),
    "supervisor:amend": N_("File changed"),
    "supervisor:professions": N_("Professions changed"),
    "supervisor:photo": N_("Photo changed"),
    "appointment:write": N_("Term entered"),
    "appointment:appoint": N_("Appointed"),
    "appointment:renew": N_("Term renewed"),
    "appointment:end": N_("Term ended"),
    "leave:grant": N_("Leave granted"),
    "leave:amend": N_("Leave changed"),
    "undertaking:record": N_("Secrecy undertaking recorded"),
    "undertaking:amend": N_("Secrecy undertaking corrected"),
    "sensitive:reveal": N_("Sensitive value shown"),
    "sensitive:export": N_("Sensitive values exported"),
    "export:list": N_("List exported"),
    # registers
    "training:write": N_("Training entered or changed"),
    "subsidy:write": N_("Subsidy entered or changed"),
    "assessment:write": N_("Assessment entered or changed"),
    # offices, accounts, settings
    "organisation:create": N_("Office entered"),
    "organisation:amend": N_("Office changed"),
    "user:create": N_("Account made"),
    "user:amend": N_("Account changed"),
    "user:enable": N_("Account enabled"),
    "user:disable": N_("Account disabled"),
    "user:unlock": N_("Account unlocked"),
    "user:roles": N_("Roles changed"),
    "user:reset": N_("Password reset"),
    "user:password": N_("Password changed"),
    "user:language": N_("Language chosen"),
    "demo:load": N_("Demo office loaded"),
    "session:sign_in": N_("Signed in"),
    "session:end": N_("Signed out"),
    "session:refused": N_("Sign-in refused"),
    "session:locked": N_("Account locked"),
    "parameter:set": N_("Rule value changed"),
    "parameter:withdraw": N_("Rule value withdrawn"),
    "picklist:add": N_("List value added"),
    "picklist:amend": N_("List value changed"),
    "day:set": N_("Working day corrected"),
    "day:clear": N_("Working day back to the official calendar"),
    "template:write": N_("Template uploaded"),
    "keys:rotate": N_("Field key rotated"),
    "link:refused": N_("Link refused"),
    "refused": N_("Refused"),
}
"""What an act of the trail is called in a timeline; queries.history and the trail's page read it."""
