"""Costs, what is taken back, rates, budgets and the bank sheet."""
from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from models import Attachment, AuditEntry, SubsidyBudget, SubsidyLine, SubsidyRate, Supervisor
from portal.domain.errors import Forbidden, NotFound
from portal.domain.permissions import Actor
from portal.queries import dossier, subsidies as facts, subsidy_page, worklists
from portal.services import sessions, subsidies, subsidy_bank, subsidy_lines, subsidy_rates
from tests import factories
from tests.factories import save
from tests.services.test_papers import at_once
from tests.services.test_subsidies import refusal, with_roles
from tests.subsidy_rows import NOW, YEAR, ActorAs, again, approved, lines, paid, prepared, rate, seen, served

DAY = date(2026, 11, 30)
"""The day of a cost that is asked for today."""


def cost(clerk: Actor, **values: object) -> SubsidyLine:
    """Return a cost of 120 yuan that was asked for."""
    return subsidy_lines.enter_cost(clerk, {"supervisor": factories.supervisor(), "activity": None, "kind": "travel", "day": DAY, "amount_fen": 12_000,
                                            "reason": "往返车票", **values}, at=NOW)


def receipt(line: SubsidyLine) -> None:
    """Lay a receipt beside a cost."""
    save(Attachment(bureau=line.bureau, about_type="subsidy_line", about_id=line.id, filename="票据.pdf", media_type="application/pdf", size=9,
                    sm3="0" * 64))


# costs


def test_a_cost_is_agreed_to_spent_and_paid_with_its_receipt(actor_as: ActorAs) -> None:
    clerk, leader, later = actor_as("clerk"), actor_as("leader"), NOW + timedelta(days=20)
    rate(), served(month=11)
    line = cost(clerk)
    assert (line.outcome, line.full_fen, line.amount_fen) == ("asked", 12_000, 0)
    assert [task.kind for task in worklists.tasks(leader, NOW) if task.row_id == line.id] == ["agree_cost"]
    line = subsidy_lines.agree(leader, line, at=NOW)
    assert (line.outcome, line.amount_fen, line.agreed_fen, line.agreed_by.username) == ("pay", 12_000, 12_000, "leader")
    assert refusal(subsidy_lines.amend_cost, clerk, line, {"amount_fen": 12_001}, at=NOW) == "cost_over"
    assert refusal(subsidy_lines.amend_cost, clerk, line, {"amount_fen": 9_000, "day": DAY + timedelta(days=1)}, at=NOW) == "cost_changed"
    line = subsidy_lines.amend_cost(clerk, line, {"amount_fen": 8_650}, at=later)
    batch = subsidies.prepare(clerk, period="month", year=YEAR, number=11, at=later)
    assert [one.why for one in subsidy_page.page(clerk, batch).left_out] == ["no_receipt"]
    receipt(line)
    assert subsidies.refresh(clerk, batch, at=later) == 1
    assert [(one.kind, one.amount_fen) for one in lines(batch)] == [("travel", 8_650), ("attendance", 30_000)]
    assert subsidy_lines.amend_cost(clerk, again(line), {"amount_fen": 12_000}, at=later).amount_fen == 12_000
    dropped = subsidy_lines.decide(clerk, again(line), decision="drop", words="票据不合规", at=later)
    assert (dropped.amount_fen, refusal(subsidy_lines.amend_cost, clerk, dropped, {"amount_fen": 1}, at=later)) == (0, "cost_settled")
    assert subsidy_lines.decide(clerk, again(line), decision="keep", words="补齐票据", at=later).amount_fen == 12_000


def test_two_tickets_of_one_day_are_asked_about(actor_as: ActorAs) -> None:
    clerk, later, person = actor_as("clerk"), NOW + timedelta(days=20), factories.supervisor()
    for kind in ("travel", "travel", "lodging"):
        receipt(subsidy_lines.agree(actor_as("leader"), cost(clerk, kind=kind, supervisor=person), at=NOW))
    batch = subsidies.prepare(clerk, period="month", year=YEAR, number=11, at=later)
    assert [line.kind for line in lines(batch) if line.id in facts.flags(lines(batch))] == ["travel", "travel"]


def test_a_cost_without_consent_stands_in_no_batch(actor_as: ActorAs) -> None:
    clerk, later = actor_as("clerk"), NOW + timedelta(days=20)
    rate(), served(month=11)
    receipt(cost(clerk))
    batch = subsidies.prepare(clerk, period="month", year=YEAR, number=11, at=later)
    assert ([one.why for one in subsidy_page.page(clerk, batch).left_out], len(lines(batch))) == (["not_agreed"], 1)


def test_a_cost_is_agreed_to_before_its_day_by_somebody_else_and_once(actor_as: ActorAs) -> None:
    both, leader = with_roles("clerk", "leader"), actor_as("leader")
    line = cost(both)
    assert refusal(subsidy_lines.agree, both, line, at=NOW) == "cost_own"
    assert refusal(subsidy_lines.agree, leader, line, at=NOW + timedelta(days=6)) == "cost_too_late"
    assert refusal(subsidy_lines.refuse, leader, line, words=" ", at=NOW) == "words_missing"
    refused = subsidy_lines.refuse(leader, line, words="可以线上参加", at=NOW)
    assert (refused.outcome, refused.decision_words) == ("dropped", "可以线上参加")
    for act in (subsidy_lines.agree, subsidy_lines.refuse):
        assert refusal(act, leader, line, at=NOW, **({"words": "x"} if act is subsidy_lines.refuse else {})) == "cost_settled"
    with pytest.raises(Forbidden):
        subsidy_lines.agree(actor_as("finance"), line, at=NOW)


@pytest.mark.parametrize(("values", "code"), [
    ({"kind": "attendance"}, "cost_kind"), ({"kind": "reversal"}, "cost_kind"), ({"amount_fen": 0}, "line_amount"), ({"amount_fen": -5}, "line_amount"),
    ({"amount_fen": None}, "line_amount"), ({"amount_fen": 100_000_001}, "line_amount"),
])
def test_costs_that_cannot_be(actor_as: ActorAs, values: dict[str, object], code: str) -> None:
    assert refusal(cost, actor_as("clerk"), **values) == code


def test_people_and_activities_of_another_city_cannot_be_named(actor_as: ActorAs) -> None:
    for values in ({"supervisor": factories.supervisor(factories.neighbour_bureau())},
                   {"activity": factories.activity("closed", office=factories.neighbour_procuratorate())}):
        with pytest.raises(NotFound):
            cost(actor_as("clerk"), **values)


def test_a_line_that_is_no_cost_or_is_locked_is_not_edited(actor_as: ActorAs) -> None:
    rate(), served()
    clerk, batch = actor_as("clerk"), prepared(actor_as("clerk"))
    assert refusal(subsidy_lines.amend_cost, clerk, lines(batch)[0], {"amount_fen": 1}, at=NOW) == "cost_kind"
    subsidies.review(actor_as("finance"), batch, seen=seen(batch), at=NOW)
    assert refusal(subsidy_lines.amend_cost, clerk, lines(batch)[0], {"amount_fen": 1}, at=NOW) == "line_locked"
    assert refusal(subsidy_lines.decide, clerk, cost(clerk), decision="drop", words="x", at=NOW) == "line_locked"


# taking back


def test_what_was_paid_is_taken_back_by_a_later_batch_and_paid_anew(actor_as: ActorAs) -> None:
    rate(), served(month=9)
    clerk, batch = actor_as("clerk"), paid(actor_as, 9)
    line = lines(batch)[0]
    reversal = subsidy_lines.take_back(clerk, line, words="方式登记有误", right_fen=26_000, at=NOW)
    assert (reversal.amount_fen, reversal.day, reversal.batch_id) == (-30_000, line.day, None)
    assert refusal(subsidy_lines.take_back, clerk, line, words="再扣", at=NOW) == "line_reversed"
    served()
    later = paid(actor_as)
    assert [(one.kind, one.amount_fen) for one in lines(later)] == [("reversal", -30_000), ("correction", 26_000), ("attendance", 30_000)]
    assert facts.paid_by_month(clerk, YEAR)[9] == 26_000 and facts.paid_in_year(clerk, YEAR)[1] == 56_000
    corrected = lines(later)[1]
    assert subsidy_lines.take_back(clerk, corrected, words="全部退回", at=NOW).amount_fen == -26_000
    assert refusal(subsidy_lines.take_back, clerk, lines(later)[0], words="x", at=NOW) == "line_not_paid"


def test_a_place_that_was_taken_back_is_never_collected_again(actor_as: ActorAs) -> None:
    rate(), served(month=9), served(month=10)
    clerk, batch = actor_as("clerk"), paid(actor_as, 9)
    subsidy_lines.take_back(clerk, lines(batch)[0], words="未到场", at=NOW)
    assert [(line.kind, line.amount_fen) for line in lines(prepared(clerk))] == [("reversal", -30_000), ("attendance", 30_000)]


@pytest.mark.parametrize(("right", "code"), [(0, "line_amount"), (-1, "line_amount"), (100_000_001, "line_amount"), (30_000, "line_same_amount")])
def test_right_amounts_that_cannot_be(actor_as: ActorAs, right: int, code: str) -> None:
    rate(), served()
    assert refusal(subsidy_lines.take_back, actor_as("clerk"), lines(approved(actor_as))[0], words="x", right_fen=right, at=NOW) == code


def test_only_what_an_approved_batch_pays_is_taken_back(actor_as: ActorAs) -> None:
    rate(), served(), served(factories.supervisor(no_subsidy=True))
    clerk, batch = actor_as("clerk"), prepared(actor_as("clerk"))
    assert refusal(subsidy_lines.take_back, clerk, lines(batch)[0], words="x", at=NOW) == "line_not_paid"
    subsidies.review(actor_as("finance"), batch, seen=seen(batch), at=NOW)
    subsidies.approve(actor_as("leader"), batch, seen=seen(batch), at=NOW)
    assert refusal(subsidy_lines.take_back, clerk, lines(batch)[1], words="x", at=NOW) == "line_not_paid"
    outcomes = at_once([lambda: subsidy_lines.take_back(clerk, lines(batch)[0], words="x", at=NOW).kind] * 3)
    assert sorted(outcomes) == ["line_reversed", "line_reversed", "reversal"]


def test_a_place_that_counts_no_more_is_named_on_its_approved_batch(actor_as: ActorAs) -> None:
    rate()
    place = served()
    batch = approved(actor_as)
    place.update(state="excused").where(type(place).id == place.id).execute()
    assert [line.assignment_id for line in facts.undone(lines(batch))] == [place.id]


# rates and budgets


def proposal(**values: object) -> dict[str, object]:
    """Return what is proposed for hearings."""
    return {"title": "公开听证", "level": "city", "target": "activity", "modes": ["01"], "unit": "place", "amount_fen": 32_000, "valid_from": date(2026, 1, 1),
            **values}


def test_a_rate_holds_once_the_leader_countersigned_it(actor_as: ActorAs) -> None:
    admin, leader = actor_as("system_admin"), actor_as("leader")
    made = subsidy_rates.propose(admin, factories.bureau(), proposal(), at=NOW)
    assert made.state == "proposed" and "sign_rate" in {task.kind for task in worklists.tasks(leader, NOW)}
    served()
    assert refusal(prepared, actor_as("clerk")) == "subsidy_nothing"
    subsidy_rates.sign(leader, made, at=NOW)
    assert [line.amount_fen for line in lines(prepared(actor_as("clerk")))] == [32_000]
    for act in (subsidy_rates.sign, subsidy_rates.withdraw):
        assert refusal(act, admin if act is subsidy_rates.withdraw else leader, made, at=NOW) == "rate_step_not_now"
    assert refusal(subsidy_rates.end, leader, made, last_on=date(2026, 10, 14), at=NOW) == "rate_end_day"
    assert refusal(subsidy_rates.end, leader, made, last_on=date(2025, 12, 31), at=NOW) == "rate_days"
    assert subsidy_rates.end(leader, made, last_on=date(2026, 10, 15), at=NOW).valid_to == date(2026, 10, 15)


def test_who_enters_a_rate_does_not_countersign_it_and_the_other_way_round(actor_as: ActorAs) -> None:
    for role, act in (("leader", lambda actor: subsidy_rates.propose(actor, factories.bureau(), proposal(), at=NOW)),
                      ("system_admin", lambda actor: subsidy_rates.sign(actor, rate(state="proposed"), at=NOW)),
                      ("clerk", lambda actor: subsidy_rates.sign(actor, rate(state="proposed"), at=NOW))):
        with pytest.raises(Forbidden):
            act(actor_as(role))
    with pytest.raises(NotFound):
        subsidy_rates.sign(actor_as("neighbour_leader"), rate(state="proposed"), at=NOW)


def test_a_rate_is_refused_with_a_reason_or_withdrawn(actor_as: ActorAs) -> None:
    leader = actor_as("leader")
    assert refusal(subsidy_rates.refuse, leader, rate(state="proposed"), words="", at=NOW) == "words_missing"
    assert subsidy_rates.refuse(leader, rate(state="proposed"), words="超出预算", at=NOW).state == "refused"
    assert subsidy_rates.withdraw(actor_as("system_admin"), rate(state="proposed"), at=NOW).state == "withdrawn"


def test_the_examples_are_proposed_once_for_an_office_without_rates(actor_as: ActorAs) -> None:
    admin = actor_as("system_admin")
    made = subsidy_rates.propose_examples(admin, factories.bureau(), valid_from=date(2026, 1, 1), at=NOW)
    assert {(one.state, one.basis) for one in made} == {("proposed", "示例")}
    assert refusal(subsidy_rates.propose_examples, admin, factories.bureau(), valid_from=date(2026, 1, 1), at=NOW) == "rate_examples_there"
    assert SubsidyRate.select().count() == len(made)


def test_the_budget_of_a_year_and_where_it_is_heading(actor_as: ActorAs) -> None:
    clerk, leader = actor_as("clerk"), actor_as("leader")
    assert facts.budget_state(leader, YEAR).left_fen is None
    subsidy_rates.set_budget(clerk, YEAR, amount_fen=40_000, at=NOW)
    subsidy_rates.set_budget(clerk, YEAR, amount_fen=50_000, note="追加", at=NOW)
    assert [(row.year, row.amount_fen, row.note) for row in SubsidyBudget.select()] == [(YEAR, 50_000, "追加")]
    rate(), served(month=9), served(), served(factories.supervisor(), month=8)
    paid(actor_as, 8), approved(actor_as, 9), prepared(clerk)
    state = facts.budget_state(leader, YEAR)
    assert (state.budget_fen, state.paid_fen, state.approved_fen, state.underway_fen, state.left_fen) == (50_000, 30_000, 30_000, 30_000, -10_000)
    assert state.forecast_fen == -(-90_000 * 365 // 304) and state.is_short


@pytest.mark.parametrize(("year", "fen", "code"), [(2002, 1, "subsidy_period"), (2201, 1, "subsidy_period"), (2026, -1, "budget_range"),
                                                   (2026, None, "budget_range"), (2026, 2_000_000_001, "budget_range")])
def test_budgets_that_cannot_be(actor_as: ActorAs, year: int, fen: int | None, code: str) -> None:
    assert refusal(subsidy_rates.set_budget, actor_as("clerk"), year, amount_fen=fen, at=NOW) == code


# the bank sheet


def test_the_bank_sheet_holds_the_accounts_and_the_trail_says_so(actor_as: ActorAs) -> None:
    rate()
    one = factories.supervisor(name="甲", bank_card="6217000112345678901", bank_branch="乌海分行")
    served(one), served(one, day=16), served(factories.supervisor(name="乙")), served(factories.supervisor(no_subsidy=True, bank_card="62"))
    finance, batch = actor_as("finance"), approved(actor_as)
    assert refusal(subsidy_bank.bank_sheet, finance, batch, reason=" ", at=NOW) == "words_missing"
    table = load_workbook(io.BytesIO(subsidy_bank.bank_sheet(finance, batch, reason="十月代发", at=NOW))).active
    rows = [[cell.value for cell in row] for row in table.iter_rows()]
    assert rows[1:] == [["1", "甲", "乌海分行", "6217000112345678901", "600.00", batch.title]]
    assert {cell.data_type for row in table.iter_rows() for cell in row} == {"s"}
    assert [(look.verb, look.reason, look.fields) for look in dossier.looks(one)] == [("subsidy:bank", "十月代发", {"bank_card": ["exported"]})]
    assert not AuditEntry.select().where(AuditEntry.changes.cast("text").contains("62170001")).exists()


def test_there_is_no_bank_sheet_before_the_approval_nor_without_an_account(actor_as: ActorAs) -> None:
    rate(), served()
    batch = prepared(actor_as("clerk"))
    assert refusal(subsidy_bank.bank_sheet, actor_as("finance"), batch, reason="x", at=NOW) == "batch_step_not_now"
    subsidies.review(actor_as("finance"), batch, seen=seen(batch), at=NOW)
    batch = subsidies.approve(actor_as("leader"), batch, seen=seen(batch), at=NOW)
    assert refusal(subsidy_bank.bank_sheet, actor_as("finance"), batch, reason="x", at=NOW) == "bank_nothing"
    for role in ("clerk", "leader"):
        with pytest.raises(Forbidden):
            subsidy_bank.bank_sheet(actor_as(role), batch, reason="x", at=NOW)


# what waits


def test_what_waits_for_whom(actor_as: ActorAs) -> None:
    def kinds(role: str) -> set[str]:
        return {task.kind for task in worklists.tasks(actor_as(role), NOW) if task.kind.endswith("_subsidies")}
    rate(), served()
    batch = prepared(actor_as("clerk"))
    second = sessions.actor_of(factories.user("clerk", factories.bureau()), sessions.Knock(address="127.0.0.1"))
    assert (kinds("clerk"), kinds("finance"), kinds("leader")) == (set(), {"review_subsidies"}, set())
    assert "review_subsidies" in {task.kind for task in worklists.tasks(second, NOW)}
    subsidies.review(second, batch, seen=seen(batch), at=NOW)
    assert (kinds("clerk"), kinds("finance"), kinds("leader")) == (set(), set(), {"approve_subsidies"})
    subsidies.send_back(actor_as("leader"), batch, words="请核对", at=NOW)
    assert (kinds("clerk"), kinds("finance"), kinds("leader")) == ({"mend_subsidies"}, set(), set())
    subsidies.resubmit(actor_as("clerk"), batch, at=NOW)
    subsidies.review(second, batch, seen=seen(batch), at=NOW)
    subsidies.approve(actor_as("leader"), batch, seen=seen(batch), at=NOW)
    assert (kinds("clerk"), kinds("finance"), kinds("leader")) == (set(), {"pay_subsidies"}, set())
    for role, count in (("clerk", 0), ("finance", 1), ("leader", 0)):
        assert worklists.frame(actor_as(role), NOW, "x")[1]["subsidy_batches"] == count
    assert "subsidy_batches" not in worklists.frame(actor_as("officer"), NOW, "x")[1]


def test_the_clerk_is_told_of_a_period_whose_batch_is_missing(actor_as: ActorAs) -> None:
    def missing() -> list[tuple[str, date]]:
        return [(task.title, task.due) for task in worklists.tasks(actor_as("clerk"), NOW) if task.kind == "prepare_subsidies"]
    rate(), served(month=9)
    assert missing() == []
    prepared(actor_as("clerk"), 9)
    assert missing() == []
    served()
    assert missing() == [("2026年10月履职补助", date(2026, 11, 13))]
    prepared(actor_as("clerk"))
    assert missing() == []


def test_a_persons_year(actor_as: ActorAs) -> None:
    rate()
    one, two = factories.supervisor(), factories.supervisor()
    served(one, month=9), served(one), served(two)
    paid(actor_as, 9), approved(actor_as)
    assert [(each.person.id, each.count, each.paid_fen, each.waiting_fen) for each in facts.people_of(actor_as("finance"), YEAR)] == [
        (one.id, 1, 30_000, 30_000), (two.id, 0, 0, 30_000)]
    assert [line.batch.state for line in facts.statement(Supervisor.get_by_id(one.id), YEAR)] == ["paid", "approved"]
    assert facts.statement(one, 2025) == []
