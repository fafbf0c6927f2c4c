"""The databases that tests run on: a migrated SQLite file to copy, and one PostgreSQL database that each test finds in its first state.

To copy a PostgreSQL database takes longer than most tests; to put back the few rows that a test left takes milliseconds. What nobody can
put back cheaply, a changed structure, is noted by the database itself, and the database is then copied anew.
"""
from __future__ import annotations

import time
from pathlib import Path

import psycopg

from models.base import database, field_cipher
from portal import extensions, schema
from portal.adapters.crypto import FieldCipher

KEYS = {1: bytes(range(16))}
TEMPLATE, NAME = "template_portal", "portal"

FIRST_STATE = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.restructured (command text);
CREATE FUNCTION pristine.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO pristine.restructured VALUES (tg_tag); END $$;
CREATE TABLE pristine.sequences AS SELECT sequencename AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE pristine.%1$I AS TABLE public.%1$I', name);
    END LOOP;
END $$;
CREATE EVENT TRIGGER pristine_note ON ddl_command_end EXECUTE FUNCTION pristine.note();
"""
"""Keeps, in a schema of their own, the rows and sequences as the migrations left them, and notes every later change of the structure."""

END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ROWS = """(SELECT string_agg(line::text, E'\\n' ORDER BY line::text) FROM {schema}."{table}" line)"""
SEQUENCES = """
SELECT setval(format('public.%I', is_now.sequencename)::regclass, coalesce(was.last_value, start_value), was.last_value IS NOT NULL)
FROM pg_sequences is_now JOIN pristine.sequences was ON was.name = is_now.sequencename
WHERE schemaname = 'public' AND is_now.last_value IS DISTINCT FROM was.last_value
"""


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema."""
    field_cipher.cipher = FieldCipher(KEYS, 1)
    database.initialize(extensions.open_database(url))
    database.connect()
    schema.upgrade()
    if url.startswith("sqlite"):
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    database.obj.close_all()


def sqlite_template(path: Path) -> Path:
    """Make a migrated SQLite file to copy for each test."""
    migrate(f"sqlite:///{path}")
    return path


class Postgres:
    """The one database of a test run on a PostgreSQL server."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.url = _with_name(server, NAME)
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            self._administer(f"ALTER SYSTEM SET {setting} = off")
        for plan in ("jit = off", "max_parallel_workers_per_gather = 0"):  # nothing here is large enough to repay compiling or sharing a query
            self._administer(f"ALTER SYSTEM SET {plan}")
        self._administer("SELECT pg_reload_conf()", f"CREATE DATABASE {TEMPLATE}")
        migrate(_with_name(server, TEMPLATE))
        with psycopg.connect(_with_name(server, TEMPLATE), autocommit=True) as template:
            template.execute(FIRST_STATE)
        self.own = self._copied()

    def in_first_state(self) -> str:
        """Return the address of the database after taking away whatever a test left in it, its open connections too."""
        if not self._put_back():
            self.own.close()
            self.own = self._copied()
        return self.url

    def close(self) -> None:
        """Let go of the server."""
        self.own.close()

    def _copied(self) -> psycopg.Connection:
        self._administer(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)", f"CREATE DATABASE {NAME} TEMPLATE {TEMPLATE}")
        own = psycopg.connect(self.url, autocommit=True)
        tables = [table for (table,) in own.execute(TABLES).fetchall()]
        own.execute("SET lock_timeout = '30s'")
        own.execute("SET session_replication_role = replica")  # neither guards nor foreign keys stand in the way of putting back
        self.touched = " UNION ALL ".join(
            f"SELECT '{table}' WHERE {ROWS.format(schema='public', table=table)} IS DISTINCT FROM {ROWS.format(schema='pristine', table=table)}"
            for table in tables)
        return own

    def _put_back(self) -> bool:
        """Put back rows and sequences; return False where the structure has changed."""
        self._end_others()
        if self.own.execute("TABLE pristine.restructured").fetchone():
            return False
        with self.own.transaction():
            for (table,) in self.own.execute(self.touched).fetchall():
                self.own.execute(f'DELETE FROM public."{table}"')
                self.own.execute(f'INSERT INTO public."{table}" TABLE pristine."{table}"')
            self.own.execute(SEQUENCES)
        return True

    def _end_others(self) -> None:
        """End every other connection, asking often: the server itself looks ten times a second only."""
        for _ in range(6_000):
            if not self.own.execute(END_OTHERS).fetchall():
                return
            time.sleep(0.005)
        raise TimeoutError("a connection to the tests' database does not end")

    def _administer(self, *statements: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _with_name(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")
