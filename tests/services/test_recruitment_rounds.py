"""A round from its draft to the certificates, step by step, and what refuses each step."""
from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models import Applicant, Appointment, AuditEntry, LinkToken, Numbering, Paper, Recruitment, RecruitmentQuota, Supervisor
from models.choices import LinkPurpose
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.services import audit, links, papers, people, recruitment_review, recruitment_rounds as rounds, terms
from tests import factories, recruiting
from tests.recruiting import LAST_DAY, NOTICED, TERM, VALUES, ActorAs, morning, outcome

pytestmark = pytest.mark.usefixtures("db")
AFTER_NOTICE = date(2026, 11, 25)
"""The first day after the five working days from 17 November."""


def test_a_round_runs_from_its_draft_to_the_certificates(actor_as: ActorAs) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    row, made = recruiting.proposed(actor_as)
    assert row.objections_until == date(2026, 11, 24)
    decided = rounds.decide(leader, row, words="同意", at=morning(AFTER_NOTICE))
    assert (decided.state, decided.decided_on, decided.decided_by_id) == ("decided", AFTER_NOTICE, leader.user_id)
    assert [Applicant.get_by_id(one.id).state for one in made] == ["appointed", "appointed", "not_chosen"]
    held = list(Appointment.select().order_by(Appointment.id))
    assert [(term.certificate_no, term.starts_on, term.ends_on, term.level, term.state) for term in held] == [
        (f"乌人监〔2026〕{number}号", TERM, date(2032, 2, 29), "city", "live") for number in (1, 2)]
    person = held[0].supervisor
    assert (person.name, person.code, person.work_unit, person.id_number) == (made[0].name, "WH-2026-001", "单位1", made[0].id_number)
    assert [each.profession.code for each in person.profession_rows] == ["law"]
    recruitment_review.swear(clerk, row, oath_on=AFTER_NOTICE, place="市司法局", taken_by=[made[0].id], at=morning(AFTER_NOTICE))
    issued = rounds.close(clerk, row, at=morning(AFTER_NOTICE))
    assert [(paper.number, paper.subject, paper.about_type, paper.about_id) for paper in issued] == [
        (term.certificate_no, term.supervisor.name, "supervisor", term.supervisor_id) for term in held]
    closed = Recruitment.get_by_id(row.id)
    assert (closed.state, closed.closed_on, closed.oath_on) == ("closed", AFTER_NOTICE, AFTER_NOTICE)
    assert [Applicant.get_by_id(one.id).oath_taken for one in made] == [True, False, False]
    assert [paper.kind for paper in Paper.select().order_by(Paper.id)] == [
        "recruitment_notice", "recruitment_public_notice", "certificate", "certificate"]
    assert Paper.get(Paper.kind == "recruitment_notice").number == "乌司监〔2026〕1号"
    for paper in Paper.select():
        assert papers.open_paper(clerk, paper, at=morning(AFTER_NOTICE)).startswith(b"PK")
    assert audit.verify() is None


def test_the_trail_names_nobody_who_is_not_registered(actor_as: ActorAs) -> None:
    recruiting.proposed(actor_as)
    told = "".join(f"{entry.changes}{entry.reason}{entry.object_label}" for entry in AuditEntry.select() if entry.object_type == "applicant")
    assert "applicant" in {entry.object_type for entry in AuditEntry.select()}
    assert not [word for word in ("报名人", "单位", "1985", "139") if word in told]


REFUSED = [
    # values of the draft, code: the round is drafted and published on 12 October 2026
    ({}, "", "exactly twenty working days and more are left"),
    ({"apply_until": date(2026, 11, 9)}, "", "20 working days: 12 October to 9 November, one of them a Saturday taken off nothing"),
    ({"apply_until": date(2026, 11, 8)}, "recruit_notice_short", "a Sunday: the twentieth working day is the Monday after"),
    ({"apply_from": date(2026, 10, 11)}, "recruit_dates_backwards", "applications before the notice"),
    ({"apply_from": date(2026, 11, 14)}, "recruit_dates_backwards", "the first day after the last"),
    ({"starts_on": LAST_DAY}, "recruit_dates_backwards", "the term would begin while people still apply"),
]


@pytest.mark.parametrize(("values", "code", "why"), REFUSED)
def test_publishing(actor_as: ActorAs, values: dict[str, date], code: str, why: str) -> None:
    clerk = actor_as("clerk")
    row = recruiting.draft(clerk, **values)
    assert outcome(lambda: rounds.publish(clerk, row, at=morning(NOTICED))) == code, why
    assert Paper.select().count() == (0 if code else 1)


def test_a_round_without_places_is_not_published(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.draft(clerk, places=0)
    assert outcome(lambda: rounds.publish(clerk, row, at=morning(NOTICED))) == "recruit_no_places"


@pytest.mark.parametrize(("prefix", "code"), [("", "recruit_prefix_missing"), ("乌司监", "recruit_prefix_taken"), ("包人监", "recruit_prefix_taken"),
                                              ("乌人监", "")])
def test_certificates_count_by_a_prefix_of_their_own(actor_as: ActorAs, prefix: str, code: str) -> None:
    factories.save(Numbering(bureau=factories.neighbour_bureau(), prefix="包人监", year=2026))
    assert outcome(lambda: recruiting.draft(actor_as("clerk"), certificate_prefix=prefix)) == code


def test_a_draft_may_be_changed_until_it_is_published(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.draft(clerk)
    rounds.amend(clerk, row, VALUES | {"title": "补选"}, {recruiting.county(): 5, recruiting.county("乌达区甲"): 0}, at=morning(NOTICED), version=1)
    assert [quota.places for quota in RecruitmentQuota.select()] == [5]
    assert outcome(lambda: rounds.amend(clerk, row, VALUES, {}, at=morning(NOTICED), version=1)) == "changed_meanwhile"
    rounds.publish(clerk, row, at=morning(NOTICED))
    with pytest.raises(Conflict, match="recruit_step_not_now"):
        rounds.amend(clerk, row, VALUES, {}, at=morning(NOTICED))


def test_applications_open_and_close_on_their_days(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.draft(clerk, apply_from=NOTICED + timedelta(days=1))
    rounds.publish(clerk, row, at=morning(NOTICED))
    assert outcome(lambda: rounds.advance(clerk, row, "open", at=morning(NOTICED))) == "recruit_not_open_yet"
    rounds.advance(clerk, row, "open", at=morning(NOTICED, 1))
    assert outcome(lambda: rounds.advance(clerk, row, "review", at=morning(LAST_DAY))) == "recruit_still_open"
    assert rounds.advance(clerk, row, "review", at=morning(LAST_DAY, 1)).state == "review"
    with pytest.raises(KeyError):
        rounds.advance(clerk, row, "decide", at=morning(LAST_DAY, 1))


@pytest.mark.parametrize(("day", "code"), [(date(2026, 11, 24), "recruit_notice_running"), (AFTER_NOTICE, "")])
def test_five_working_days_pass_before_the_decision(actor_as: ActorAs, day: date, code: str) -> None:
    row, _made = recruiting.proposed(actor_as)
    assert outcome(lambda: rounds.decide(actor_as("leader"), row, at=morning(day))) == code


def test_more_people_than_places_are_not_published(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, made = recruiting.reviewed(actor_as, people=2, places=1)
    assert outcome(lambda: rounds.announce(clerk, row, at=morning(date(2026, 11, 17)))) == "recruit_uninspected"
    for applicant in made:
        recruiting.inspected(clerk, applicant)
    assert outcome(lambda: rounds.announce(clerk, row, at=morning(date(2026, 11, 17)))) == "recruit_nobody_proposed"
    for applicant in made:
        recruitment_review.propose(clerk, applicant, at=morning(date(2026, 11, 17)))
    assert outcome(lambda: rounds.announce(clerk, row, at=morning(date(2026, 11, 17)))) == "recruit_over_places"
    recruitment_review.propose(clerk, made[1], back=True, at=morning(date(2026, 11, 17)))
    rounds.announce(clerk, row, at=morning(date(2026, 11, 17)))
    assert [one["name"] for one in Paper.get(Paper.kind == "recruitment_public_notice").data["people"]] == [made[0].name]


def test_going_back_and_giving_up_need_words(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, _made = recruiting.proposed(actor_as)
    at = morning(date(2026, 11, 18))
    assert outcome(lambda: rounds.step_back(clerk, row, "reopen", words=" ", at=at)) == "words_missing"
    back = rounds.step_back(clerk, row, "reopen", words="补提人选", at=at)
    assert (back.state, back.state_words) == ("inspection", "补提人选")
    assert rounds.step_back(clerk, row, "cancel", words="机构改革", at=at).cancelled_on == date(2026, 11, 18)
    assert outcome(lambda: rounds.step_back(clerk, row, "cancel", words="再次", at=at)) == "recruit_step_not_now"
    with pytest.raises(KeyError):
        rounds.step_back(clerk, row, "decide", words="x", at=at)


def test_who_decides_and_who_writes(actor_as: ActorAs) -> None:
    row, _made = recruiting.proposed(actor_as)
    at = morning(AFTER_NOTICE)
    for role in ("clerk", "finance", "officer", "chief"):
        with pytest.raises(Forbidden):
            rounds.decide(actor_as(role), row, at=at)
    with pytest.raises(NotFound):
        rounds.decide(actor_as("neighbour_leader"), row, at=at)
    for role in ("leader", "officer"):
        with pytest.raises(Forbidden):
            rounds.step_back(actor_as(role), row, "cancel", words="x", at=at)


def known(applicant: Applicant, clerk: object, *, ends: date, at: datetime) -> Supervisor:
    """Register an applicant beforehand with a term that ends on a day."""
    person = people.register(clerk, {"name": applicant.name, "id_number": applicant.id_number, "education": "college", "work_unit": "旧单位"}, at=at)
    terms.appoint(clerk, person, starts_on=date(2022, 3, 1), ends_on=ends, certificate_no="旧证1", at=at)
    return person


def test_who_served_before_keeps_the_file_and_the_code(actor_as: ActorAs) -> None:
    """The former term has run out: it is ended on its last day, the new one is a renewal, the file takes the newer values."""
    clerk = actor_as("clerk")
    row, made = recruiting.proposed(actor_as)
    person = known(made[0], clerk, ends=date(2026, 11, 20), at=morning(NOTICED))
    rounds.decide(actor_as("leader"), row, at=morning(AFTER_NOTICE))
    assert Applicant.get_by_id(made[0].id).supervisor_id == person.id
    assert Supervisor.get_by_id(person.id).work_unit == "单位1"
    assert [(term.state, term.ended_on, term.end_reason and term.end_reason.code) for term in Appointment.select().where(
        Appointment.supervisor == person).order_by(Appointment.starts_on)] == [("ended", date(2026, 11, 20), "term_over"), ("live", None, None)]
    assert AuditEntry.select().where(AuditEntry.verb == "appointment:renew").count() == 1


def test_a_term_that_still_runs_refuses_the_whole_decision(actor_as: ActorAs) -> None:
    row, made = recruiting.proposed(actor_as)
    known(made[1], actor_as("clerk"), ends=AFTER_NOTICE, at=morning(NOTICED))
    before = Supervisor.select().count()
    with pytest.raises(DomainError) as caught:
        rounds.decide(actor_as("leader"), row, at=morning(AFTER_NOTICE))
    assert (caught.value.code, caught.value.params["name"]) == ("recruit_live_term", made[1].name)
    assert Supervisor.select().count() == before
    assert Numbering.select().where(Numbering.prefix == "乌人监").count() == 0
    assert Recruitment.get_by_id(row.id).state == "public_notice"


def test_what_the_register_refuses_is_told_with_the_name(actor_as: ActorAs) -> None:
    row, made = recruiting.proposed(actor_as)
    Applicant.update(birth_date=date(1990, 1, 1)).where(Applicant.id == made[0].id).execute()
    with pytest.raises(DomainError) as caught:
        rounds.decide(actor_as("leader"), row, at=morning(AFTER_NOTICE))
    assert (caught.value.code, caught.value.params["name"], caught.value.params["why"].code) == (
        "recruit_person_refused", made[0].name, "id_contradicts_birth")


def test_certificate_numbers_step_over_those_entered_by_hand(actor_as: ActorAs) -> None:
    other = factories.supervisor()
    Appointment.update(certificate_no="乌人监〔2026〕1号").where(Appointment.supervisor == other).execute()
    row, made = recruiting.proposed(actor_as)
    rounds.decide(actor_as("leader"), row, at=morning(AFTER_NOTICE))
    assert [Applicant.get_by_id(one.id).appointment.certificate_no for one in made[:2]] == ["乌人监〔2026〕2号", "乌人监〔2026〕3号"]


def test_links_for_many(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.draft(clerk)
    assert outcome(lambda: rounds.make_link(clerk, row, at=morning(NOTICED))) == "recruit_step_not_now"
    rounds.publish(clerk, row, at=morning(NOTICED))
    row = Recruitment.get_by_id(row.id)
    tokens = [rounds.make_link(clerk, row, at=morning(NOTICED)) for _ in range(2)]
    link = links.look_up(tokens[0], at=morning(NOTICED))
    assert (link.purpose, link.supervisor_id, link.target_id, link.bureau_id) == (LinkPurpose.APPLICATION, None, row.id, row.bureau_id)
    assert rounds.end_links(clerk, row, at=morning(NOTICED)) == 2
    assert LinkToken.select().where(LinkToken.revoked_at.is_null()).count() == 0
    for role in ("leader", "officer"):
        with pytest.raises(Forbidden):
            rounds.make_link(actor_as(role), row, at=morning(NOTICED))
