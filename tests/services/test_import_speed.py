"""A preview grows with its rows and no faster, so that 10,000 of them stay within seconds; bounds are ratios, as machines differ."""
from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest

from models import Supervisor
from portal.domain.permissions import Actor
from portal.services import imports
from tests.factories import AT, id_number
from tests.services.test_imports import look, take
from tests.sheets import BORN, person, roster

ActorAs = Callable[[str], Actor]
FEW, MANY = 150, 1500


@pytest.fixture
def clerk(actor_as: ActorAs) -> Actor:
    return actor_as("clerk")


def crowd(count: int) -> bytes:
    """A roster of as many people, born on days of their own."""
    days = [BORN.replace(year=1960 + number // 360, month=number % 12 + 1, day=number % 28 + 1) for number in range(count)]
    people = [person(number, born=day, 身份证号码=id_number(day, number // 12 % 490, male=True), 专业特长="法律、财会", 政治面貌="党员") for number, day in enumerate(days)]
    return roster(*people)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_ten_times_the_rows_cost_about_ten_times_the_time(clerk: Actor) -> None:
    few, many = crowd(FEW), crowd(MANY)
    look(clerk, few)
    small, large = (min(seconds(lambda content=content: look(clerk, content)) for _turn in range(2)) for content in (few, many))
    assert large < small * (MANY / FEW) * 2.5


def test_a_row_takes_little_memory(clerk: Actor) -> None:
    content = crowd(MANY)
    table = imports.read_table(clerk, "supervisors", content)
    mapping = imports.matched(clerk, "supervisors", table)
    tracemalloc.start()
    verdicts = imports.judge(clerk, "supervisors", table.rows, mapping, AT)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(verdicts) == MANY and peak / MANY < 12_000


def test_rows_that_stand_in_the_register_are_read_in_pieces(clerk: Actor) -> None:
    take(clerk, crowd(FEW))
    assert Supervisor.select().count() == FEW
    assert {verdict.outcome for verdict in look(clerk, crowd(FEW))} == {"unchanged"}
