"""A browser on the bench of registers, for the tests of views.base and what it is made of."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from models.base import database
from portal import security
from tests import factories
from tests.conftest import KEYS, NOW, Client, Clock
from tests.views import bench


@pytest.fixture(scope="session")
def bench_app(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Flask:
    """The application with the registers of the bench."""
    return bench.build(tmp_path_factory.mktemp("bench"), KEYS, clock)


class BenchClient(Client):
    """A browser after whose requests the test's own connection is open again."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Ask, then open the connection that the end of the request closed."""
        answer = super().open(*args, **kwargs)
        database.connect(reuse_if_open=True)
        return answer

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """Touch the session, then open the connection again."""
        with super().session_transaction(*args, **kwargs) as stored:
            yield stored
        database.connect(reuse_if_open=True)


@pytest.fixture
def as_role(bench_app: Flask, db: None, clock: Clock) -> Callable[[str], BenchClient]:
    """Return a function: role → a browser signed in on the bench."""
    clock.at = NOW

    def signed_in(role: str) -> Client:
        bench_app.test_client_class = BenchClient
        browser = bench_app.test_client()
        token = factories.session_token(factories.account(role), clock())
        with browser.session_transaction() as stored:
            stored[security.COOKIE_KEY] = token
        return browser
    return signed_in
