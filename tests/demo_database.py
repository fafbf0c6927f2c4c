"""The demo office as a SQLite file, built once for a test run and copied by whoever needs it."""
from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from models.base import database, field_cipher
from portal import extensions, schema
from portal.adapters.crypto import FieldCipher
from portal.adapters.stores import FolderStore
from portal.demo import load

KEYS = {1: bytes(range(16))}
ACCOUNTS = "demo-accounts.txt"


@cache
def folder() -> Path:
    """Return the folder of this process's demo office, building it at first use."""
    home = Path(tempfile.mkdtemp(prefix=f"portal-demo-{os.getpid()}-"))
    before, cipher = database.obj, field_cipher.cipher
    field_cipher.cipher = FieldCipher(KEYS, 1)
    database.initialize(extensions.open_database(f"sqlite:///{home / 'portal.db'}"))
    database.connect()
    schema.upgrade()
    load.load(home / ACCOUNTS, store=FolderStore(home / "files"), at=datetime.now(UTC).replace(microsecond=0))
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    database.obj.close_all()
    database.initialize(before)
    field_cipher.cipher = cipher
    return home


def path() -> Path:
    """Return the database file."""
    return folder() / "portal.db"


def passwords() -> dict[str, str]:
    """Return user name → password."""
    return {username: password for username, password, _name in load.read_accounts(folder() / ACCOUNTS)}
