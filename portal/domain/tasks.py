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
    "decide_correction": Kind("correction:decide", N_("Decide on the correction asked for"), 3, "/corrections/{}"),
    "term_over": Kind("appointment:read", N_("The term is over: renew it or end it"), None, "/supervisors/{}"),
    "term_ending_3": Kind("appointment:read", N_("The term ends within 3 months"), None, "/supervisors/{}"),
    "term_ending_6": Kind("appointment:read", N_("The term ends within 6 months"), None, "/supervisors/{}"),
    "recruit_publish": Kind("recruitment:write", N_("Finish the round and publish its notice"), 5, "/recruitments/{}"),
    "recruit_open": Kind("recruitment:write", N_("Open the applications"), None, "/recruitments/{}"),
    "recruit_close": Kind("recruitment:write", N_("Close the applications and begin the review"), 1, "/recruitments/{}"),
    "recruit_review": Kind("recruitment:write", N_("Review the applications"), 15, "/recruitments/{}"),
    "recruit_inspect": Kind("recruitment:write", N_("Inspect and propose people"), 20, "/recruitments/{}"),
    "recruit_objection": Kind("recruitment:write", N_("Look into the objection"), 3, "/recruitments/{}#objections"),
    "recruit_decide": Kind("recruitment:appoint", N_("Decide on the appointments"), 5, "/recruitments/{}"),
    "recruit_certify": Kind("recruitment:write", N_("Record the oath, issue the certificates"), 10, "/recruitments/{}"),
    "recruit_opinion": Kind("recruitment:opinion", N_("Give your opinion on the applicants"), None, "/recruitment-reviews/"),
    "hear_case": Kind("conduct:write", N_("Hear the person in the case"), 10, "/departures/{}"),
    "enforce_plan": Kind("plan:decide", N_("Put the yearly plan in force"), 10, "/plans/{}"),
    "decide_case": Kind("appointment:end", N_("Decide the case of removal or resignation"), 10, "/departures/{}"),
    "tell_case": Kind("conduct:write", N_("Tell the decision to the person"), 3, "/departures/{}"),
    # subsidies
    "prepare_subsidies": Kind("subsidy:write", N_("Prepare the batch of subsidies"), None, "/subsidy-batches/new"),
    "mend_subsidies": Kind("subsidy:write", N_("Mend the returned batch of subsidies"), 2, "/subsidy-batches/{}"),
    "review_subsidies": Kind("subsidy:review", N_("Review the batch of subsidies"), 3, "/subsidy-batches/{}"),
    "approve_subsidies": Kind("subsidy:approve", N_("Approve the batch of subsidies"), 3, "/subsidy-batches/{}"),
    "pay_subsidies": Kind("subsidy:pay", N_("Pay the batch of subsidies"), 5, "/subsidy-batches/{}"),
    "agree_cost": Kind("subsidy:approve", N_("Agree to the cost before its day"), None, "/subsidies/{}"),
    "sign_rate": Kind("rate:sign", N_("Countersign the rate of subsidies"), 5, "/subsidy-rates/{}"),
    # contact
    "follow_up_visit": Kind("visit:write", N_("Do what was promised at the contact"), None, "/visits/{}"),
    "late_follow_up": Kind("liaison:oversee", N_("A follow-up is overdue"), None, "/visits/{}"),
    "route_suggestion": Kind("suggestion:route", N_("Pass on the suggestion"), 2, "/suggestions/{}"),
    "answer_suggestion": Kind("suggestion:answer", N_("Answer the suggestion"), None, "/suggestions/{}"),
    "tell_suggestion": Kind("suggestion:tell", N_("Tell the supervisor what became of the suggestion"), 3, "/suggestions/{}"),
    "late_suggestion": Kind("liaison:oversee", N_("The answer to a suggestion is overdue"), None, "/suggestions/{}"),
    "plan_meeting": Kind("meeting:write", N_("Plan the next joint meeting"), None, "/meetings/new"),
    "attend_meeting": Kind("meeting:read", N_("Joint meeting"), None, "/meetings/{}"),
    "write_up_meeting": Kind("meeting:write", N_("Write and issue the minutes"), 5, "/meetings/{}"),
    "settle_decision": Kind("decision:settle", N_("Carry out the meeting's decision"), None, "/meetings/{}"),
    "late_decision": Kind("liaison:oversee", N_("A meeting's decision is overdue"), None, "/meetings/{}"),
    "open_bulletin": Kind("bulletin:read", N_("Open the notice"), 2, "/bulletins/{}"),
    "answer_bulletin": Kind("bulletin:answer", N_("Answer the notice"), None, "/bulletins/{}"),
    "chase_bulletin": Kind("bulletin:write", N_("Not opened by everybody yet: remind"), 3, "/bulletins/{}"),
    "mark_class": Kind("training:write", N_("Enter who attended the class"), 3, "/trainings/{}"),
    "yearly_class": Kind("training:write", N_("The yearly class is still missing"), None, "/learning/?year={}&lacking=1"),
    "remind_readers": Kind("material:write", N_("Remind who has not read the material"), None, "/materials/{}"),
    # grading
    "assess_report": Kind("assessment:write", N_("Self-reports are missing"), None, "/assessment-rounds/{}"),
    "assess_review": Kind("assessment:write", N_("The self-reports are over: begin the group review"), 3, "/assessment-rounds/{}"),
    "assess_publish": Kind("assessment:draft", N_("Complete the group review and publish the grades"), 10, "/assessment-rounds/{}/table"),
    "assess_objection": Kind("assessment:write", N_("Look into the objection to a grade"), 3, "/assessment-rounds/{}#objections"),
    "assess_final": Kind("assessment:decide", N_("Make the grades final"), 3, "/assessment-rounds/{}"),
    "assess_tell": Kind("assessment:write", N_("Tell the grades to person, work unit and recommender"), 10, "/assessment-rounds/{}#telling"),
    "assess_opinion": Kind("assessment:opinion", N_("Give your yearly opinion on supervisors"), None, "/assessment-opinions/"),
    "assess_unanswered": Kind("assessment:write", N_("Yearly opinions of the procuratorates are overdue"), None, "/assessment-rounds/{}#asked"),
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
