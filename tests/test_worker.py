from __future__ import annotations

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from peewee import OperationalError

from models import Outbox
from models.base import database
from portal import extensions, worker
from portal.adapters import senders
from portal.services import outbox
from tests import factories
from tests.conftest import NOW, Clock


@pytest.fixture
def mailing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, str]]:
    """The application with mail configured, and what would have gone out."""
    sent: list[tuple[str, str, str]] = []
    settings = replace(app.extensions["settings"], smtp_url="smtp://mail.example", mail_from="portal@example.org")
    monkeypatch.setitem(app.extensions, "settings", settings)
    monkeypatch.setattr(senders, "send", lambda _channels, channel, to, subject, _body: sent.append((channel, to, subject)))
    return sent


def waiting() -> Outbox:
    return outbox.put("email", bureau_id=factories.bureau().id, recipient="wang@example.org", subject="通知", body="正文", key="notice:1:x",
                      at=NOW, on=True)


def run(app: Flask, *arguments: str) -> int:
    database.close()
    try:
        return int(app.test_cli_runner().invoke(args=["worker", *arguments]).exit_code)
    finally:
        database.connect(reuse_if_open=True)


def test_one_round_sends_what_is_due(app: Flask, mailing: list[tuple[str, str, str]]) -> None:
    waiting()
    assert run(app, "--once") == 0
    assert mailing == [("email", "wang@example.org", "通知")]
    assert Outbox.get().state == "sent"


def test_one_round_reminds(app: Flask, clock: Clock, mailing: list[tuple[str, str, str]]) -> None:
    activity = factories.activity("announced", starts_at=NOW.replace(day=26))
    factories.assignment(activity, state="accepted", person=factories.supervisor(email="wang@example.org"))
    clock.at = NOW.replace(day=25)
    assert run(app, "--once") == 0
    assert mailing == [("email", "wang@example.org", "人民监督员履职提醒：2026年11月26日(周四)")]


def test_nothing_is_sent_while_nothing_is_configured(app: Flask) -> None:
    waiting()
    assert run(app, "--once") == 0
    assert Outbox.get().state == "off"


def test_a_part_that_breaks_does_not_stop_the_others(app: Flask, mailing: list[tuple[str, str, str]],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_values: object) -> None:
        raise OperationalError("the database went away")

    monkeypatch.setattr(worker.notices, "remind", broken)
    waiting()
    assert run(app, "--once") == 1
    assert len(mailing) == 1


def test_a_lost_database_is_logged_and_tried_again(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = database.obj
    database.close()
    database.initialize(extensions.open_database(f"sqlite:///{tmp_path / 'empty.db'}"))
    try:
        with app.app_context():
            assert worker.run_once() is False
    finally:
        database.obj.close_all()
        database.initialize(real)
        database.connect(reuse_if_open=True)
    with app.app_context():
        assert worker.run_once() is True
    database.connect(reuse_if_open=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_its_round_and_stops_when_told(app: Flask, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    rounds: list[bool] = []

    def round_then_told() -> bool:
        rounds.append(True)
        threading.Timer(0.2, os.kill, [os.getpid(), number]).start()
        return True

    monkeypatch.setattr(worker, "run_once", round_then_told)
    handler = signal.getsignal(number)
    assert run(app) == 0
    assert rounds == [True] and signal.getsignal(number) is handler
