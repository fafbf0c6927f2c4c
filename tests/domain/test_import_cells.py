"""Every way in which offices write a value, as a table."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from portal.domain import import_cells as cells, import_dates as dates
from portal.domain.errors import DomainError
from portal.domain.import_cells import Choice, Lists
from portal.domain.import_dates import PartDate
from tests.factories import id_number

NUMBER = id_number(date(1985, 3, 2), 7, male=True)
LAW, MONEY, WORK = Choice(1, "law", "法律"), Choice(2, "accounting", "财会"), Choice(3, "social_work", "社会工作")
WORDS = {"法律": LAW, "财会": MONEY, "会计": MONEY, "社会工作": WORK, "socialwork": WORK}
HBW, WD = Choice(4, "hbw", "海勃湾区"), Choice(5, "wd", "乌达区")
COUNTIES = {"海勃湾区": HBW, "乌达区": WD}

DATES: list[tuple[Any, PartDate]] = [
    ("1985.03", PartDate(1985, (3,))),
    ("1985年3月", PartDate(1985, (3,))),
    ("1985-3-2", PartDate(1985, (3,), 2)),
    ("19850302", PartDate(1985, (3,), 2)),
    (" １９８５．０３．０２ ", PartDate(1985, (3,), 2)),
    ("1985/3/2", PartDate(1985, (3,), 2)),
    ("1985年3月2日", PartDate(1985, (3,), 2)),
    ("1985年3月2日生", PartDate(1985, (3,), 2)),
    ("1985。3。2", PartDate(1985, (3,), 2)),
    ("1985—03—02", PartDate(1985, (3,), 2)),
    ("1985-03-02 00:00:00", PartDate(1985, (3,), 2)),
    ("1985-03-02T08:00", PartDate(1985, (3,), 2)),
    ("198503", PartDate(1985, (3,))),
    ("1985", PartDate(1985)),
    ("1985年", PartDate(1985)),
    (1985, PartDate(1985)),
    (1985.03, PartDate(1985, (3,))),
    (1985.12, PartDate(1985, (12,))),
    (1985.2, PartDate(1985, (2,))),
    (1985.1, PartDate(1985, (10, 1))),
    (19850302.0, PartDate(1985, (3,), 2)),
    (198503.0, PartDate(1985, (3,))),
    (31108.0, PartDate(1985, (3,), 2)),
    ("31108", PartDate(1985, (3,), 2)),
    (date(1985, 3, 2), PartDate(1985, (3,), 2)),
    (datetime(1985, 3, 2, 8), PartDate(1985, (3,), 2)),
]


@pytest.mark.parametrize(("written", "meant"), DATES, ids=[str(one[0]) for one in DATES])
def test_dates(written: Any, meant: PartDate) -> None:
    assert dates.read_date(written) == meant


@pytest.mark.parametrize("written", ["1985.13", "1985-2-30", "八五年", "3月2日", "0985-03-02", 12, 123456789, "1985.3.2.1", 1985.13, "9999-01-01", True])
def test_what_is_no_date(written: Any) -> None:
    with pytest.raises(DomainError) as caught:
        dates.read_date(written)
    assert caught.value.code == "date_form"


def test_part_dates_know_what_they_leave_open() -> None:
    assert PartDate(1985, (3,)).fits(date(1985, 3, 31)) and not PartDate(1985, (3,)).fits(date(1985, 4, 1))
    assert PartDate(1985, (10, 1)).fits(date(1985, 1, 5)) and not PartDate(1985, (3,), 2).fits(date(1985, 3, 3))
    assert PartDate(1985).fits(date(1985, 12, 31)) and not PartDate(1986).fits(date(1985, 12, 31))
    assert PartDate(1985, (3,), 2).whole() == date(1985, 3, 2) and PartDate(1985, (3,)).whole() is None
    assert PartDate(2025, (9,)).first_day() == date(2025, 9, 1) and PartDate(2024, (2,)).last_day() == date(2024, 2, 29)
    assert PartDate(2025, (12,)).last_day() == date(2025, 12, 31) and PartDate(2025, (9,), 5).last_day() == date(2025, 9, 5)
    assert PartDate(2025).first_day() is None and PartDate(2025, (10, 1)).last_day() is None


SPANS: list[tuple[Any, tuple[PartDate, PartDate | None]]] = [
    ("2025年9月1日至2030年8月31日", (PartDate(2025, (9,), 1), PartDate(2030, (8,), 31))),
    ("2025.09-2030.08", (PartDate(2025, (9,)), PartDate(2030, (8,)))),
    ("2025-09-01—2030-08-31", (PartDate(2025, (9,), 1), PartDate(2030, (8,), 31))),
    ("2025年9月", (PartDate(2025, (9,)), None)),
]


@pytest.mark.parametrize(("written", "meant"), SPANS)
def test_terms_in_one_cell(written: Any, meant: tuple[PartDate, PartDate | None]) -> None:
    assert dates.read_span(written) == meant


@pytest.mark.parametrize("written", ["五年", "2025 2026 2027"])
def test_what_is_no_term(written: str) -> None:
    with pytest.raises(DomainError):
        dates.read_span(written)


MOMENTS: list[tuple[Any, datetime]] = [
    ("2023-05-06 09:30", datetime(2023, 5, 6, 1, 30, tzinfo=UTC)),
    ("2023年5月6日上午9点30分", datetime(2023, 5, 6, 1, 30, tzinfo=UTC)),
    ("2023.5.6 下午3:00-5:00", datetime(2023, 5, 6, 7, 0, tzinfo=UTC)),
    ("2023年5月6日", datetime(2023, 5, 6, 1, 0, tzinfo=UTC)),
    (datetime(2023, 5, 6, 14, 30, 20), datetime(2023, 5, 6, 6, 30, tzinfo=UTC)),
    (datetime(2023, 5, 6), datetime(2023, 5, 6, 1, 0, tzinfo=UTC)),
    (date(2023, 5, 6), datetime(2023, 5, 6, 1, 0, tzinfo=UTC)),
    (45052.604166666664, datetime(2023, 5, 6, 6, 30, tzinfo=UTC)),
    (45052.0, datetime(2023, 5, 6, 1, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("written", "meant"), MOMENTS, ids=[str(one[0]) for one in MOMENTS])
def test_moments(written: Any, meant: datetime) -> None:
    assert dates.read_moment(written) == meant


@pytest.mark.parametrize("written", ["2023年5月", "上午", "2023-05-06 25:00"])
def test_what_is_no_moment(written: str) -> None:
    with pytest.raises(DomainError):
        dates.read_moment(written)


@pytest.mark.parametrize("written", [NUMBER, f" {NUMBER[:6]} {NUMBER[6:]} ", NUMBER.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}), f"'{NUMBER}",
                                     f"{NUMBER[:6]}-{NUMBER[6:]}", f"\u200b{NUMBER}\ufeff"])
def test_id_numbers(written: str) -> None:
    assert cells.read_id(written).value == NUMBER


def test_a_small_x_is_an_x() -> None:
    number = next(found for serial in range(50) if (found := id_number(date(1985, 3, 2), serial, male=True)).endswith("X"))
    assert cells.read_id(number.lower()).value == number
    assert cells.read_id(number.replace("X", "ｘ")).value == number


@pytest.mark.parametrize(("written", "code"), [
    (1.50302198503021e17, "digits_lost"), ("1.50302E+17", "digits_lost"), ("1.50302e17", "digits_lost"), (150302198503021234, "digits_lost"),
    (150302850302123, "id_length"), ("150302850302123", "id_length"), (NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"), "id_check_digit"),
])
def test_id_numbers_that_are_refused(written: Any, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        cells.read_id(written)
    assert caught.value.code == code


def test_bank_cards_lose_digits_too() -> None:
    assert cells.read_bank_card("6222 0212 3456 7890 123").value == "6222021234567890123"
    with pytest.raises(DomainError) as caught:
        cells.read_bank_card(6.22202123456789e18)
    assert caught.value.code == "digits_lost"


PHONES = [(13800138000.0, "13800138000", ""), ("138 0013 8000", "13800138000", ""), ("0473-2998888", "0473-2998888", ""),
          ("13800138000/0473-2998888", "13800138000", "first_of_several"), ("家 1234567、13800138000", "13800138000", "first_of_several")]


@pytest.mark.parametrize(("written", "meant", "note"), PHONES)
def test_phones(written: Any, meant: str, note: str) -> None:
    found = cells.read_phone(written)
    assert (found.value, found.note) == (meant, note)


@pytest.mark.parametrize("written", ["无", "12345", "1234567/7654321"])
def test_what_is_no_phone(written: str) -> None:
    with pytest.raises(DomainError):
        cells.read_phone(written)


@pytest.mark.parametrize(("written", "choice", "shown"), [
    ("法律", LAW, ""), (" 法 律 ", LAW, ""), ("会计", MONEY, "财会"), ("会计（兼）", MONEY, "财会"), ("Social work", WORK, "社会工作")])
def test_words_of_a_list(written: str, choice: Choice, shown: str) -> None:
    found = cells.read_choice(written, WORDS)
    assert (found.value, found.shown) == (choice, shown)


@pytest.mark.parametrize("written", ["法律、财会,社会工作", "法律;财会/社会工作", "法律 财会  社会工作", "法律，财会；社会工作", "法律\n会计|社会工作", "法律、法律、会计 Social work"])
def test_several_words_in_one_cell(written: str) -> None:
    if written.endswith("Social work"):
        with pytest.raises(DomainError):
            cells.read_choices(written, WORDS)
        return
    assert cells.read_choices(written, WORDS).value == (LAW, MONEY, WORK)


def test_several_words_keep_their_own_blanks() -> None:
    found = cells.read_choices("Social work, 会计", WORDS)
    assert (found.value, found.shown) == ((WORK, MONEY), "社会工作、财会")


@pytest.mark.parametrize(("written", "words", "choice", "note"), [
    ("海勃湾区", COUNTIES, HBW, ""), ("海勃湾", COUNTIES, HBW, ""), ("乌海市乌达区", COUNTIES, WD, ""), ("乌达县", COUNTIES, WD, ""),
    ("海勃湾区", {}, None, "no_counties")])
def test_counties(written: str, words: dict[str, Choice], choice: Choice | None, note: str) -> None:
    found = cells.read_county(written, words)
    assert (found.value, found.note) == (choice, note)


@pytest.mark.parametrize("read", [lambda: cells.read_choice("烹饪", WORDS), lambda: cells.read_choices("法律 烹饪", WORDS),
                                  lambda: cells.read_county("包头市", COUNTIES), lambda: cells.read_county("区", COUNTIES)])
def test_words_of_no_list(read: Any) -> None:
    with pytest.raises(DomainError) as caught:
        read()
    assert caught.value.code == "not_in_list"


def test_texts_and_names() -> None:
    assert cells.read_text(" 乌海市\n第一中学　", 120).value == "乌海市 第一中学"
    assert cells.read_long_text("甲\r\n乙 ").value == "甲\n乙"
    assert cells.read_name("马 　静", 60).value == "马静"
    assert cells.read_names("父:王大明；张小红").value == "王大明、张小红"
    assert cells.read_email(" a@b.cn ").value == "a@b.cn"
    for read in (lambda: cells.read_text("长" * 121, 120), lambda: cells.read_name("长" * 61, 60), lambda: cells.read_email("nobody")):
        with pytest.raises(DomainError):
            read()


def test_codes_line_numbers_hours_and_yes() -> None:
    assert cells.read_code("wh-2023-007").value == "WH-2023-007" and cells.read_code(7.0).value == ""
    assert cells.read_number(7.0).value == 7 and cells.read_number("７").value == 7 and cells.read_number("附1").value == "附1"
    assert [cells.read_tenths(one).value for one in (3.5, "4学时", 8, "6.50")] == [35, 40, 80, 65]
    assert [cells.read_yes(one).value for one in ("是", "√", True, "N", "否", False)] == [True, True, True, False, False, False]
    for read in (lambda: cells.read_tenths("半天"), lambda: cells.read_yes("也许")):
        with pytest.raises(DomainError):
            read()


@pytest.mark.parametrize(("cell", "state", "shown"), [
    ("到场", "present", ""), (" 出席 ", "present", "到场"), ("√", "present", "到场"), ("是", "present", "到场"), ("缺勤", "absent", ""),
    ("无故缺席", "absent", "缺勤"), ("×", "absent", "缺勤"), ("请假", "excused", ""), ("病假", "excused", "请假"), ("已列入名单", "enrolled", ""),
    ("迟到", None, ""), (3.0, None, ""),
])
def test_how_it_ended_for_a_participant(cell: Any, state: str | None, shown: str) -> None:
    if state is None:
        with pytest.raises(DomainError, match="participation_unknown"):
            cells.read_participation(cell)
    else:
        assert cells.read_participation(cell) == cells.Read(state, shown=shown)


@pytest.mark.parametrize(("cell", "tenths"), [
    (92, 920), (92.5, 925), ("92.5分", 925), ("１００", 1000), (0, 0), ("100.0", 1000), (100.5, None), (101, None), (-1, None), ("优", None), ("92.55", None),
])
def test_marks(cell: Any, tenths: int | None) -> None:
    if tenths is None:
        with pytest.raises(DomainError, match="mark_form"):
            cells.read_mark(cell)
    else:
        assert cells.read_mark(cell).value == tenths


def test_lists_know_their_kinds() -> None:
    assert Lists({"profession": WORDS}).of("profession") == WORDS and Lists().of("profession") == {}


def test_times_are_text() -> None:
    assert cells.folded(time(9, 30)) == "09:30:00" and cells.folded(timedelta(hours=1)) == "1:00:00"


@pytest.mark.parametrize(("kind", "written", "kept"), [
    ("date", "2026.3.2", "2026-03-02"), ("yes_no", "√", "1"), ("yes_no", "否", "0"), ("choice", " A ", "A"), ("number", 172.0, "172"), ("text", " 书法 ", "书法")])
def test_fields_of_the_offices_own(kind: str, written: Any, kept: str) -> None:
    assert cells.read_own(written, kind, ("A", "B")) == kept


@pytest.mark.parametrize(("kind", "written", "code"), [("date", "2026.03", "date_form"), ("choice", "AB", "not_in_list"), ("number", "很高", "own_field_number")])
def test_fields_of_the_offices_own_that_are_wrong(kind: str, written: Any, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        cells.read_own(written, kind, ("A", "B"))
    assert caught.value.code == code
