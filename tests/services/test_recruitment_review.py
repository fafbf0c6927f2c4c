"""How both offices judge applications: opinion, review, inspection, proposal, objections, oath."""
from __future__ import annotations

from datetime import date

import pytest

from models import Applicant, ApplicantReview, Appointment, AuditEntry, Inspection, Recruitment, RecruitmentObjection
from portal.domain.errors import Forbidden, NotFound
from portal.domain.recruitment import CLEAR, HOLDS
from portal.queries import recruitment as facts
from portal.services import recruitment, recruitment_review as review, recruitment_rounds as rounds
from tests import factories, recruiting
from tests.factories import item
from tests.recruiting import LAST_DAY, ActorAs, link, morning, outcome

pytestmark = pytest.mark.usefixtures("db")


def under_review(actor_as: ActorAs, count: int = 2) -> tuple[Recruitment, list[Applicant]]:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    made = [recruiting.apply(clerk, row, number) for number in range(1, count + 1)]
    return rounds.advance(clerk, row, "review", at=morning(LAST_DAY, 1)), made


AT = morning(LAST_DAY, 3)


def test_asking_a_procuratorate(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, _made = under_review(actor_as)
    due = date(2026, 11, 30)
    assert review.ask(clerk, row, factories.procuratorate(), due_on=due, at=AT) == 2
    assert outcome(lambda: review.ask(clerk, row, factories.procuratorate(), due_on=due, at=AT)) == "recruit_asked_already"
    assert outcome(lambda: review.ask(clerk, row, factories.district(), due_on=date(2026, 11, 1), at=AT)) == "recruit_due_early"
    assert outcome(lambda: review.ask(clerk, row, factories.neighbour_procuratorate(), due_on=due, at=AT)) == "recruit_office"
    assert outcome(lambda: review.ask(clerk, recruiting.draft(clerk), factories.procuratorate(), due_on=due, at=AT)) == "recruit_step_not_now"
    assert review.ask(clerk, row, factories.district(), due_on=due, at=AT) == 2


OPINIONS = [
    # clear, holds, words, code, outcome kept
    (True, (), "", "", ("clear", [])), (True, ("court",), "", "", ("clear", [])), (False, ("court",), "", "", ("objected", ["court"])),
    (False, (), "涉嫌违法", "", ("objected", [])), (False, (), " ", "recruit_opinion_words", None), (False, ("nonsense",), "x", "unknown_code", None),
]


@pytest.mark.parametrize(("clear", "holds", "words", "code", "kept"), OPINIONS)
def test_the_opinion_of_a_procuratorate(actor_as: ActorAs, clear: bool, holds: tuple[str, ...], words: str, code: str, kept: tuple[str, list[str]]) -> None:
    row, _made = under_review(actor_as)
    review.ask(actor_as("clerk"), row, factories.procuratorate(), due_on=date(2026, 11, 30), at=AT)
    asked = ApplicantReview.select().order_by(ApplicantReview.id).first()
    assert outcome(lambda: review.opine(actor_as("officer"), asked, clear=clear, holds=holds, words=words, at=AT)) == code
    if kept:
        row = ApplicantReview.get_by_id(asked.id)
        assert (row.outcome, row.holds) == kept


def test_an_opinion_is_the_asked_offices_own(actor_as: ActorAs) -> None:
    row, made = under_review(actor_as)
    review.ask(actor_as("clerk"), row, factories.district(), due_on=date(2026, 11, 30), at=AT)
    asked = ApplicantReview.get(ApplicantReview.applicant == made[0])
    for role in ("clerk", "leader", "chief"):
        with pytest.raises(Forbidden):
            review.opine(actor_as(role), asked, clear=True, at=AT)
    with pytest.raises(NotFound):
        review.opine(actor_as("officer"), asked, clear=True, at=AT)
    recruitment.withdraw(actor_as("clerk"), made[0], words="撤回", at=AT)
    assert outcome(lambda: review.opine(actor_as("district_officer"), asked, clear=True, at=AT)) == "recruit_act_not_now"


def test_the_review_and_what_the_other_office_said(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, made = under_review(actor_as)
    review.ask(clerk, row, factories.procuratorate(), due_on=date(2026, 11, 30), at=AT)
    review.opine(actor_as("officer"), ApplicantReview.get(ApplicantReview.applicant == made[0]), clear=False, words="正在核查", at=AT)
    clear = {one.item.code: CLEAR for one in facts.checks_of(made[0])}
    assert outcome(lambda: review.check(clerk, made[0], passes=True, found=clear, at=AT)) == "recruit_against_review"
    passed = review.check(clerk, made[0], passes=True, found=clear, words="经核实，情况不属实", at=AT)
    assert (passed.state, passed.reviewed_by_id, passed.state_words) == ("passed", clerk.user_id, "经核实，情况不属实")
    refused = review.check(clerk, made[1], passes=False, found=clear | {"court": HOLDS}, at=AT)
    assert refused.state == "refused"
    assert [one.item.code for one in facts.checks_of(made[1]) if one.found == HOLDS] == ["court"]
    assert outcome(lambda: rounds.advance(clerk, row, "inspect", at=AT)) == ""


def test_passing_several_at_once_needs_that_nothing_was_declared(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    clean, marked = recruiting.apply(clerk, row, 1), recruiting.apply(clerk, row, 2, declared=("assessor",))
    rounds.advance(clerk, row, "review", at=morning(LAST_DAY, 1))
    assert review.check_all_clear(clerk, clean, at=AT).state == "passed"
    assert outcome(lambda: review.check_all_clear(clerk, marked, at=AT)) == "recruit_unchecked"
    assert outcome(lambda: rounds.advance(clerk, row, "inspect", at=AT)) == "recruit_unreviewed"
    review.check(clerk, marked, passes=False, found={"assessor": HOLDS}, at=AT)
    assert outcome(lambda: rounds.advance(clerk, row, "inspect", at=AT)) == "recruit_unanswered"


INSPECTIONS = [
    ({}, ""), ({"inspectors": " "}, "words_missing"), ({"words": ""}, "words_missing"), ({"inspected_on": date(2026, 11, 18)}, "recruit_inspected_when"),
    ({"inspected_on": date(2026, 11, 13)}, "recruit_inspected_when"), ({"inspected_on": date(2026, 11, 14)}, ""),
]


@pytest.mark.parametrize(("values", "code"), INSPECTIONS)
def test_inspections(actor_as: ActorAs, values: dict[str, object], code: str) -> None:
    clerk = actor_as("clerk")
    _row, made = recruiting.reviewed(actor_as, people=1)
    usual = {"inspected_on": date(2026, 11, 17), "way": item("inspection_way"), "inspectors": "甲、乙", "words": "良好", "passed": True}
    assert outcome(lambda: review.inspect(clerk, made[0], **usual | values, at=morning(date(2026, 11, 17)))) == code
    assert Inspection.select().count() == (0 if code else 1)
    assert outcome(lambda: review.inspect(clerk, made[0], **usual | {"way": item("sex")}, at=morning(date(2026, 11, 17)))) == "unknown_code"


def test_the_last_inspection_decides(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    _row, made = recruiting.reviewed(actor_as, people=1)
    recruiting.inspected(clerk, made[0], passed=False)
    assert Applicant.get_by_id(made[0].id).state == "unsuited"
    assert outcome(lambda: review.propose(clerk, made[0], at=AT)) == "recruit_act_not_now"
    recruiting.inspected(clerk, made[0])
    assert review.propose(clerk, made[0], at=AT).state == "proposed"


OBJECTIONS = [
    # by link, values, code
    (True, {"anonymous": True}, ""), (True, {"anonymous": False}, "recruit_objection_who"), (False, {"name": "张某", "contact": "13800138000"}, ""),
    (False, {"name": "张某"}, "recruit_objection_who"), (False, {"words": " ", "anonymous": True}, "words_missing"),
]


@pytest.mark.parametrize(("by_link", "values", "code"), OBJECTIONS)
def test_objections(actor_as: ActorAs, by_link: bool, values: dict[str, object], code: str) -> None:
    clerk = actor_as("clerk")
    row, made = recruiting.proposed(actor_as)
    actor = link(clerk) if by_link else clerk
    usual = {"words": "反映情况", "anonymous": False}
    assert outcome(lambda: review.object_to(actor, row, made[0], **usual | values, at=morning(date(2026, 11, 18)))) == code
    if not code:
        kept = RecruitmentObjection.get()
        assert (kept.source, kept.state, kept.name) == ("link" if by_link else "clerk", "open", values.get("name"))


def test_objections_end_with_the_notice_and_are_about_those_proposed(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, made = recruiting.proposed(actor_as)
    told = {"words": "反映情况", "anonymous": True}
    assert outcome(lambda: review.object_to(clerk, row, made[0], **told, at=morning(date(2026, 11, 25)))) == "recruit_objection_closed"
    assert outcome(lambda: review.object_to(clerk, row, made[2], **told, at=morning(date(2026, 11, 18)))) == "recruit_act_not_now"
    other = recruiting.draft(clerk)
    with pytest.raises(NotFound):
        review.object_to(clerk, other, made[0], **told, at=morning(date(2026, 11, 18)))


@pytest.mark.parametrize(("upheld", "state", "left"), [(True, "struck", 1), (False, "proposed", 2)])
def test_handling_an_objection(actor_as: ActorAs, upheld: bool, state: str, left: int) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    found = recruiting.objection(actor_as)
    after = morning(date(2026, 11, 25))
    assert outcome(lambda: rounds.decide(leader, found.recruitment, at=after)) == "recruit_objections_open"
    assert outcome(lambda: review.handle(clerk, found, upheld=upheld, finding=" ", at=after)) == "words_missing"
    review.handle(clerk, found, upheld=upheld, finding="已核查", at=after)
    assert outcome(lambda: review.handle(clerk, found, upheld=upheld, finding="再次", at=after)) == "recruit_objection_handled"
    assert Applicant.get_by_id(found.applicant_id).state == state
    rounds.decide(leader, found.recruitment, at=after)
    assert Appointment.select().count() == left


def test_a_second_objection_to_somebody_struck_is_closed_as_well(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    first = recruiting.objection(actor_as)
    second = review.object_to(clerk, first.recruitment, first.applicant, words="另一反映", anonymous=True, at=morning(date(2026, 11, 18)))
    for one in (first, second):
        review.handle(clerk, one, upheld=True, finding="已核查", at=morning(date(2026, 11, 19)))
    assert {row.state for row in RecruitmentObjection.select()} == {"upheld"}


def test_who_objected_is_shown_for_a_reason_only(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    found = recruiting.objection(actor_as)
    assert outcome(lambda: review.reveal_objector(clerk, found, reason=" ", at=AT)) == "words_missing"
    review.reveal_objector(clerk, found, reason="回复异议人", at=AT)
    assert AuditEntry.select().where(AuditEntry.verb == "sensitive:reveal").get().reason == "回复异议人"
    with pytest.raises(NotFound):
        review.reveal_objector(actor_as("neighbour_clerk"), found, reason="x", at=AT)


OATHS = [
    ({}, ""), ({"place": " "}, "recruit_oath_place"), ({"oath_on": date(2026, 11, 24)}, "recruit_oath_when"), ({"oath_on": date(2026, 12, 9)}, "recruit_oath_when"),
]


@pytest.mark.parametrize(("values", "code"), OATHS)
def test_the_oath(actor_as: ActorAs, values: dict[str, object], code: str) -> None:
    clerk = actor_as("clerk")
    row, made = recruiting.proposed(actor_as)
    usual = {"oath_on": date(2026, 12, 1), "place": "会议室", "taken_by": [made[0].id], "at": morning(date(2026, 12, 8))}
    assert outcome(lambda: review.swear(clerk, row, **usual)) == "recruit_step_not_now"
    rounds.decide(actor_as("leader"), row, at=morning(date(2026, 11, 25)))
    assert outcome(lambda: review.swear(clerk, row, **usual | values)) == code
