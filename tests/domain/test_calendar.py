from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings, strategies as st

from portal.domain.calendar import Bucket, WorkCalendar
from portal.domain.localtime import from_local, half_day, local_day, local_moment, to_local

OFFICIAL = WorkCalendar()

KNOWN_DAYS = [
    ("2019-05-02", False, "the Labour Day bridge announced in spring 2019"),
    ("2019-05-05", True, "the Sunday worked for it"),
    ("2019-10-12", True, "Saturday after the National Day week"),
    ("2020-01-30", False, "the Spring Festival week"),
    ("2020-01-31", False, "the Spring Festival extended by the epidemic"),
    ("2020-06-28", True, "Sunday worked for the Dragon Boat Festival"),
    ("2020-10-08", False, "National Day and Mid-Autumn together: eight days"),
    ("2021-02-20", True, "Saturday after the Spring Festival"),
    ("2021-10-09", True, "Saturday after the National Day week"),
    ("2022-01-03", False, "Monday after New Year's Day on a Saturday"),
    ("2022-10-08", True, "Saturday worked"),
    ("2023-01-02", False, "Monday after New Year's Day on a Sunday"),
    ("2023-06-25", True, "Sunday worked for the Dragon Boat Festival"),
    ("2023-09-29", False, "Mid-Autumn Festival"),
    ("2024-02-09", True, "New Year's Eve 2024 was no holiday"),
    ("2024-02-18", True, "Sunday worked"),
    ("2024-10-12", True, "Saturday worked"),
    ("2025-01-26", True, "Sunday worked before the Spring Festival"),
    ("2025-05-05", False, "the fifth day of Labour Day, new in 2025"),
    ("2025-10-08", False, "the eighth day of National Day 2025"),
    ("2026-01-02", False, "the New Year bridge"),
    ("2026-01-04", True, "the Sunday worked for it"),
    ("2026-02-14", True, "Saturday before the Spring Festival"),
    ("2026-02-16", False, "the Spring Festival begins"),
    ("2026-02-23", False, "its last day"),
    ("2026-02-28", True, "Saturday after it"),
    ("2026-09-20", True, "Sunday worked"),
    ("2026-09-25", False, "Mid-Autumn Festival"),
    ("2026-09-27", False, "a plain Sunday"),
    ("2026-09-28", True, "a plain Monday"),
    ("2026-10-07", False, "the last day of National Day"),
    ("2026-10-10", True, "Saturday worked"),
    ("2027-01-01", False, "a fixed holiday of a year without notice"),
    ("2027-03-06", False, "a plain Saturday of a year without notice"),
]


@pytest.mark.parametrize(("day", "working", "why"), KNOWN_DAYS)
def test_known_days(day: str, working: bool, why: str) -> None:
    assert OFFICIAL.is_working(date.fromisoformat(day)) is working, why


@pytest.mark.parametrize(("year", "count"), [
    (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248),
])
def test_a_years_working_days(year: int, count: int) -> None:
    """About 250 with eleven statutory holidays, about 248 since 2025 with thirteen; 2020 lost one to the epidemic."""
    assert OFFICIAL.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


@pytest.mark.parametrize(("year", "provisional"), [(2019, False), (2023, False), (2025, False), (2026, False), (2027, True), (2040, True)])
def test_a_year_without_notice_is_provisional(year: int, provisional: bool) -> None:
    assert OFFICIAL.is_provisional(year) is provisional


BETWEEN = [
    ("2026-09-24", "2026-10-09", 5, "the example of the rules"),
    ("2026-09-24", "2026-09-24", 0, "the day of the event does not count"),
    ("2026-09-24", "2026-09-25", 0, "a holiday"),
    ("2026-09-24", "2026-09-28", 1, "over holiday and weekend"),
    ("2026-09-18", "2026-09-20", 1, "a Sunday that is worked"),
    ("2026-10-09", "2026-10-10", 1, "a Saturday that is worked"),
    ("2026-10-09", "2026-09-24", -5, "backwards"),
    ("2026-12-31", "2027-01-04", 1, "over New Year into a provisional year"),
]


@pytest.mark.parametrize(("start", "end", "days", "why"), BETWEEN)
def test_days_between(start: str, end: str, days: int, why: str) -> None:
    assert OFFICIAL.working_days_between(date.fromisoformat(start), date.fromisoformat(end)) == days, why


ADDED = [
    ("2026-09-24", 5, "2026-10-09", "the example of the rules, the other way round"),
    ("2026-09-24", 0, "2026-09-24", "nothing"),
    ("2026-09-26", 0, "2026-09-26", "nothing, from a holiday"),
    ("2026-09-26", 1, "2026-09-28", "from a holiday to the next working day"),
    ("2026-10-09", 1, "2026-10-10", "to a worked Saturday"),
    ("2026-10-09", -1, "2026-10-08", "the working day before"),
    ("2026-10-09", -2, "2026-09-30", "the one before that, over the holiday"),
    ("2026-10-03", -1, "2026-09-30", "the working day before a holiday"),
]


@pytest.mark.parametrize(("start", "count", "end", "why"), ADDED)
def test_adding_days(start: str, count: int, end: str, why: str) -> None:
    assert OFFICIAL.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end), why


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2019, 1, 1), date(2027, 12, 31)), st.integers(1, 40))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = OFFICIAL.add_working_days(start, count)
    assert OFFICIAL.is_working(end)
    assert OFFICIAL.working_days_between(start, end) == count
    assert OFFICIAL.working_days_between(start, end - timedelta(days=1)) == count - 1


def test_the_office_has_the_last_word_on_single_days() -> None:
    own = WorkCalendar({date(2026, 9, 28): False, date(2026, 10, 3): True})
    assert not own.is_working(date(2026, 9, 28))
    assert own.is_working(date(2026, 10, 3))
    assert own.is_working(date(2026, 9, 29)), "other days stay as they are"
    assert own.working_days_between(date(2026, 9, 24), date(2026, 10, 9)) == 5
    assert own.add_working_days(date(2026, 9, 24), 1) == date(2026, 9, 29)


BUCKETS = [
    ("2026-10-08", Bucket.OVERDUE), ("2026-10-09", Bucket.TODAY), ("2026-10-10", Bucket.SOON), ("2026-10-11", Bucket.SOON),
    ("2026-10-13", Bucket.SOON), ("2026-10-14", Bucket.LATER), ("2027-10-14", Bucket.LATER),
]


@pytest.mark.parametrize(("due", "bucket"), BUCKETS)
def test_buckets(due: str, bucket: Bucket) -> None:
    assert OFFICIAL.bucket(date.fromisoformat(due), date(2026, 10, 9)) is bucket


def test_buckets_follow_the_offices_own_days() -> None:
    own = WorkCalendar({date(2026, 10, 12): False})
    assert own.bucket(date(2026, 10, 14), date(2026, 10, 9)) is Bucket.SOON


# local time --------------------------------------------------------------------------------------------------------------------

MOMENTS = [
    (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), date(2026, 11, 24), "am"),
    (datetime(2026, 11, 24, 3, 59, 59, tzinfo=UTC), date(2026, 11, 24), "am"),
    (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), date(2026, 11, 24), "pm"),
    (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 25), "am"),
    (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), date(2026, 12, 31), "pm"),
    (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1), "am"),
    (datetime(2026, 11, 24, 23, 0, tzinfo=timezone(timedelta(hours=-5))), date(2026, 11, 25), "pm"),
]


@pytest.mark.parametrize(("at", "day", "half"), MOMENTS)
def test_days_and_half_days_are_those_in_china(at: datetime, day: date, half: str) -> None:
    assert local_day(at) == day
    assert half_day(at) == (day, half)


def test_a_clock_in_china_names_a_moment_and_back() -> None:
    clock = datetime(2026, 3, 5, 9, 30)
    moment = from_local(clock)
    assert moment == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC
    assert to_local(moment).replace(tzinfo=None) == clock
    assert local_moment(date(2026, 3, 5), 9, 30) == moment


@pytest.mark.parametrize("read", [to_local, local_day, half_day])
def test_a_time_without_a_zone_is_refused(read: object) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        read(datetime(2026, 3, 5, 9, 30))  # type: ignore[operator]


def test_a_time_with_a_zone_is_no_clock_reading() -> None:
    with pytest.raises(ValueError, match="with a zone"):
        from_local(datetime(2026, 3, 5, 9, 30, tzinfo=UTC))
