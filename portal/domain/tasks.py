"""What can wait for somebody: one table, kind → who does it and within how many working days (look.md "Home")."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.labels import N_


@dataclass(frozen=True)
class Kind:
    """One kind of waiting act: the verb that opens it, its words, and the working days it may take after it came up.

    `days` None = the row carries its own due day. `place` is the address where the act is done, with the row's id for {}.
    """

    verb: str
    words: str
    days: int | None
    place: str = "/activities/{}"


KINDS: dict[str, Kind] = {
    # procuratorate
    "finish_draft": Kind("request:write", N_("Finish and submit the draft"), 2, "/activities/{}/edit"),
    "amend_returned": Kind("request:write", N_("Mend the returned request"), 1, "/activities/{}/edit"),
    "give_digits": Kind("draw:digits", N_("Give the draw its digits"), 1, "/draws/{}"),
    "take_attendance": Kind("attendance:write", N_("Take the attendance"), None, "/attendance/{}"),
    "give_feedback": Kind("feedback:write", N_("Give feedback"), None, "/feedback/{}"),
    "answer_opinion": Kind("opinion:answer", N_("Answer the opinion"), None, "/opinions/{}"),
    "tell_supervisor": Kind("opinion:tell", N_("Tell the supervisor the answer"), 3, "/opinions/{}"),
    "decide_objection": Kind("opinion:decide", N_("Decide on the objection"), 5, "/opinions/{}"),
    # bureau
    "review_request": Kind("request:accept", N_("Accept or return the request"), 1),
    "review_exception": Kind("request:except", N_("Decide on the request sent as an exception"), 1),
    "seal_list": Kind("draw:seal", N_("Preview the pool and seal the list"), 1, "/draws/{}/pool"),
    "notify_people": Kind("notice:write", N_("Notify and confirm the people drawn"), 1, "/notices/{}"),
    "approve_round": Kind("draw:second_round", N_("Decide on a further round"), 1, "/draws/{}"),
    "seal_round": Kind("draw:seal", N_("Seal the list of the further round"), 1, "/draws/{}/pool"),
    "announce_result": Kind("announcement:write", N_("Announce the result"), 1),
    "tell_cancelling": Kind("notice:write", N_("Tell the people that it is cancelled"), 1, "/notices/{}"),
    "remind_people": Kind("notice:write", N_("Remind the people"), None, "/notices/{}"),
    "decide_recusal": Kind("recusal:decide", N_("Decide on the recusal"), 1, "/draws/{}"),
    "route_opinion": Kind("opinion:route", N_("Pass on the own-initiative opinion"), 1, "/opinions/{}"),
    "close_activity": Kind("activity:close", N_("Close the activity"), 10),
    "resend_message": Kind("notice:write", N_("A message was not delivered"), 1, "/notices/{}"),
    "term_ending": Kind("appointment:write", N_("The term ends soon"), None, "/supervisors/{}"),
    "decide_correction": Kind("correction:decide", N_("Decide on the correction asked for"), 3, "/corrections/{}"),
    "hear_case": Kind("conduct:write", N_("Hear the person in the case"), 10, "/departures/{}"),
    "decide_case": Kind("appointment:end", N_("Decide the case of removal or resignation"), 10, "/departures/{}"),
    "tell_case": Kind("conduct:write", N_("Tell the decision to the person"), 3, "/departures/{}"),
    # administrators
    "unlock_account": Kind("user:unlock", N_("An account is locked"), 1, "/users/{}"),
    "give_roles": Kind("user:roles", N_("An account has no role yet"), 1, "/users/{}"),
}


@dataclass(frozen=True)
class Task:
    """One waiting act: what, on which row, known by which words, of which office, due when."""

    kind: str
    row_id: int
    label: str
    title: str
    office: str
    due: date
