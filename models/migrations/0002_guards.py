"""What must not change cannot change: triggers for the sealed lists, what was drawn from them, their events, and the trail.

A refusal reaches the program as IntegrityError on both databases. Only the encrypted share of a draw may be written again, alone: that is
how the key of encrypted fields is rotated, and its plain value stays bound by the commitment in the seal.
"""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

SEALED = ("id", "bureau_id", "activity_id", "round", "manifest", "seal", "relaxations", "reason", "sealed_at", "sealed_by_id", "created_at")
WITNESS = ("witness_digits", "witness_name", "witness_unit", "witness_at", "witness_by_id")
DRAWN = ("digits", "digits_source", "digits_teller", "digits_at", "digits_by_id", "seed", "order", "drawn_at")

ENTRY_COLUMNS = {
    "pool_entry": ("draw_id", "supervisor_id"),
    "draw_event": ("draw_id", "position"),
    "audit_entry": ("chain", "position"),
}
"""Tables that only grow → the columns of their unique key, by which SQLite's REPLACE could otherwise remove a row unseen."""

KEYS = {"draw": ("activity_id", "round"), **ENTRY_COLUMNS}


def differs(column: str, postgresql: bool) -> str:
    """Return the condition that an update changes a column, NULL included."""
    return f'OLD."{column}" IS {"DISTINCT FROM" if postgresql else "NOT"} NEW."{column}"'


def any_of(columns: tuple[str, ...], postgresql: bool) -> str:
    """Return the condition that an update changes one of these columns."""
    return "(" + " OR ".join(differs(column, postgresql) for column in columns) + ")"


def draw_refusals(postgresql: bool) -> str:
    """Return the condition under which an update of a draw is refused."""
    rest = (*SEALED, *WITNESS, *DRAWN, "state", "version", "changed_at")
    return " OR ".join((
        any_of(SEALED, postgresql),
        f"(OLD.digits <> '' AND {any_of((*WITNESS, *DRAWN), postgresql)})",
        f"(OLD.witness_digits <> '' AND {any_of(WITNESS, postgresql)})",
        f"(OLD.state <> 'sealed' AND {any_of((*WITNESS, *DRAWN, 'state'), postgresql)})",
        f"({differs('share', postgresql)} AND {any_of(rest, postgresql)})",
    ))


def sqlite_statements() -> list[str]:
    """Return the CREATE TRIGGER statements for SQLite."""
    made = [_sqlite("draw", "update", f"WHEN {draw_refusals(postgresql=False)}"), _sqlite("draw", "delete")]
    made += [_sqlite(table, event) for table in ENTRY_COLUMNS for event in ("update", "delete")]
    return made + [_sqlite(table, "insert", f"WHEN {_taken(table, key)}") for table, key in KEYS.items()]


def _sqlite(table: str, event: str, when: str = "") -> str:
    words = f"unique: {table} is there already" if event == "insert" else f"guard: {table} cannot change"
    return (f'CREATE TRIGGER "{table}_guard_{event}" BEFORE {event.upper()} ON "{table}" {when}'
            f" BEGIN SELECT RAISE(ABORT, '{words}'); END")


def _taken(table: str, key: tuple[str, ...]) -> str:
    same_key = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
    return f'EXISTS (SELECT 1 FROM "{table}" WHERE "id" = NEW."id" OR ({same_key}))'


def postgresql_statements() -> list[str]:
    """Return the CREATE FUNCTION and CREATE TRIGGER statements for PostgreSQL; TRUNCATE is refused too."""
    made = ["CREATE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'guard: ' || TG_TABLE_NAME || ' cannot change';"
            " END $$"]
    made += [_postgresql("draw", "update", "BEFORE UPDATE", f"FOR EACH ROW WHEN ({draw_refusals(postgresql=True)})"),
             _postgresql("draw", "delete", "BEFORE DELETE", "FOR EACH ROW")]
    made += [_postgresql(table, "write", "BEFORE UPDATE OR DELETE", "FOR EACH ROW") for table in ENTRY_COLUMNS]
    return made + [_postgresql(table, "truncate", "BEFORE TRUNCATE", "FOR EACH STATEMENT") for table in KEYS]


def _postgresql(table: str, name: str, event: str, scope: str) -> str:
    return f'CREATE TRIGGER "{table}_guard_{name}" {event} ON "{table}" {scope} EXECUTE FUNCTION guard_refuse()'


def up(migrator: object, db: Database) -> None:
    """Set the guards."""
    for statement in postgresql_statements() if isinstance(db, PostgresqlDatabase) else sqlite_statements():
        db.execute_sql(statement)


def down(migrator: object, db: Database) -> None:
    """Take the guards away."""
    if isinstance(db, PostgresqlDatabase):
        db.execute_sql("DROP FUNCTION guard_refuse() CASCADE")
        return
    for statement in sqlite_statements():
        name = statement.split('"')[1]
        db.execute_sql(f'DROP TRIGGER "{name}"')
