"""Whatever a test does to the PostgreSQL database, the next one finds it as the migrations left it."""
from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from peewee import IntegrityError

from models import Organisation, PicklistItem, Supervisor
from models.base import database
from tests import factories
from tests.conftest import BACKENDS
from tests.databases import ROWS, TABLES, Postgres

pytestmark = [
    pytest.mark.usefixtures("db"),
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.skipif("postgresql" not in BACKENDS, reason="PostgreSQL was not asked for"),
]
STRUCTURE = """
SELECT format('%s.%s %s %s', table_name, column_name, data_type, column_default) FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
ORDER BY 1
"""


def contents(postgres: Postgres) -> dict[str, object]:
    """Return all that a test could change, as somebody else connected to the server sees it."""
    with psycopg.connect(postgres.url) as other:
        tables = [table for (table,) in other.execute(TABLES).fetchall()]
        rows = {table: other.execute(f"SELECT {ROWS.format(schema='public', table=table)}").fetchone() for table in tables}
        return rows | {"sequences": other.execute("SELECT * FROM pg_sequences WHERE schemaname = 'public' ORDER BY 2").fetchall(),
                       "structure": other.execute(STRUCTURE).fetchall()}


def many_rows() -> None:
    factories.drawn_activity("held")


def changed_seed() -> None:
    PicklistItem.update(name="别名").where(PicklistItem.kind == "sex").execute()


def lost_seed() -> None:
    PicklistItem.delete().where(PicklistItem.kind == "mode").execute()


def emptied_table() -> None:
    database.execute_sql("TRUNCATE parameter")


def used_up_ids() -> None:
    office = factories.bureau()
    with pytest.raises(IntegrityError), database.atomic():
        Supervisor.insert_many([{"bureau": office}]).execute()
    Organisation.delete().execute()


def open_transaction() -> None:
    database.begin()
    Organisation.update(name="别名").execute()
    factories.bureau()


def guards_off() -> None:
    factories.drawn_activity("held")
    database.execute_sql("ALTER TABLE audit_entry DISABLE TRIGGER USER")


def lost_table() -> None:
    database.execute_sql("DROP TABLE audit_entry")


def another_column() -> None:
    database.execute_sql("ALTER TABLE account ADD COLUMN shoe_size INTEGER")


DEEDS = [many_rows, changed_seed, lost_seed, emptied_table, used_up_ids, open_transaction, guards_off, lost_table, another_column]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_test_leaves_nothing_behind(postgres: Postgres, deed: Callable[[], None]) -> None:
    before = contents(postgres)
    deed()
    if deed is not open_transaction:
        assert contents(postgres) != before, "the deed must leave something"
    postgres.in_first_state()
    assert contents(postgres) == before


def test_the_first_state_is_the_migrations(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url) as own:
        assert own.execute("SELECT count(*) FROM picklist_item WHERE kind = 'mode'").fetchone() == (10,)
        assert own.execute("SELECT count(*) FROM activity").fetchone() == (0,)
