"""What the application shares: the database connection, the cipher, the clock, and Flask's extensions."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from peewee import Database
from playhouse.db_url import connect
from playhouse.pool import PooledPostgresqlDatabase, PooledSqliteDatabase

from models.base import database, field_cipher
from portal.adapters.crypto import FieldCipher
from portal.adapters.progress import Progress
from portal.adapters.stores import Store, open_store
from portal.settings import Settings, SettingsError

babel = Babel()
csrf = CSRFProtect()
login = LoginManager()

SQLITE_PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": "normal", "busy_timeout": 30000, "cache_size": -64000}


def open_database(url: str) -> Database:
    """Return a pooled database for a URL: SQLite (WAL, IMMEDIATE writers) or PostgreSQL (psycopg 3).

    Raises SettingsError when the folder of an SQLite file cannot be made.
    """
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        try:
            Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"DATABASE_URL: the folder of {path} cannot be made: {error.strerror}") from error
        return PooledSqliteDatabase(path, max_connections=16, timeout=10, stale_timeout=300, check_same_thread=False, lock_type="IMMEDIATE",
                                    autoconnect=False, pragmas=SQLITE_PRAGMAS)
    plain = "postgresql+pool" + url[url.index("://"):]
    opened: PooledPostgresqlDatabase = connect(plain, unquote_user=True, unquote_password=True, max_connections=16, timeout=10,
                                               stale_timeout=300, autoconnect=False, prefer_psycopg3=True)
    return opened


def bind(settings: Settings) -> FieldCipher:
    """Point the models at the database and the keys of these settings; return the cipher."""
    database.initialize(open_database(settings.database_url))
    cipher = FieldCipher(settings.field_keys, max(settings.field_keys))
    field_cipher.cipher = cipher
    return cipher


def now() -> datetime:
    """Return the present moment (aware UTC, whole seconds) by the application's clock, which tests replace."""
    clock: Callable[[], datetime] = current_app.extensions["clock"]
    return clock()


def wall_clock() -> datetime:
    """Return the machine's time in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def settings() -> Settings:
    """Return the settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def cipher() -> FieldCipher:
    """Return the field cipher of the running application."""
    found: FieldCipher = current_app.extensions["cipher"]
    return found


def store() -> Store:
    """Return where uploaded files lie, outside the web root."""
    found: Store = current_app.extensions["store"]
    return found


def progress() -> Progress:
    """Return the folder in which long works tell how far they have come."""
    return Progress(settings().instance / "progress")


def init_app(app: Flask, configured: Settings, clock: Callable[[], datetime]) -> None:
    """Hang database, cipher, clock, settings and the store of files on the application. Raises SettingsError."""
    store_of_files = open_store(configured.file_store_url, configured.instance / "files")
    app.extensions.update(settings=configured, clock=clock, cipher=bind(configured), store=store_of_files)


def report(error: Exception, request_id: str) -> None:
    """Log a fault with its request id; a debugger or a test sees it raised again."""
    current_app.logger.error("request %s failed", request_id, exc_info=error)
    if current_app.testing:
        raise error
