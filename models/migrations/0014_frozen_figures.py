"""Frozen figures: a table whose rows the database itself refuses to change, take away or replace."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

REFUSED = "guard: frozen_figures cannot change"
TAKEN = "unique: frozen_figures is there already"
SAME_KEY = 'SELECT 1 FROM "frozen_figures" WHERE "id" = NEW."id" OR ("bureau_id" = NEW."bureau_id" AND "name" = NEW."name")'


def table(key: str, moment: str) -> list[str]:
    """Return the statements that make the table and its indexes."""
    office, account = ('FOREIGN KEY ("{}_id") REFERENCES "{}" ("id") ON DELETE RESTRICT'.format(*one)
                       for one in (("bureau", "organisation"), ("frozen_by", "account")))
    return [
        f'CREATE TABLE "frozen_figures" ("id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL,'
        ' "version" INTEGER NOT NULL, "bureau_id" INTEGER NOT NULL, "name" VARCHAR(100) NOT NULL, "first_day" DATE NOT NULL,'
        ' "last_day" DATE NOT NULL, "figures" TEXT NOT NULL, "facts" TEXT NOT NULL, "sm3" VARCHAR(64) NOT NULL,'
        f' "frozen_at" {moment} NOT NULL, "frozen_by_id" INTEGER, "note" TEXT NOT NULL, {office}, {account})',
        'CREATE INDEX "frozen_figures_bureau_id" ON "frozen_figures" ("bureau_id")',
        'CREATE INDEX "frozen_figures_frozen_by_id" ON "frozen_figures" ("frozen_by_id")',
        'CREATE UNIQUE INDEX "frozen_figures_bureau_id_name" ON "frozen_figures" ("bureau_id", "name")',
    ]


def sqlite_guards() -> list[str]:
    """Return the triggers for SQLite; its REPLACE would otherwise remove a row unseen."""
    made = [f'CREATE TRIGGER "frozen_figures_guard_{event}" BEFORE {event.upper()} ON "frozen_figures"'
            f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END" for event in ("update", "delete")]
    return [*made, f'CREATE TRIGGER "frozen_figures_guard_insert" BEFORE INSERT ON "frozen_figures" WHEN EXISTS ({SAME_KEY})'
                   f" BEGIN SELECT RAISE(ABORT, '{TAKEN}'); END"]


def postgresql_guards() -> list[str]:
    """Return the triggers for PostgreSQL, on the function that guards the trail and the draws (0002)."""
    return ['CREATE TRIGGER "frozen_figures_guard_write" BEFORE UPDATE OR DELETE ON "frozen_figures" FOR EACH ROW EXECUTE FUNCTION guard_refuse()',
            'CREATE TRIGGER "frozen_figures_guard_truncate" BEFORE TRUNCATE ON "frozen_figures" FOR EACH STATEMENT EXECUTE FUNCTION guard_refuse()']


def up(migrator: object, db: Database) -> None:
    """Make the table and set its guards."""
    postgresql = isinstance(db, PostgresqlDatabase)
    made = table("SERIAL", "TIMESTAMP") if postgresql else table("INTEGER", "DATETIME")
    for statement in (*made, *(postgresql_guards() if postgresql else sqlite_guards())):
        db.execute_sql(statement)


def down(migrator: object, db: Database) -> None:
    """Take the table away, and with it its guards."""
    db.execute_sql('DROP TABLE "frozen_figures"')
