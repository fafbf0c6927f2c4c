"""Bring the database to the newest schema: numbered, frozen migrations under models/migrations."""
from __future__ import annotations

from pathlib import Path

from playhouse.migrations import Runner

from models.base import database

FOLDER = Path(__file__).resolve().parent.parent / "models" / "migrations"


def runner() -> Runner:
    """Return the runner for the database in use."""
    return Runner(database.obj, str(FOLDER))


def upgrade(target: str | None = None) -> list[str]:
    """Apply what is missing, up to a migration's name or all; return the names applied. Needs an open connection."""
    return list(runner().up(target))


def downgrade(target: str) -> list[str]:
    """Take back every migration down to and including the named one; return the names."""
    return list(runner().down(target))


def pending() -> list[str]:
    """Return the names of the migrations that are not applied yet."""
    return [migration.name for migration in runner().status() if migration.path and not migration.applied]
