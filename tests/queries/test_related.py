"""Loading what rows refer to: one statement per table, nothing loaded twice, nothing marked as changed."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from models import Activity, Supervisor
from models.base import database
from portal.queries import related
from tests import factories


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements run inside the block."""
    seen: list[str] = []
    real = database.obj.execute_sql
    database.obj.execute_sql = lambda sql, *args, **kwargs: (seen.append(sql), real(sql, *args, **kwargs))[1]
    try:
        yield seen
    finally:
        database.obj.execute_sql = real


def test_one_statement_per_table(db: None) -> None:
    """Seven picklist columns of many rows cost one statement; using them afterwards costs none."""
    for _number in range(5):
        factories.supervisor(nation=factories.item("nation"), political=factories.item("political"))
    rows = list(Supervisor.select())
    with counted() as seen:
        related.load(rows, "sex", "nation", "education", "political", "county", "unit_kind", "way_in")
        words = [(row.sex.name, row.nation.name, row.education.name, row.political.name, row.county, row.way_in) for row in rows]
    assert len(seen) == 1
    assert words[0][4:] == (None, None) and all(word for word in words[0][:4])
    assert not any(row._dirty for row in rows)


def test_deeper_paths(db: None) -> None:
    """A dotted path loads each level for all rows at once; what is loaded already is not read again."""
    for office in (factories.procuratorate(), factories.district()):
        factories.activity("accepted", office=office)
    rows = list(Activity.select().order_by(Activity.id))
    with counted() as seen:
        related.load(rows, "mode", "procuratorate.parent", "procuratorate.bureau")
        parents = [row.procuratorate.parent.name if row.procuratorate.parent else None for row in rows]
        bureaus = {row.procuratorate.bureau.name for row in rows}
    assert parents == [None, "乌海市人民检察院"] and bureaus == {"乌海市司法局"}
    assert len(seen) == 3
    with counted() as seen:
        related.load(rows, "mode", "procuratorate")
    assert seen == []


def test_nothing_to_load(db: None) -> None:
    """No rows cost nothing; a name that is no foreign key is a fault of the program."""
    with counted() as seen:
        related.load([], "anything.at.all")
    assert seen == []
    with pytest.raises(KeyError, match="no foreign key"):
        related.load([factories.supervisor()], "name")


def test_more_keys_than_one_statement_holds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys beyond the chunk are read in further statements."""
    monkeypatch.setattr(related, "CHUNK", 2)
    assignments: list[Any] = [factories.assignment(factories.activity("accepted")) for _number in range(5)]
    fresh = [type(row).get_by_id(row.id) for row in assignments]
    with counted() as seen:
        related.load(fresh, "supervisor")
    assert len(seen) == 3 and all(row.__rel__["supervisor"].id == row.supervisor_id for row in fresh)
