"""Batches from the preparation to the payment: what is collected, who may take which step, what is locked."""
from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from peewee import IntegrityError

from models import Activity, Assignment, AuditEntry, Paper, Parameter, SubsidyBatch, SubsidyLine, UserRole
from models.base import database
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import subsidies as facts, subsidy_page
from portal.services import attendance, audit, records, sessions, subsidies, subsidy_lines
from tests import factories
from tests.factories import save
from tests.learning_rows import participant, training
from tests.services.test_papers import at_once
from tests.subsidy_rows import MONTH, NOW, YEAR, ActorAs, again, approved, lines, paid, prepared, rate, reviewed, seen, served


def refusal(act: object, *args: object, **kwargs: object) -> str:
    """Return the code with which a service refuses."""
    with pytest.raises(DomainError) as error:
        act(*args, **kwargs)
    return error.value.code


def told() -> int:
    """Return how long the trail is."""
    return int(AuditEntry.select().count())


# what is collected


def test_a_batch_has_a_line_for_everybody_who_served_in_the_period(actor_as: ActorAs) -> None:
    rate(), rate(modes=["02"], amount_fen=26_000)
    one, two = factories.supervisor(), factories.supervisor(no_subsidy=True)
    served(one), served(one, day=20, mode="02"), served(two), served(one, day=21, state="absent"), served(one, month=11, day=2)
    served(one, day=1, hour=0), served(one, day=31, hour=23)
    batch = prepared(actor_as("clerk"))
    assert [(line.supervisor_id, line.day.day, line.amount_fen, line.full_fen, line.outcome) for line in lines(batch)] == [
        (one.id, 1, 30_000, 30_000, "pay"), (one.id, 15, 30_000, 30_000, "pay"), (two.id, 15, 0, 30_000, "no_subsidy"),
        (one.id, 20, 26_000, 26_000, "pay"), (one.id, 31, 30_000, 30_000, "pay")]
    assert (batch.title, batch.first_on, batch.last_on) == ("2026年10月履职补助", date(2026, 10, 1), date(2026, 10, 31))
    assert audit.verify() is None


def test_a_half_day_rate_counts_half_days_and_a_level_has_its_own(actor_as: ActorAs) -> None:
    rate(unit="half_day", amount_fen=20_000), rate(level="province", amount_fen=60_000)
    provincial = factories.supervisor()
    provincial.appointments.get().update(level="province").execute()
    served(hour=9, ends_at=served().activity.starts_at + timedelta(hours=7)), served(provincial)
    assert sorted((line.units, line.amount_fen) for line in lines(prepared(actor_as("clerk")))) == [(1, 20_000), (1, 60_000), (2, 40_000)]


def test_classes_are_paid_where_a_rate_says_so(actor_as: ActorAs) -> None:
    rate(), served()
    course = training(starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 13), hours_tenths=60)
    participant(course, state="present"), participant(course, state="absent")
    clerk, batch = actor_as("clerk"), prepared(actor_as("clerk"))
    assert [line.kind for line in lines(batch)] == ["attendance"]
    rate(target="training", unit="day", amount_fen=10_000)
    assert subsidies.refresh(clerk, batch, at=NOW) == 1
    assert [(line.kind, line.units, line.amount_fen) for line in lines(batch)] == [("attendance", 1, 30_000), ("training", 2, 20_000)]


def test_without_a_countersigned_rate_nothing_is_paid_and_the_page_says_so(actor_as: ActorAs) -> None:
    rate(modes=["02"]), rate(state="proposed")
    served(mode="02"), served(mode="01")
    clerk = actor_as("clerk")
    batch = prepared(clerk)
    assert len(lines(batch)) == 1
    assert [(one.why, one.day.day) for one in subsidy_page.page(clerk, batch).left_out] == [("no_rate", 15)]


@pytest.mark.parametrize(("period", "number", "code"), [
    ("month", MONTH, "subsidy_nothing"), ("month", 11, "subsidy_period_open"), ("quarter", 4, "subsidy_period_open"), ("month", 13, "subsidy_period"),
    ("week", 1, "subsidy_period"),
])
def test_periods_that_have_no_batch(actor_as: ActorAs, period: str, number: int, code: str) -> None:
    rate()
    assert refusal(subsidies.prepare, actor_as("clerk"), period=period, year=YEAR, number=number, at=NOW) == code
    assert not SubsidyBatch.select().exists()


def test_days_belong_to_one_batch_and_what_comes_later_to_the_next(actor_as: ActorAs) -> None:
    rate(), served(month=9)
    clerk, batch = actor_as("clerk"), approved(actor_as, 9)
    assert refusal(subsidies.prepare, clerk, period="quarter", year=YEAR, number=3, at=NOW) == "subsidy_period_taken"
    late = served(month=9, day=28)
    served(month=8, day=3)  # before batches began: paid elsewhere
    assert [line.assignment_id for line in lines(prepared(clerk))] == [late.id]
    assert len(lines(batch)) == 1


def test_a_discarded_batch_gives_its_lines_to_the_next(actor_as: ActorAs) -> None:
    rate(), served()
    clerk, batch = actor_as("clerk"), prepared(actor_as("clerk"))
    assert refusal(subsidies.discard, clerk, batch, words=" ", at=NOW) == "words_missing"
    subsidies.discard(clerk, batch, words="期间选错", at=NOW)
    again_prepared = subsidies.prepare(clerk, period="month", year=YEAR, number=MONTH, at=NOW)
    assert (len(lines(batch)), [line.amount_fen for line in lines(again_prepared)]) == (0, [30_000])


def test_collecting_anew_follows_what_changed_and_a_replay_changes_nothing(actor_as: ActorAs) -> None:
    rate()
    stays, goes, marked = served(), served(day=16), served(day=17)
    clerk, batch = actor_as("clerk"), prepared(actor_as("clerk"))
    before = told()
    assert (subsidies.refresh(clerk, batch, at=NOW), told()) == (0, before)
    Assignment.update(state="excused").where(Assignment.id == goes.id).execute()
    marked.supervisor.update(no_subsidy=True).where(type(marked.supervisor).id == marked.supervisor_id).execute()
    new = served(day=18)
    assert subsidies.refresh(clerk, batch, at=NOW) == 3
    assert {line.assignment_id: (line.outcome, line.amount_fen) for line in lines(batch)} == {
        stays.id: ("pay", 30_000), goes.id: ("dropped", 0), marked.id: ("no_subsidy", 0), new.id: ("pay", 30_000)}
    assert subsidies.refresh(clerk, batch, at=NOW) == 0
    Assignment.update(state="attended").where(Assignment.id == goes.id).execute()
    assert (subsidies.refresh(clerk, batch, at=NOW), facts.sum_of(batch).total_fen) == (1, 90_000)


def test_who_is_claimed_after_the_deadline_is_shown_and_not_paid_unless_the_clerk_keeps_it(actor_as: ActorAs) -> None:
    save(Parameter(bureau=factories.bureau(), key="subsidy.claim_working_days", value=25, valid_from=date(2026, 1, 1)))
    rate(), served(month=8)
    approved(actor_as, 8)
    missed, following = served(month=8, day=31), served(month=9, day=1)  # 37 and 17 working days from the end of their months to that of October
    clerk, batch = actor_as("clerk"), prepared(actor_as("clerk"))
    assert {line.assignment_id: (line.outcome, line.amount_fen) for line in lines(batch)} == {missed.id: ("late", 0), following.id: ("pay", 30_000)}
    late = SubsidyLine.get(SubsidyLine.assignment == missed)
    subsidy_lines.decide(clerk, late, decision="keep", words="因系统故障补报", at=NOW)
    assert subsidies.refresh(clerk, batch, at=NOW) == 0
    assert again(late).amount_fen == 30_000


def test_a_quarter_prepared_late_makes_nothing_of_it_late(actor_as: ActorAs) -> None:
    save(Parameter(bureau=factories.bureau(), key="subsidy.claim_working_days", value=1, valid_from=date(2026, 1, 1)))
    rate(), served(month=7, day=1), served(month=9, day=30)
    batch = subsidies.prepare(actor_as("clerk"), period="quarter", year=YEAR, number=3, at=NOW)
    assert [(line.outcome, line.amount_fen) for line in lines(batch)] == [("pay", 30_000)] * 2


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["01", "05"]), st.booleans(), st.integers(1, 28)), min_size=1, max_size=8))
def test_whatever_happened_the_lines_sum_up_to_the_batch(actor_as: ActorAs, happened: list[tuple[int, str, bool, int]]) -> None:
    clerk, finance = actor_as("clerk"), actor_as("finance")
    with database.atomic() as all_of_it:
        rate(amount_fen=26_033), rate(modes=["01"], amount_fen=30_001)
        people = [factories.supervisor(no_subsidy=number == 3) for number in range(4)]
        for person, mode, came, day in happened:
            served(people[person], mode=mode, state="attended" if came else "absent", day=day)
        due = [0 if person == 3 else 30_001 if mode == "01" else 26_033 for person, mode, came, _day in happened if came]
        if due:
            batch = prepared(clerk)
            for line in facts.lines_of(batch):
                if line.id in facts.flags(facts.lines_of(batch)):
                    subsidy_lines.decide(clerk, line, decision="keep", words="均到场", at=NOW)
            done = subsidies.review(finance, batch, seen=seen(batch), at=NOW)
            assert (done.line_count, done.total_fen) == (len(due), sum(due))
            assert sum(one.fen for one in subsidy_page.page(clerk, done).people) == done.total_fen == sum(line.amount_fen for line in lines(batch))
            assert {line.assignment_id for line in lines(batch)} == {row.id for row in Assignment.select().where(Assignment.state == "attended")}
        else:
            assert refusal(prepared, clerk) == "subsidy_nothing"
        all_of_it.rollback()


# steps and who may take them


def test_the_way_of_a_batch(actor_as: ActorAs) -> None:
    rate(), served()
    batch = paid(actor_as)
    assert (batch.state, batch.line_count, batch.total_fen, batch.voucher) == ("paid", 1, 30_000, "记字1")
    assert [getattr(batch, f"{step}_by").username for step in ("prepared", "reviewed", "approved", "paid")] == ["clerk", "finance", "leader", "finance"]
    assert facts.paid_by_month(actor_as("leader"), YEAR) == dict.fromkeys(range(1, 13), 0) | {10: 30_000}
    assert facts.paid_in_year(actor_as("leader"), YEAR) == (1, 30_000)
    paper = Paper.get(Paper.kind == "subsidy_payout")
    assert (paper.about_id, paper.subject, paper.data["total_fen"], paper.data["approved_by"]) == (batch.id, batch.title, 30_000, batch.approved_by.name)


@pytest.mark.parametrize(("act", "role"), [
    ("prepare", "leader"), ("prepare", "finance"), ("review", "leader"), ("approve", "clerk"), ("approve", "finance"), ("pay", "clerk"), ("pay", "leader"),
    ("send_back", "officer"), ("discard", "finance"), ("refresh", "leader"), ("resubmit", "leader"),
])
def test_each_step_needs_its_role(actor_as: ActorAs, act: str, role: str) -> None:
    wanted = {"prepare": {"period": "month", "year": YEAR, "number": MONTH}, "review": {"seen": ""}, "approve": {"seen": ""},
              "pay": {"paid_on": NOW.date(), "voucher": ""}, "send_back": {"words": "x"}, "discard": {"words": "x"}}.get(act, {})
    rate(), served()
    subject = [] if act == "prepare" else [prepared(actor_as("clerk"))]
    with pytest.raises(Forbidden):
        getattr(subsidies, act)(actor_as(role), *subject, **wanted, at=NOW)


def with_roles(username: str, *roles: str) -> Actor:
    """Return an account that holds several roles of the bureau."""
    account = factories.account(username)
    for role in roles:
        save(UserRole(user=account, role=role))
    return sessions.actor_of(account, sessions.Knock(address="127.0.0.1"))


def test_nobody_reviews_or_approves_what_they_prepared_or_changed_whatever_roles_they_hold(actor_as: ActorAs) -> None:
    rate(), served(), served(day=16)
    both = with_roles("clerk", "leader", "finance")
    batch = prepared(both)
    assert refusal(subsidies.review, both, batch, seen=seen(batch), at=NOW) == "batch_own"
    editor = with_roles("leader", "clerk")
    subsidy_lines.decide(editor, lines(batch)[0], decision="drop", words="未实际到场", at=NOW)
    subsidies.review(actor_as("finance"), batch, seen=seen(batch), at=NOW)
    for actor in (both, editor):
        assert refusal(subsidies.approve, actor, batch, seen=seen(batch), at=NOW) == "batch_own"
    third = factories.user("leader", factories.bureau())
    subsidies.approve(sessions.actor_of(third, sessions.Knock(address="127.0.0.1")), batch, seen=seen(batch), at=NOW)
    assert again(batch).state == "approved"


def test_who_entered_a_cost_of_the_batch_may_not_approve_it_either(actor_as: ActorAs) -> None:
    rate(), served()
    editor = with_roles("leader", "clerk")
    cost = subsidy_lines.enter_cost(editor, {"supervisor": factories.supervisor(), "activity": None, "kind": "travel", "day": date(2026, 10, 20),
                                             "amount_fen": 500, "reason": "车票"}, at=NOW)
    batch = reviewed(actor_as)
    SubsidyLine.update(batch=batch.id).where(SubsidyLine.id == cost.id).execute()
    assert refusal(subsidies.approve, editor, batch, seen=batch.digest, at=NOW) == "batch_own"


def test_a_returned_batch_waits_for_the_clerk_until_it_is_passed_on_again(actor_as: ActorAs) -> None:
    rate(), served()
    clerk, leader, finance, batch = actor_as("clerk"), actor_as("leader"), actor_as("finance"), reviewed(actor_as)
    assert refusal(subsidies.resubmit, clerk, batch, at=NOW) == "batch_step_not_now"
    assert refusal(subsidies.send_back, leader, batch, words="", at=NOW) == "words_missing"
    subsidies.send_back(leader, batch, words="请核对第二条", at=NOW)
    assert refusal(subsidies.review, finance, batch, seen=seen(batch), at=NOW) == "batch_returned"
    subsidies.resubmit(clerk, batch, at=NOW)
    assert refusal(subsidies.resubmit, clerk, batch, at=NOW) == "batch_not_returned"
    subsidies.review(finance, batch, seen=seen(batch), at=NOW)
    assert again(batch).state == "reviewed"


def test_what_is_approved_is_what_was_looked_at(actor_as: ActorAs) -> None:
    rate(), served()
    finance, leader, batch = actor_as("finance"), actor_as("leader"), prepared(actor_as("clerk"))
    stale = seen(batch)
    served(day=16)
    subsidies.refresh(actor_as("clerk"), batch, at=NOW)
    assert refusal(subsidies.review, finance, batch, seen=stale, at=NOW) == "batch_changed"
    subsidies.review(finance, batch, seen=seen(batch), at=NOW)
    assert refusal(subsidies.approve, leader, batch, seen=stale, at=NOW) == "batch_changed"
    SubsidyLine.update(amount_fen=1).where(SubsidyLine.batch == batch).execute()  # behind the services
    assert refusal(subsidies.approve, leader, batch, seen=seen(batch), at=NOW) == "batch_changed"


def test_the_day_of_payment_lies_between_approval_and_today(actor_as: ActorAs) -> None:
    rate(), served()
    finance, batch = actor_as("finance"), approved(actor_as)
    for day in (NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1)):
        assert refusal(subsidies.pay, finance, batch, paid_on=day, voucher="", at=NOW) == "subsidy_paid_day"
    assert refusal(subsidies.pay, finance, batch, paid_on=NOW.date(), voucher="记" * 61, at=NOW) == "words_long"


def test_another_city_sees_no_batch(actor_as: ActorAs) -> None:
    rate(), served()
    batch = prepared(actor_as("clerk"))
    with pytest.raises(NotFound):
        subsidies.refresh(actor_as("neighbour_clerk"), batch, at=NOW)


# twice in one half-day


def test_two_duties_in_one_half_day_are_decided_before_the_review(actor_as: ActorAs) -> None:
    rate()
    person = factories.supervisor()
    served(person, hour=9), served(person, hour=10), served(person, hour=15)
    clerk, finance, batch = actor_as("clerk"), actor_as("finance"), prepared(actor_as("clerk"))
    first, second, _afternoon = lines(batch)
    assert {key: ([other.id for other in flag.others], flag.open) for key, flag in facts.flags(lines(batch)).items()} == {
        first.id: ([second.id], True), second.id: ([first.id], True)}
    assert refusal(subsidies.review, finance, batch, seen=seen(batch), at=NOW) == "batch_flags_open"
    assert refusal(subsidy_lines.decide, clerk, first, decision="keep", words="", at=NOW) == "words_missing"
    subsidy_lines.decide(clerk, first, decision="keep", words="九点的先到场", at=NOW)
    assert refusal(subsidies.review, finance, batch, seen=seen(batch), at=NOW) == "batch_flags_open"
    subsidy_lines.decide(clerk, second, decision="drop", words="实际未到场", at=NOW)
    assert facts.flags(lines(batch)) == {}
    assert subsidies.review(finance, batch, seen=seen(batch), at=NOW).total_fen == 60_000


def test_a_duty_paid_by_an_earlier_batch_counts_too(actor_as: ActorAs) -> None:
    rate()
    person = factories.supervisor()
    served(person, month=9, hour=9)
    earlier = approved(actor_as, 9)
    served(person, month=9, hour=10)
    batch = prepared(actor_as("clerk"))
    flag = facts.flags(lines(batch))[lines(batch)[0].id]
    assert [other.batch_id for other in flag.others] == [earlier.id]


@pytest.mark.parametrize(("decision", "code"), [("perhaps", "unknown_code"), ("keep", "line_not_kept")])
def test_decisions_that_cannot_be(actor_as: ActorAs, decision: str, code: str) -> None:
    rate(), served(factories.supervisor(no_subsidy=True))
    clerk = actor_as("clerk")
    assert refusal(subsidy_lines.decide, clerk, lines(prepared(clerk))[0], decision=decision, words="x", at=NOW) == code


# what is locked


def test_an_approved_batch_and_its_lines_cannot_change_by_any_way(actor_as: ActorAs) -> None:
    rate(), served()
    clerk, batch = actor_as("clerk"), approved(actor_as)
    line = lines(batch)[0]
    assert refusal(subsidy_lines.decide, clerk, line, decision="drop", words="x", at=NOW) == "batch_step_not_now"
    loose = save(SubsidyLine(bureau=batch.bureau, supervisor=line.supervisor, kind="travel", day=line.day, amount_fen=1, reason="x"))
    ways = [SubsidyLine.update(amount_fen=1).where(SubsidyLine.id == line.id), SubsidyLine.update(batch=None).where(SubsidyLine.id == line.id),
            SubsidyLine.delete().where(SubsidyLine.id == line.id), SubsidyLine.update(batch=batch.id).where(SubsidyLine.id == loose.id),
            SubsidyBatch.update(total_fen=1).where(SubsidyBatch.id == batch.id), SubsidyBatch.update(state="prepared").where(SubsidyBatch.id == batch.id),
            SubsidyBatch.update(paid_on=NOW.date()).where(SubsidyBatch.id == batch.id), SubsidyBatch.delete().where(SubsidyBatch.id == batch.id)]
    for way in ways:
        with pytest.raises(IntegrityError), database.atomic():
            way.execute()
    assert refusal(records.insert, SubsidyLine(bureau=batch.bureau, supervisor=line.supervisor, batch=batch, day=line.day, amount_fen=1, reason="x"),
                   NOW) == "value_refused"
    done = subsidies.pay(actor_as("finance"), batch, paid_on=NOW.date(), voucher="", at=NOW)
    with pytest.raises(IntegrityError), database.atomic():
        SubsidyBatch.update(voucher="x").where(SubsidyBatch.id == done.id).execute()
    assert audit.missing_guards() == []


# at once


def test_the_same_period_prepared_by_several_at_once_is_one_batch(actor_as: ActorAs) -> None:
    rate(), served(), served(day=16)
    clerk = actor_as("clerk")
    outcomes = at_once([lambda: prepared(clerk).state] * 4)
    assert sorted(outcomes) == ["prepared", *["subsidy_period_taken"] * 3]
    assert SubsidyLine.select().count() == 2


def test_a_payment_pressed_by_several_at_once_is_made_once(actor_as: ActorAs) -> None:
    rate(), served()
    finance, batch = actor_as("finance"), approved(actor_as)
    before = told()
    outcomes = at_once([lambda: subsidies.pay(finance, batch, paid_on=NOW.date(), voucher="", at=NOW).state] * 4)
    assert sorted(outcomes) == [*["batch_step_not_now"] * 3, "paid"]
    assert (told() - before, facts.paid_in_year(finance, YEAR)) == (1, (1, 30_000))
    assert audit.verify() is None


def test_attendance_corrected_while_a_batch_is_prepared_makes_nobody_wait_for_ever(actor_as: ActorAs) -> None:
    rate()
    clerk, places = actor_as("clerk"), [served(day=day) for day in range(5, 11)]
    Activity.update(state="held").execute()
    corrections = [lambda place=place: attendance.mark(clerk, place.activity, marks={place.id: ("excused", "请假")}, phoned=True, at=NOW).state
                   for place in places[:3]]
    outcomes = at_once([*corrections, lambda: prepared(clerk).state, *[lambda: prepared(clerk).state] * 2])
    assert sorted(outcomes) == [*["held"] * 3, "prepared", *["subsidy_period_taken"] * 2]
    batch = SubsidyBatch.get()
    subsidies.refresh(clerk, batch, at=NOW)
    assert facts.sum_of(batch).total_fen == 3 * 30_000


def test_an_edit_and_a_review_at_once_never_pass_what_nobody_saw(actor_as: ActorAs) -> None:
    rate(), served(), served(day=16)
    clerk, finance, batch = actor_as("clerk"), actor_as("finance"), prepared(actor_as("clerk"))
    line, digest = lines(batch)[0], seen(batch)
    at_once([lambda: subsidies.review(finance, batch, seen=digest, at=NOW).state,
             lambda: subsidy_lines.decide(clerk, line, decision="drop", words="未到场", at=NOW).outcome])
    now = again(batch)
    assert (now.state, now.digest) in (("reviewed", seen(batch)), ("prepared", ""))
    assert Activity.select().count() == 2
