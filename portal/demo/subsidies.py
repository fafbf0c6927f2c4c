"""Subsidies of the demo: example rates that the leader countersigned, budgets, the quarters of 2023 and the months of the running year,
costs with consent and receipt, and one payment that was taken back."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from models import SubsidyBatch, SubsidyLine, SubsidyRate
from portal.adapters.stores import Store
from portal.demo.life import Life
from portal.demo.plan import Plan
from portal.demo.staff import Staff
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day, local_moment
from portal.domain.subsidies import period_days
from portal.queries import subsidies as facts
from portal.services import attachments, subsidies, subsidy_lines, subsidy_rates

STAGES = ("prepared", "reviewed", "approved", "paid")
BUDGET_FEN = 6_000_000
KEPT = "两次活动时间不重叠，本人均到场，予以保留。"
COSTS_2023 = (
    # person, day, kind, asked, spent, what for
    (3, date(2023, 5, 18), "travel", 12_000, 8_650, "赴旗区参加巡回检察往返交通费"),
    (16, date(2023, 9, 14), "lodging", 30_000, 26_800, "赴呼和浩特市参加跨市监督活动住宿费"),
)


def lives(people: Staff, at: datetime, plans: Sequence[Plan], store: Store) -> Iterator[Life]:
    """Return what is done about money, each piece to be lived through in its time."""
    today = local_day(at)
    yield _rates(people)
    yield _coming_rate(people, today)
    yield from (_budget(people, year) for year in sorted({2023, today.year}))
    yield from (_batch(people, "quarter", year, number, "paid") for year in range(2023, today.year) for number in range(1, 5))
    yield _mistake(people)
    yield from (_cost(people, one, store) for one in COSTS_2023)
    yield from _months(people, plans, today)
    yield from _open_costs(people, today)


def _rates(people: Staff) -> Life:
    moment = local_moment(date(2022, 12, 12), 10)
    yield moment
    made = subsidy_rates.propose_examples(people.actors["sysadmin"], people.bureau, valid_from=date(2023, 1, 1), at=moment)
    moment = local_moment(date(2022, 12, 14), 15)
    yield moment
    for rate in made:
        if rate.level == "city":
            subsidy_rates.sign(people.actors["leader"], rate, at=moment)
        else:
            subsidy_rates.refuse(people.actors["leader"], rate, words="本市人民监督员均为市级，不适用。", at=moment)


def _coming_rate(people: Staff, today: date) -> Life:
    """A higher rate for the year to come, which waits for the leader."""
    moment = people.working(today, -2, 11)
    yield moment
    old = SubsidyRate.get(SubsidyRate.state == "in_force", SubsidyRate.amount_fen == 30_000)
    subsidy_rates.propose(people.actors["sysadmin"], people.bureau, {
        "title": "公开审查、公开听证（示例，拟调整）", "level": old.level, "target": old.target, "modes": old.modes, "unit": old.unit,
        "amount_fen": old.amount_fen + 2_000, "valid_from": date(today.year + 1, 1, 1), "basis": "示例", "note": "与周边盟市标准衔接"}, at=moment)


def _budget(people: Staff, year: int) -> Life:
    moment = local_moment(date(year, 1, 10), 10)
    yield moment
    subsidy_rates.set_budget(people.actors["clerk"], year, amount_fen=BUDGET_FEN, note="年初部门预算", at=moment)


def _months(people: Staff, plans: Sequence[Plan], today: date) -> Iterator[Life]:
    """One batch for each month of the year in which somebody served: the last is in preparation, those before it one step further each,
    and those that are not paid were prepared a few days ago."""
    served = {plan.day.month for plan in plans if plan.stage in ("held", "closed") and plan.day.year == today.year}
    over = sorted(month for month in served if people.working(period_days("month", today.year, month)[1], 10, 9).date() <= today)
    for number, month in enumerate(reversed(over)):
        yield _batch(people, "month", today.year, month, STAGES[min(number, 3)], since=people.calendar.add_working_days(today, -1 - number))


def _batch(people: Staff, period: str, year: int, number: int, stage: str, since: date | None = None) -> Life:
    """Prepare, review, approve and pay a batch as far as `stage`; `since` is when one that still waits was prepared."""
    last = period_days(period, year, number)[1]
    moments = [people.working(last, days, hour) for days, hour in ((4, 9), (5, 10), (6, 15), (8, 11))]
    if stage != "paid" and since is not None:
        moments = [people.working(since, days, hour) for days, hour in ((0, 9), (0, 14), (1, 10), (2, 11))]
    yield moments[0]
    batch = _prepared(people, period, year, number, moments[0])
    if batch is None or stage == "prepared":
        return
    yield moments[1]
    subsidies.review(people.actors["finance"], batch, seen=facts.sum_of(batch).digest, at=moments[1])
    if stage == "reviewed":
        return
    yield moments[2]
    subsidies.approve(people.actors["leader"], batch, seen=facts.sum_of(batch).digest, at=moments[2])
    if stage == "approved":
        return
    yield moments[3]
    subsidies.pay(people.actors["finance"], batch, paid_on=moments[3].date(), voucher=f"记字{moments[3]:%Y%m}-{batch.id:02d}", at=moments[3])


def _prepared(people: Staff, period: str, year: int, number: int, at: datetime) -> SubsidyBatch | None:
    """Where a person served twice in a half-day, the clerk keeps both; a month after whose plans nobody came has no batch."""
    try:
        batch = subsidies.prepare(people.actors["clerk"], period=period, year=year, number=number, at=at)
    except DomainError as refusal:
        if refusal.code != "subsidy_nothing":
            raise
        return None
    lines = facts.lines_of(batch)
    twice = facts.flags(lines)
    for line in lines:
        if line.id in twice:
            subsidy_lines.decide(people.actors["clerk"], line, decision="keep", words=KEPT, at=at)
    return batch


def _mistake(people: Staff) -> Life:
    """After the first quarter was paid, one line turned out too high."""
    moment = local_moment(date(2023, 5, 9), 16)
    yield moment
    line = SubsidyLine.select().join(SubsidyBatch).where(SubsidyBatch.state == "paid", SubsidyLine.amount_fen == 30_000).order_by(SubsidyLine.id).first()
    if line is not None:
        subsidy_lines.take_back(people.actors["clerk"], line, words="监督方式登记有误，按其他监督活动标准更正。", right_fen=26_000, at=moment)


def _cost(people: Staff, one: tuple[int, date, str, int, int, str], store: Store) -> Life:
    """A cost that was asked for and agreed to before its day; what was spent and the receipt follow."""
    number, day, kind, asked, spent, what = one
    clerk, moment = people.actors["clerk"], people.working(day, -6, 10)
    yield moment
    line = subsidy_lines.enter_cost(clerk, {"supervisor": people.supervisors[number], "activity": None, "kind": kind, "day": day,
                                            "amount_fen": asked, "reason": what}, at=moment)
    moment = people.working(day, -4, 16)
    yield moment
    subsidy_lines.agree(people.actors["leader"], line, at=moment)
    moment = people.working(day, 2, 11)
    yield moment
    subsidy_lines.amend_cost(clerk, SubsidyLine.get_by_id(line.id), {"amount_fen": spent}, at=moment)
    attachments.attach(clerk, line, filename="票据.pdf", content=receipt(f"{spent / 100:.2f}"), note="票据原件扫描", store=store, at=moment)


def _open_costs(people: Staff, today: date) -> Iterator[Life]:
    """Two costs ahead: one waits for the leader, one was agreed to."""
    for number, ahead, agreed, what in ((6, 6, False, "赴呼和浩特市参加业务交流往返交通费"), (10, 4, True, "赴乌达区参加检察听证往返交通费")):
        yield _ahead(people, number, people.calendar.add_working_days(today, ahead), agreed=agreed, what=what)


def _ahead(people: Staff, number: int, day: date, *, agreed: bool, what: str) -> Life:
    moment = people.working(day, -8, 9)
    yield moment
    line = subsidy_lines.enter_cost(people.actors["clerk"], {"supervisor": people.supervisors[number], "activity": None, "kind": "travel", "day": day,
                                                             "amount_fen": 9_600, "reason": what}, at=moment)
    if agreed:
        yield moment + timedelta(hours=2)
        subsidy_lines.agree(people.actors["leader"], line, at=moment + timedelta(hours=2))


def receipt(amount: str) -> bytes:
    """Return an invented receipt as a PDF of one page."""
    page = f"BT /F1 24 Tf 60 220 Td (EXAMPLE RECEIPT  CNY {amount}) Tj ET".encode()
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
             b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
             b"<</Length %d>>stream\n%s\nendstream" % (len(page), page), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(body))
