"""Rules of learning as truth tables."""
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.domain import learning as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.learning import Known

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""Twelve o'clock in China, at the start of a minute."""


@pytest.mark.parametrize(("values", "code"), [
    ({}, ""), ({"ends_on": DAY - timedelta(days=1)}, "span_backwards"), ({"ends_on": DAY}, ""), ({"hours_tenths": -1}, "hours_negative"),
    ({"hours_tenths": None}, ""), ({"budget_fen": -1}, "budget_range"), ({"budget_fen": rules.BUDGET_LIMIT}, ""),
    ({"budget_fen": rules.BUDGET_LIMIT + 1}, "budget_range"),
])
def test_a_class(values: dict[str, object], code: str) -> None:
    assert refusal(lambda: rules.check_class(**{"starts_on": DAY, "ends_on": DAY, "hours_tenths": 30, "budget_fen": None, **values})) == code


@pytest.mark.parametrize(("values", "code"), [
    ({}, ""), ({"state": "gone"}, "class_state"), ({"state": "excused"}, "words_missing"), ({"state": "excused", "words": "住院"}, ""),
    ({"words": "字" * 301}, "words_long"), ({"hours_tenths": -5}, "hours_negative"), ({"exam_tenths": 0}, ""), ({"exam_tenths": 1000}, ""),
    ({"exam_tenths": 1001}, "exam_range"), ({"exam_tenths": -1}, "exam_range"),
])
def test_a_participant(values: dict[str, object], code: str) -> None:
    plain = {"state": "present", "words": "", "hours_tenths": None, "exam_tenths": None}
    assert refusal(lambda: rules.check_participant(**plain | values)) == code


@pytest.mark.parametrize(("coming", "reason", "words", "code"), [
    (True, "", "", ""), (True, "nonsense", "", ""), (False, "", "", "reason_missing"), (False, "unreachable", "", "reason_missing"),
    (False, "ill", "", ""), (False, "other", " ", "words_missing"), (False, "other", "外出", ""), (True, "", "字" * 301, "words_long"),
])
def test_an_answer(coming: bool, reason: str, words: str, code: str) -> None:
    assert refusal(lambda: rules.check_answer(coming=coming, reason=reason, words=words)) == code


@pytest.mark.parametrize(("chosen", "ends_on", "state"), [
    ("enrolled", DAY, "enrolled"), ("enrolled", DAY - timedelta(days=1), "present"), ("absent", DAY - timedelta(days=1), "absent"),
    ("present", DAY, "present"),
])
def test_who_is_entered_after_the_class_was_there(chosen: str, ends_on: date, state: str) -> None:
    assert rules.first_state(chosen, ends_on, DAY) == state


@pytest.mark.parametrize(("state", "own", "hours"), [
    ("present", None, 30), ("present", 15, 15), ("present", 0, 0), ("enrolled", None, 0), ("absent", 20, 0), ("excused", 20, 0),
])
def test_hours_count_for_who_was_there(state: str, own: int | None, hours: int) -> None:
    assert rules.credited(state, 30, own) == hours


@pytest.mark.parametrize(("given", "present", "code"), [(0, 0, "class_feedback_early"), (0, 1, ""), (1, 1, "class_feedback_complete"), (1, 2, "")])
def test_no_more_feedback_than_people(given: int, present: int, code: str) -> None:
    assert refusal(lambda: rules.check_feedback_room(given, present)) == code


# the code on the wall ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (59, True), (60, True), (179, True), (180, False), (600, False), (-1, False)])
def test_a_code_holds_for_its_minute_and_two_more(seconds: int, holds: bool) -> None:
    assert (rules.step_of(NOON) in rules.holding_steps(NOON + timedelta(seconds=seconds))) is holds


@pytest.mark.parametrize(("days", "at", "until"), [
    ((DAY, DAY), NOON, datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
    ((DAY, DAY), datetime(2026, 11, 23, 23, 0, tzinfo=UTC), datetime(2026, 11, 24, 11, 0, tzinfo=UTC)),
    ((date(2026, 11, 23), date(2026, 11, 25)), NOON, datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
])
def test_a_check_in_ends_after_twelve_hours_or_with_the_day(days: tuple[date, date], at: datetime, until: datetime) -> None:
    assert rules.session_end(*days, at) == until


@pytest.mark.parametrize("at", [NOON - timedelta(days=1), NOON + timedelta(days=1)])
def test_a_check_in_opens_on_the_days_of_the_class_only(at: datetime) -> None:
    with pytest.raises(DomainError, match="class_not_today"):
        rules.session_end(DAY, DAY, at)


PEOPLE = (
    Known(1, "王晓东", "WH-2023-007", "13800131234", enrolled=True), Known(2, "王晓东", "WH-2023-018", "13800135678", enrolled=True),
    Known(3, "王晓东", "WH-2024-001", "13900135678", enrolled=True), Known(4, "李静", "WH-2023-009", "", enrolled=True),
    Known(5, "赵磊", "WH-2023-010", "0473-2998888", enrolled=False),
)


@pytest.mark.parametrize(("name", "mark", "found"), [
    ("王晓东", "1234", 1), (" 王 晓东 ", " 12 34 ", 1), ("王晓东", "wh-2023-018", 2), ("王晓东", "3007", 1), ("王晓东", "5678", "class_namesakes"),
    ("王晓东", "0000", "class_nobody"), ("王晓东", "234", "class_nobody"), ("王晓东", "13800131234", "class_nobody"), ("张三", "1234", "class_nobody"),
    ("李静", "", "class_nobody"), ("李静", "3009", 4), ("赵磊", "8888", "class_not_enrolled"), ("", "", "class_nobody"),
])
def test_who_is_meant(name: str, mark: str, found: int | str) -> None:
    if isinstance(found, int):
        assert rules.who_is_meant(name, mark, PEOPLE).id == found
        return
    assert refusal(lambda: rules.who_is_meant(name, mark, PEOPLE)) == found


# duty, materials, magazines ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("month", "due"), [(9, False), (10, True), (12, True), (1, False)])
def test_the_duty_is_remembered_from_a_month_on(month: int, due: bool) -> None:
    assert rules.duty_due(date(2026, month, 1), 10) is due


@pytest.mark.parametrize(("attended", "needed", "lacks"), [(0, 1, True), (1, 1, False), (1, 2, True), (0, 0, False)])
def test_who_lacks_the_yearly_class(attended: int, needed: int, lacks: bool) -> None:
    assert rules.lacks(attended, needed) is lacks


@pytest.mark.parametrize(("text", "kept"), [
    ("", ""), ("  https://www.spp.gov.cn/a?b=1 ", "https://www.spp.gov.cn/a?b=1"), ("HTTP://10.1.2.3/x", "HTTP://10.1.2.3/x"), ("www.spp.gov.cn", None),
    ("javascript:alert(1)", None), ("https://", None), ("https:///x", None), ("https://a b", None), ("ftp://x", None), ("https://例子.中国/学习", "https://例子.中国/学习"),
])
def test_a_web_address(text: str, kept: str | None) -> None:
    if kept is None:
        assert refusal(lambda: rules.check_url(text)) == "url_form"
        return
    assert rules.check_url(text) == kept


@pytest.mark.parametrize(("values", "code"), [
    ({}, ""), ({"summary": " ", "url": ""}, "material_empty"), ({"summary": "", "url": "https://a.cn"}, ""), ({"url": "a.cn"}, "url_form"),
    ({"due_on": DAY}, ""), ({"due_on": DAY - timedelta(days=1)}, "material_due_early"),
])
def test_a_material(values: dict[str, object], code: str) -> None:
    assert refusal(lambda: rules.check_material(**{"summary": "读", "url": "", "published_on": DAY, "due_on": None, **values})) == code


@pytest.mark.parametrize(("values", "code"), [
    ({}, ""), ({"year": 2002}, "year_range"), ({"year": 2201}, "year_range"), ({"copies": 0}, "copies_range"),
    ({"copies": rules.COPIES_LIMIT + 1}, "copies_range"), ({"amount_fen": -1}, "budget_range"), ({"amount_fen": 0}, ""),
    ({"amount_fen": rules.BUDGET_LIMIT + 1}, "budget_range"),
])
def test_a_subscription(values: dict[str, object], code: str) -> None:
    assert refusal(lambda: rules.check_subscription(**{"year": 2026, "copies": 1, "amount_fen": None, **values})) == code


def refusal(act: object) -> str:
    try:
        act()
    except (DomainError, Conflict) as error:
        return error.code
    return ""
