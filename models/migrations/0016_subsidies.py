"""Subsidies as batches: rates, batches, budgets; lines know their place, rate and batch. What was paid before stands in batches of its own.

An approved batch and its lines cannot change: triggers refuse it, as they do for draws and the trail (0002).
"""
from __future__ import annotations

from datetime import datetime

from peewee import Database, PostgresqlDatabase

MOVED_AT = datetime(2026, 11, 25)
STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'

TABLES = {
    "subsidy_rate": (
        '"bureau_id" INTEGER NOT NULL, "title" VARCHAR(60) NOT NULL, "level" VARCHAR(16) NOT NULL, "target" VARCHAR(16) NOT NULL, "modes" TEXT NOT NULL,'
        ' "unit" VARCHAR(16) NOT NULL, "amount_fen" INTEGER NOT NULL CHECK (amount_fen BETWEEN 1 AND 100000000), "valid_from" DATE NOT NULL,'
        ' "valid_to" DATE, "basis" VARCHAR(200) NOT NULL, "note" TEXT NOT NULL, "state" VARCHAR(16) NOT NULL, "proposed_by_id" INTEGER,'
        ' "decided_by_id" INTEGER, "decided_at" {moment}, "decision_words" TEXT NOT NULL',
        {"bureau_id": "organisation", "proposed_by_id": "account", "decided_by_id": "account"}),
    "subsidy_batch": (
        '"bureau_id" INTEGER NOT NULL, "title" VARCHAR(60) NOT NULL, "period" VARCHAR(16) NOT NULL, "first_on" DATE NOT NULL, "last_on" DATE NOT NULL,'
        ' "state" VARCHAR(16) NOT NULL, "editors" TEXT NOT NULL, "prepared_by_id" INTEGER, "prepared_at" {moment}, "reviewed_by_id" INTEGER,'
        ' "reviewed_at" {moment}, "approved_by_id" INTEGER, "approved_at" {moment}, "paid_by_id" INTEGER, "paid_at" {moment}, "paid_on" DATE,'
        ' "voucher" VARCHAR(60) NOT NULL, "returned_by_id" INTEGER, "returned_at" {moment}, "returned_words" TEXT NOT NULL,'
        ' "line_count" INTEGER NOT NULL, "total_fen" INTEGER NOT NULL, "digest" VARCHAR(64) NOT NULL',
        {"bureau_id": "organisation", "prepared_by_id": "account", "reviewed_by_id": "account", "approved_by_id": "account",
         "paid_by_id": "account", "returned_by_id": "account"}),
    "subsidy_budget": (
        '"bureau_id" INTEGER NOT NULL, "year" INTEGER NOT NULL CHECK (year BETWEEN 2003 AND 2200),'
        ' "amount_fen" INTEGER NOT NULL CHECK (amount_fen BETWEEN 0 AND 2000000000), "note" VARCHAR(200) NOT NULL', {"bureau_id": "organisation"}),
}
"""Table → its columns, and its foreign keys with the table they point at; each foreign key has its index."""

LINKS = {"assignment_id": "assignment", "participant_id": "attendance", "batch_id": "subsidy_batch", "rate_id": "subsidy_rate",
         "reverses_id": "subsidy_line", "agreed_by_id": "account"}
COLUMNS = (
    ("kind", "VARCHAR(16) NOT NULL DEFAULT 'other'"), ("slots", "TEXT NOT NULL DEFAULT '[]'"), ("units", "INTEGER NOT NULL DEFAULT 1"),
    ("full_fen", "INTEGER NOT NULL DEFAULT 0"), ("outcome", "VARCHAR(16) NOT NULL DEFAULT 'pay'"),
    ("decision", "VARCHAR(16) NOT NULL DEFAULT ''"), ("decision_words", "VARCHAR(300) NOT NULL DEFAULT ''"),
    ("editors", "TEXT NOT NULL DEFAULT '[]'"), ("agreed_fen", "INTEGER"), ("agreed_at", "{moment}"),
)

INDEXES = (
    'CREATE INDEX "subsidy_rate_bureau_id_state_valid_from" ON "subsidy_rate" ("bureau_id", "state", "valid_from")',
    'CREATE INDEX "subsidy_batch_bureau_id_first_on" ON "subsidy_batch" ("bureau_id", "first_on")',
    'CREATE INDEX "subsidy_batch_bureau_id_state" ON "subsidy_batch" ("bureau_id", "state")',
    'CREATE UNIQUE INDEX "subsidy_budget_bureau_id_year" ON "subsidy_budget" ("bureau_id", "year")',
    'CREATE INDEX "subsidy_line_supervisor_id_day" ON "subsidy_line" ("supervisor_id", "day")',
    'CREATE UNIQUE INDEX "subsidy_line_one_attendance" ON "subsidy_line" ("assignment_id") WHERE kind = \'attendance\'',
    'CREATE UNIQUE INDEX "subsidy_line_one_training" ON "subsidy_line" ("participant_id") WHERE kind = \'training\'',
    'CREATE UNIQUE INDEX "subsidy_line_one_reversal" ON "subsidy_line" ("reverses_id") WHERE kind = \'reversal\'',
)

LOCKED = "'approved', 'paid'"
PAYING = ("state", "paid_by_id", "paid_at", "paid_on", "voucher", "changed_at", "version")
FROZEN = ("id", "created_at", "bureau_id", "title", "period", "first_on", "last_on", "editors", "prepared_by_id", "prepared_at", "reviewed_by_id",
          "reviewed_at", "approved_by_id", "approved_at", "returned_by_id", "returned_at", "returned_words", "line_count", "total_fen", "digest")
"""Columns of an approved batch: those that its payment writes, and all others."""


def up(migrator: object, db: Database) -> None:
    """Make the tables, widen the lines, move what was paid into batches, set the guards."""
    postgresql = isinstance(db, PostgresqlDatabase)
    words = {"key": "SERIAL", "moment": "TIMESTAMP"} if postgresql else {"key": "INTEGER", "moment": "DATETIME"}
    for table, (columns, keys) in TABLES.items():
        foreign = ", ".join(f'FOREIGN KEY ("{name}") REFERENCES "{other}" ("id") ON DELETE RESTRICT' for name, other in keys.items())
        db.execute_sql(f'CREATE TABLE "{table}" ({STAMPS}, {columns}, {foreign})'.format(**words))
        for name in keys:
            db.execute_sql(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
    for name, other in LINKS.items():
        db.execute_sql(f'ALTER TABLE "subsidy_line" ADD COLUMN "{name}" INTEGER REFERENCES "{other}" ("id") ON DELETE RESTRICT')
        db.execute_sql(f'CREATE INDEX "subsidy_line_{name}" ON "subsidy_line" ("{name}")')
    for name, kind in COLUMNS:
        db.execute_sql(f'ALTER TABLE "subsidy_line" ADD COLUMN "{name}" {kind.format(**words)}')
    _keep_lines(db)
    db.execute_sql('ALTER TABLE "subsidy_line" DROP COLUMN "paid_on"')
    for statement in (*INDEXES, *(_postgresql_guards() if postgresql else _sqlite_guards())):
        db.execute_sql(statement)


def _keep_lines(db: Database) -> None:
    """Lines know the place that they pay, the first of each place as its attendance; those of one day of payment make one paid batch."""
    db.execute_sql('UPDATE "subsidy_line" SET "full_fen" = "amount_fen", "assignment_id" = (SELECT a.id FROM assignment a'
                   " WHERE a.activity_id = subsidy_line.activity_id AND a.supervisor_id = subsidy_line.supervisor_id)")
    db.execute_sql("UPDATE \"subsidy_line\" SET \"kind\" = 'attendance' WHERE id IN"
                   " (SELECT MIN(id) FROM subsidy_line WHERE assignment_id IS NOT NULL GROUP BY assignment_id)")
    paid = db.execute_sql("SELECT bureau_id, paid_on, MIN(day), MAX(day), COUNT(*), SUM(amount_fen) FROM subsidy_line WHERE paid_on IS NOT NULL"
                          " GROUP BY bureau_id, paid_on ORDER BY bureau_id, paid_on").fetchall()
    marks = ", ".join([db.param] * 15)
    for bureau, paid_on, first, last, count, total in paid:
        db.execute_sql(
            'INSERT INTO "subsidy_batch" ("created_at", "changed_at", "version", "bureau_id", "title", "period", "first_on", "last_on", "state",'
            f' "editors", "paid_on", "voucher", "returned_words", "line_count", "total_fen", "digest") VALUES ({marks}, {db.param})',
            (MOVED_AT, MOVED_AT, 1, bureau, f"{paid_on}已发放补助", "legacy", first, last, "paid", "[]", paid_on, "", "", count, total, ""))
        db.execute_sql(f'UPDATE "subsidy_line" SET "batch_id" = (SELECT MAX(id) FROM subsidy_batch) WHERE bureau_id = {db.param}'
                       f" AND paid_on = {db.param}", (bureau, paid_on))


def _changes(columns: tuple[str, ...], distinct: str) -> str:
    return "(" + " OR ".join(f'OLD."{name}" {distinct} NEW."{name}"' for name in columns) + ")"


def _batch_refusal(distinct: str) -> str:
    """The condition under which an update of a batch is refused: paid for good, or approved and anything but paid."""
    return (f"OLD.state = 'paid' OR (OLD.state = 'approved' AND (NEW.state NOT IN ({LOCKED}) OR {_changes(FROZEN, distinct)}"
            f" OR (NEW.state = 'approved' AND {_changes(PAYING[1:5], distinct)})))")


def _in_locked(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM subsidy_batch b WHERE b.id = {row}.batch_id AND b.state IN ({LOCKED}))"


def _sqlite_guards() -> list[str]:
    found = {
        ("subsidy_batch", "update"): _batch_refusal("IS NOT"), ("subsidy_batch", "delete"): f"OLD.state IN ({LOCKED})",
        ("subsidy_batch", "insert"): "EXISTS (SELECT 1 FROM subsidy_batch WHERE id = NEW.id)",
        ("subsidy_line", "update"): f"{_in_locked('OLD')} OR {_in_locked('NEW')}", ("subsidy_line", "delete"): _in_locked("OLD"),
        ("subsidy_line", "insert"): f"{_in_locked('NEW')} OR EXISTS (SELECT 1 FROM subsidy_line WHERE id = NEW.id)",
    }
    return [f'CREATE TRIGGER "{table}_guard_{event}" BEFORE {event.upper()} ON "{table}" WHEN {when}'
            f" BEGIN SELECT RAISE(ABORT, 'guard: {table} cannot change'); END" for (table, event), when in found.items()]


def _postgresql_guards() -> list[str]:
    refuse = ("RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'guard: ' || TG_TABLE_NAME || ' cannot change';")
    made = []
    for table, body in (
            ("subsidy_batch", f"IF TG_OP = 'UPDATE' THEN IF {_batch_refusal('IS DISTINCT FROM')} THEN {refuse} END IF;"
                              f" ELSIF OLD.state IN ({LOCKED}) THEN {refuse} END IF;"),
            ("subsidy_line", f"IF TG_OP <> 'INSERT' THEN IF {_in_locked('OLD')} THEN {refuse} END IF; END IF;"
                             f" IF TG_OP <> 'DELETE' THEN IF {_in_locked('NEW')} THEN {refuse} END IF; END IF;")):
        events = "UPDATE OR DELETE" if table == "subsidy_batch" else "INSERT OR UPDATE OR DELETE"
        made += [f"CREATE FUNCTION guard_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}"
                 " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$",
                 f'CREATE TRIGGER "{table}_guard_write" BEFORE {events} ON "{table}" FOR EACH ROW EXECUTE FUNCTION guard_{table}()',
                 f'CREATE TRIGGER "{table}_guard_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION guard_refuse()']
    return made


def down(migrator: object, db: Database) -> None:
    """Take them away; a line keeps the day on which its batch was paid."""
    postgresql = isinstance(db, PostgresqlDatabase)
    for table in ("subsidy_batch", "subsidy_line"):
        if postgresql:
            db.execute_sql(f"DROP FUNCTION guard_{table}() CASCADE")
            db.execute_sql(f'DROP TRIGGER "{table}_guard_truncate" ON "{table}"')
        else:
            for event in ("update", "delete", "insert"):
                db.execute_sql(f'DROP TRIGGER "{table}_guard_{event}"')
    db.execute_sql('ALTER TABLE "subsidy_line" ADD COLUMN "paid_on" DATE')
    db.execute_sql('UPDATE "subsidy_line" SET "paid_on" = (SELECT b.paid_on FROM subsidy_batch b WHERE b.id = subsidy_line.batch_id)')
    for name in ("supervisor_id_day", "one_attendance", "one_training", "one_reversal"):
        db.execute_sql(f'DROP INDEX "subsidy_line_{name}"')
    for name in LINKS:
        db.execute_sql(f'DROP INDEX "subsidy_line_{name}"')
        db.execute_sql(f'ALTER TABLE "subsidy_line" DROP COLUMN "{name}"')
    for name, _kind in reversed(COLUMNS):
        db.execute_sql(f'ALTER TABLE "subsidy_line" DROP COLUMN "{name}"')
    for table in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{table}"')

