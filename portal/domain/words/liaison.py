"""Words of contact: visits, suggestions, joint meetings, decisions and bulletins."""
from __future__ import annotations

from portal.domain.labels import N_

SUGGESTION_KINDS = {"suggestion": N_("Suggestion"), "concern": N_("Public concern")}
SUGGESTION_STATES = {
    "received": N_("To be passed on"), "routed": N_("Waiting for an answer"), "answered": N_("Answered, to be told"), "told": N_("Told to the supervisor"),
}
SUGGESTION_STEPS = {"received": N_("Received"), "routed": N_("Passed on"), "answered": N_("Answered"), "told": N_("Told")}
"""The states as steps of the flow line, where those behind us read as done."""
SUGGESTION_SOURCES = {"link": N_("By link"), "clerk": N_("Entered by the clerk")}
MEETING_STATES = {
    "planned": N_("Planned"), "held": N_("Written up"), "issued": N_("Minutes issued"), "cancelled": N_("Cancelled"),
}
DECISION_STATES = {"open": N_("Under way"), "late": N_("Overdue"), "done": N_("Done")}
BULLETIN_STATES = {"draft": N_("Draft"), "sent": N_("Sent")}
TONES = {"planned": "info", "held": "due", "issued": "done", "cancelled": "neutral", "open": "info", "late": "late", "done": "done"}

EVENTS = {"visit": N_("Visit or call"), "suggestion": N_("Suggestion or public concern"), "told": N_("Answer told to the supervisor")}
"""What an entry of a person's file is called (queries.liaison.of_person)."""

OBJECTS = {
    "visit": N_("Contact with a supervisor"),
    "visit_guest": N_("Further person at a contact"),
    "suggestion": N_("Suggestion or public concern"),
    "meeting": N_("Joint meeting"),
    "meeting_office": N_("Office at a joint meeting"),
    "meeting_decision": N_("Decision of a joint meeting"),
    "bulletin": N_("Notice between the offices"),
    "bulletin_office": N_("Addressed office"),
    "bulletin_reading": N_("Receipt of a bulletin"),
}

FIELDS = {
    "agenda": N_("Agenda"), "answer_due_on": N_("Answer asked for by"), "bulletin": N_("Notice between the offices"), "decisions": N_("Decisions"),
    "done_by": N_("Closed by"), "done_on": N_("Done on"), "done_words": N_("What came of it"), "follow_up": N_("What is to be done"),
    "guests": N_("Others present"), "held_on": N_("Day"), "host": N_("Hosted by"), "meeting": N_("Joint meeting"), "minutes": N_("Minutes"),
    "office": N_("Office"), "offices": N_("Offices"), "people": N_("Who came"), "person": N_("Person in charge"), "read_at": N_("Opened at"), "sender": N_("Sender"),
    "sent_by": N_("Sent by"), "sides": N_("Who takes part"), "struck_at": N_("Struck out at"), "told_on": N_("Told on"), "told_way": N_("How it was told"),
    "told_words": N_("Words on telling"), "visit": N_("Visit or call"), "visited_by": N_("Who went or called"), "wishes": N_("What is asked for"),
}

VALUES = {
    ("suggestion", "kind"): SUGGESTION_KINDS,
    ("suggestion", "state"): SUGGESTION_STATES,
    ("suggestion", "source"): SUGGESTION_SOURCES,
    ("meeting", "state"): MEETING_STATES,
    ("bulletin", "state"): BULLETIN_STATES,
}

SPOKEN = {
    "visit:write": N_("Contact entered"),
    "visit:amend": N_("Contact changed"),
    "visit:settle": N_("Follow-up closed"),
    "suggestion:give": N_("Suggestion received"),
    "suggestion:invite": N_("Invited to make suggestions"),
    "suggestion:route": N_("Suggestion passed on"),
    "suggestion:reroute": N_("Suggestion passed to another office"),
    "suggestion:send_back": N_("Suggestion sent back to the bureau"),
    "suggestion:answer": N_("Suggestion answered"),
    "suggestion:tell": N_("Answer told to the supervisor"),
    "meeting:plan": N_("Meeting planned"),
    "meeting:amend": N_("Meeting changed"),
    "meeting:cancel": N_("Meeting cancelled"),
    "meeting:write_up": N_("Minutes and decisions written"),
    "meeting:issue": N_("Minutes issued"),
    "decision:write": N_("Decision written down"),
    "decision:strike": N_("Decision struck out"),
    "decision:settle": N_("Decision reported as done"),
    "decision:postpone": N_("Decision postponed"),
    "decision:reopen": N_("Decision opened again"),
    "bulletin:draft": N_("Notice drafted"),
    "bulletin:amend": N_("Notice changed"),
    "bulletin:send": N_("Notice sent"),
    "bulletin:open": N_("Notice opened"),
    "bulletin:answer": N_("Notice answered"),
}

SHARED = frozenset({
    "suggestion:route", "suggestion:reroute", "suggestion:answer", "meeting:plan", "meeting:amend", "meeting:cancel", "meeting:write_up",
    "meeting:issue", "decision:settle", "decision:postpone", "decision:reopen", "bulletin:send", "bulletin:answer",
})
"""Acts that both offices see in a story."""

SHARED_REASONS = frozenset({"meeting:cancel", "decision:settle", "decision:postpone", "decision:reopen"})
"""Acts whose reason was written for both offices."""

REFUSALS = {
    "visit_day_future": N_("The day of the contact lies in the future. Enter it once it has taken place."),
    "visit_day_early": N_("The day of the contact lies more than ten years back. Check the year."),
    "visit_due_missing": N_("Enter until when the follow-up is to be done."),
    "visit_follow_up_missing": N_("Write what is to be done until that day, or leave the day empty."),
    "visit_due_early": N_("The follow-up is due before the contact took place. Check both days."),
    "visit_nothing_open": N_("There is no open follow-up here, or it was closed meanwhile. Reload the page."),
    "visit_done_when": N_("The day must lie between the contact and today."),
    "visit_follow_up_closed": N_("The follow-up was closed already, so it stays as it is. Enter a new contact for what is to be done next."),
    "visit_person_twice": N_("The same person stands there twice. Name each person once."),
    "not_own_suggestion": N_("This suggestion lies with another office. Only the office that has to answer it may do this."),
    "suggestion_act_not_now": N_("This is not possible any more: the suggestion is now in state “%(suggestion_state)s”. Reload the page."),
    "suggestion_twice": N_("The same suggestion of this person from the same day is there already. Look for it in the list."),
    "suggestion_office": N_("Choose your own bureau or a procuratorate that it serves."),
    "suggestion_same_office": N_("The suggestion lies with this office already. Choose another one, or leave it as it is."),
    "suggestion_told_when": N_("The day of telling must lie between the answer and today."),
    "suggestion_no_link": N_("Links cannot be opened from outside yet, as no public address is configured. Enter suggestions yourself until then."),
    "meeting_office": N_("Choose your own bureau and procuratorates that it serves."),
    "meeting_office_twice": N_("An office stands there twice. Put its people into one line."),
    "meeting_one_sided": N_("A joint meeting needs both sides: name your own bureau and at least one procuratorate."),
    "meeting_time_missing": N_("Enter day and time of the meeting."),
    "meeting_host": N_("The host must be one of the offices that take part."),
    "meeting_act_not_now": N_("This is not possible any more: the meeting is now in state “%(meeting_state)s”. Reload the page."),
    "meeting_not_begun": N_("The meeting has not begun yet. Write it up afterwards."),
    "decision_office": N_("Each decision needs an office that took part in the meeting."),
    "decision_incomplete": N_("Each decision needs its words, an office in charge and a day."),
    "decision_due": N_("A decision is due before the meeting took place. Check the day."),
    "decision_closed": N_("A decision that was reported as done stays in the minutes as it was written."),
    "decision_act_not_now": N_("This is not possible any more: somebody changed the state of this decision. Reload the page."),
    "decision_done_when": N_("The day must lie between the meeting and today."),
    "decision_later": N_("The new day must lie after the present one and not in the past."),
    "not_own_decision": N_("This decision is another office's. Only that office or the bureau's clerk may do this."),
    "bulletin_nobody": N_("Tick at least one office that is to get the notice."),
    "bulletin_office": N_("A notice goes from the bureau to procuratorates that it serves, or from a procuratorate to its bureau."),
    "bulletin_due_past": N_("The day by which an answer is asked for lies in the past."),
    "bulletin_sent": N_("This notice was sent already, so it stays as it is. Write a new one to correct it."),
    "bulletin_no_answer_asked": N_("No answer was asked for here."),
    "bulletin_unopened": N_("Open the notice before you answer it."),
    "bulletin_answered": N_("Your office has answered this notice already."),
    "not_own_file": N_("This file was added by another office. Only that office may withdraw it."),
    "not_own_bulletin": N_("This notice was written by another office."),
}

HELP = {
    "visits": N_("Visits, calls and talks with supervisors. Write down what was said and asked for; what was promised stands on the home page until "
                 "it is closed. With several people at one talk, the contact stands in each one's file."),
    "suggestions": N_("What supervisors suggest or pass on from the public, by link or taken down. The clerk passes it to the office that answers, "
                      "which may be the bureau itself; the answer is told to the supervisor, and the telling is recorded."),
    "meetings": N_("Joint meetings of bureau and procuratorates. The home page says when the next is due. Decisions stay open until their office "
                   "reports them as done, and are shown at each later meeting by themselves."),
    "meetings.minutes": N_("Write who came, what was discussed and what was decided. This can be done over until the minutes are issued; then they "
                           "get a number and are closed, while the decisions go on."),
    "bulletins": N_("Notices from the bureau to procuratorates, or from a procuratorate to its bureau. A draft can still be changed and be given "
                    "files; once sent it stays. Each reader signs for it before the text opens."),
}
"""The help texts of contact's pages, by endpoint."""
