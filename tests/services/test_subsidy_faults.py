"""What must not slip through a batch: absentees, people who draw nothing, costs without receipts; and what must not be lost."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import Assignment, Attachment, Attendance, SubsidyLine, Supervisor
from models.base import database
from portal.domain.permissions import Actor
from portal.queries import subsidies as facts
from portal.services import attachments, records, subsidies, subsidy_lines
from tests import factories
from tests.learning_rows import participant, training
from tests.services.test_subsidies import refusal
from tests.services.test_subsidy_lines import cost, receipt
from tests.subsidy_rows import NOW, YEAR, ActorAs, again, approved, lines, paid, prepared, rate, reviewed, seen, served

LATER = NOW + timedelta(days=20)


def absent(place: Assignment) -> None:
    """Correct the attendance behind the batch's back."""
    with database.atomic():
        records.update(place, NOW, state="absent")


def with_cost(actor_as: ActorAs) -> SubsidyLine:
    """Return a cost with its receipt in the batch of November."""
    line = subsidy_lines.agree(actor_as("leader"), cost(actor_as("clerk")), at=NOW)
    receipt(line)
    subsidies.prepare(actor_as("clerk"), period="month", year=YEAR, number=11, at=LATER)
    return again(line)


@pytest.mark.parametrize("decision", ["keep", "drop"])
def test_who_draws_no_subsidy_is_not_decided_about(actor_as: ActorAs, decision: str) -> None:
    rate(), served(factories.supervisor(no_subsidy=True))
    [line] = lines(prepared(actor_as("clerk")))
    assert refusal(subsidy_lines.decide, actor_as("clerk"), line, decision=decision, words="x", at=NOW) == "line_not_kept"


def test_a_line_dropped_before_the_person_drew_no_subsidy_is_not_kept(actor_as: ActorAs) -> None:
    rate(), served()
    clerk, [line] = actor_as("clerk"), lines(prepared(actor_as("clerk")))
    subsidy_lines.decide(clerk, line, decision="drop", words="x", at=NOW)
    Supervisor.update(no_subsidy=True).where(Supervisor.id == line.supervisor_id).execute()
    assert refusal(subsidy_lines.decide, clerk, line, decision="keep", words="x", at=NOW) == "line_not_kept"


def test_an_absentee_passes_neither_the_review_nor_the_approval(actor_as: ActorAs) -> None:
    rate(), served(month=9), served(month=9, day=16)
    early, late = prepared(actor_as("clerk"), 9), served()
    absent(Assignment.get_by_id(lines(early)[0].assignment_id))
    assert refusal(subsidies.review, actor_as("finance"), early, seen=seen(early), at=NOW) == "batch_not_fresh"
    assert [line.amount_fen for line in lines(early)] == [30_000, 30_000], "the refusal leaves all as it was"
    subsidies.refresh(actor_as("clerk"), early, at=NOW)
    dropped = lines(early)[0]
    assert (dropped.amount_fen, refusal(subsidy_lines.decide, actor_as("clerk"), dropped, decision="keep", words="x", at=NOW)) == (0, "line_not_counted")
    assert subsidies.review(actor_as("finance"), early, seen=seen(early), at=NOW).state == "reviewed"
    batch = reviewed(actor_as)
    absent(late)
    assert refusal(subsidies.approve, actor_as("leader"), batch, seen=seen(batch), at=NOW) == "batch_not_fresh"


def test_a_rate_signed_meanwhile_is_collected_before_the_review(actor_as: ActorAs) -> None:
    rate(), served()
    batch = prepared(actor_as("clerk"))
    rate(modes=["01"], amount_fen=40_000)
    assert refusal(subsidies.review, actor_as("finance"), batch, seen=seen(batch), at=NOW) == "batch_not_fresh"


def test_a_class_corrected_afterwards_is_dropped_or_named(actor_as: ActorAs) -> None:
    rate(target="training", unit="day", amount_fen=10_000)
    course = training(starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 13), hours_tenths=120)
    one, other = participant(course, state="present", hours_tenths=120), participant(course, state="present", hours_tenths=120)
    batch = prepared(actor_as("clerk"))
    Attendance.update(state="absent").where(Attendance.id == one.id).execute()
    subsidies.refresh(actor_as("clerk"), batch, at=NOW)
    assert [(line.participant_id, line.amount_fen) for line in lines(batch)] == [(one.id, 0), (other.id, 20_000)]
    subsidies.review(actor_as("finance"), batch, seen=seen(batch), at=NOW)
    subsidies.approve(actor_as("leader"), batch, seen=seen(batch), at=NOW)
    Attendance.update(state="absent").where(Attendance.id == other.id).execute()
    assert [line.participant_id for line in facts.undone(lines(batch))] == [other.id]


@pytest.mark.parametrize(("own", "units"), [(120, 2), (40, 1), (80, 1), (90, 2), (0, 2)])
def test_a_class_pays_for_the_hours_that_were_credited(actor_as: ActorAs, own: int, units: int) -> None:
    rate(target="training", unit="day", amount_fen=10_000)
    participant(training(starts_on=date(2026, 10, 12), ends_on=date(2026, 10, 13), hours_tenths=120), state="present", hours_tenths=own)
    assert [line.units for line in lines(prepared(actor_as("clerk")))] == [units]


# receipts


def test_a_cost_that_lost_its_receipt_is_not_reviewed(actor_as: ActorAs) -> None:
    line = with_cost(actor_as)
    attachments.withdraw(actor_as("clerk"), Attachment.get(), reason="上传有误", at=LATER)
    assert refusal(subsidies.review, actor_as("finance"), line.batch, seen=seen(line.batch), at=LATER) == "batch_without_receipt"


def test_the_receipt_of_a_reviewed_batch_stays(actor_as: ActorAs) -> None:
    line = with_cost(actor_as)
    subsidies.review(actor_as("finance"), line.batch, seen=seen(line.batch), at=LATER)
    assert refusal(attachments.withdraw, actor_as("clerk"), Attachment.get(), reason="x", at=LATER) == "file_settled"
    subsidies.send_back(actor_as("leader"), line.batch, words="换票据", at=LATER)
    assert attachments.withdraw(actor_as("clerk"), Attachment.get(), reason="换票据", at=LATER).withdrawn_at == LATER


def test_who_brought_a_receipt_does_not_review(actor_as: ActorAs) -> None:
    line, finance = with_cost(actor_as), actor_as("finance")
    Attachment.update(uploaded_by=finance.user_id).execute()
    assert refusal(subsidies.review, finance, line.batch, seen=seen(line.batch), at=LATER) == "batch_own"


def test_a_cost_of_a_discarded_batch_is_collected_again(actor_as: ActorAs) -> None:
    line, clerk = with_cost(actor_as), actor_as("clerk")
    subsidy_lines.decide(clerk, line, decision="drop", words="存疑", at=LATER)
    subsidies.discard(clerk, line.batch, words="期间选错", at=LATER)
    batch = subsidies.prepare(clerk, period="month", year=YEAR, number=11, at=LATER)
    assert [(one.id, one.amount_fen, one.decision) for one in lines(batch)] == [(line.id, 12_000, "")]


# what a locked line does not pay


def pay_after_all(clerk: Actor, line: SubsidyLine, fen: int | None = 30_000) -> SubsidyLine:
    return subsidy_lines.take_back(clerk, line, words="补发", right_fen=fen, at=NOW)


def test_who_was_wrongly_marked_is_paid_after_all_once(actor_as: ActorAs) -> None:
    rate(), served(factories.supervisor(no_subsidy=True), month=9), served(month=9, day=16)
    clerk, line = actor_as("clerk"), lines(paid(actor_as, 9))[0]
    assert refusal(pay_after_all, clerk, line) == "line_not_kept"
    Supervisor.update(no_subsidy=False).where(Supervisor.id == line.supervisor_id).execute()
    assert refusal(pay_after_all, clerk, line, None) == "line_not_paid"
    made = pay_after_all(clerk, line)
    assert (made.kind, made.amount_fen, made.slots) == ("correction", 30_000, line.slots)
    assert refusal(pay_after_all, clerk, line) == "line_reversed"
    assert [one.id for one in lines(prepared(clerk))] == [made.id]


def test_what_was_taken_back_by_mistake_is_paid_again(actor_as: ActorAs) -> None:
    rate(), served(month=9)
    clerk, line = actor_as("clerk"), lines(paid(actor_as, 9))[0]
    subsidy_lines.take_back(clerk, line, words="误认缺席", at=NOW)
    assert pay_after_all(clerk, line).amount_fen == 30_000
    assert [(one.kind, one.amount_fen) for one in lines(prepared(clerk))] == [("reversal", -30_000), ("correction", 30_000)]


def test_an_absentee_is_not_paid_after_all(actor_as: ActorAs) -> None:
    rate(), served(month=9)
    clerk, line = actor_as("clerk"), lines(approved(actor_as, 9))[0]
    absent(Assignment.get_by_id(line.assignment_id))
    subsidy_lines.take_back(clerk, line, words="缺席", at=NOW)
    assert refusal(pay_after_all, clerk, line) == "line_not_counted"


def test_the_leader_agrees_to_what_was_looked_at(actor_as: ActorAs) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    looked_at = cost(clerk, amount_fen=10_000)
    changed = subsidy_lines.amend_cost(clerk, looked_at, {"amount_fen": 1_000_000}, at=NOW)
    assert refusal(subsidy_lines.agree, leader, looked_at, version=looked_at.version, at=NOW) == "changed_meanwhile"
    assert subsidy_lines.agree(leader, changed, version=changed.version, at=NOW).agreed_fen == 1_000_000
