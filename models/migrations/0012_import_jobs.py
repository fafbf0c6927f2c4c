"""Who asked for a large sheet to be taken over, when, and why it was refused."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

COLUMNS = {"asked_by": "INTEGER", "asked_at": "{moment}", "refusal": "TEXT"}


def up(migrator: object, db: Database) -> None:
    """Add the columns."""
    moment = "TIMESTAMP" if isinstance(db, PostgresqlDatabase) else "DATETIME"
    for name, kind in COLUMNS.items():
        db.execute_sql(f'ALTER TABLE "import_batch" ADD COLUMN "{name}" {kind.format(moment=moment)}')


def down(migrator: object, db: Database) -> None:
    """Take them away; a sheet that waits for the worker waits for its clerk again."""
    db.execute_sql("UPDATE \"import_batch\" SET \"state\" = 'staged' WHERE \"state\" = 'committing'")
    for name in COLUMNS:
        db.execute_sql(f'ALTER TABLE "import_batch" DROP COLUMN "{name}"')
