"""All tables and indexes of the first release, frozen as SQL for each database beside this file."""
from __future__ import annotations

from pathlib import Path

from peewee import Database, PostgresqlDatabase


def statements(db: Database) -> list[str]:
    """Return the CREATE statements for this database, in order."""
    dialect = "postgresql" if isinstance(db, PostgresqlDatabase) else "sqlite"
    text = Path(__file__).with_suffix(f".{dialect}.sql").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("--")]


def up(migrator: object, db: Database) -> None:
    """Create everything."""
    for statement in statements(db):
        db.execute_sql(statement.replace("%", "%%") if isinstance(db, PostgresqlDatabase) else statement)


def down(migrator: object, db: Database) -> None:
    """Drop the tables, the youngest first."""
    names = [line.split('"')[1] for line in statements(db) if line.startswith("CREATE TABLE")]
    for name in reversed(names):
        db.execute_sql(f'DROP TABLE "{name}"')
