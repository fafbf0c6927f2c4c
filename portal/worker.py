"""What the portal does by itself: once a minute tell the group, remind people and send what is due; every few seconds the large imports."""
from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from models import Outbox
from models.base import database
from portal import extensions
from portal.adapters import senders
from portal.domain.permissions import SYSTEM
from portal.services import import_jobs, notices, outbox, robots
from portal.services.outbox import Sender
from portal.settings import Settings

SECONDS = 60
PAUSE = 3
"""Seconds after which a large import that was asked for is noticed."""


def init_app(app: Flask) -> None:
    """Hang the command on the application."""
    app.cli.add_command(worker)


@click.command("worker")
@click.option("--once", is_flag=True, help="Do one round and stop; exit 1 when a part of it failed.")
@with_appcontext
def worker(once: bool) -> None:
    """Send messages and reminders once a minute and take large imports over, until stopped."""
    if once:
        raise SystemExit(0 if run_once() else 1)
    stop = threading.Event()
    before = {number: signal.signal(number, partial(_stop, stop)) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not stop.is_set():
            run_once()
            _take_over_until(stop)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(event: threading.Event, _number: int, _frame: FrameType | None) -> None:
    """Let the round that is running end, then leave."""
    event.set()


def _take_over_until(stop: threading.Event) -> None:
    """Look for large imports for a minute, or until told to stop: somebody sits before each."""
    for _look in range(SECONDS // PAUSE):
        if stop.wait(PAUSE):
            return
        _guarded(_imports())


def _imports() -> Callable[[], object]:
    return partial(import_jobs.run, SYSTEM, at=extensions.now(), progress=extensions.progress())


def run_once() -> bool:
    """Do each part once and return whether all went well; a part that fails, or a database that is away, is logged and tried next time."""
    settings = extensions.settings()
    at, reach = extensions.now(), outbox.reach_of(settings)
    parts: tuple[Callable[[], object], ...] = (
        partial(robots.tell_groups, SYSTEM, at=at, reach=reach),
        partial(notices.remind, SYSTEM, at=at, reach=reach),
        partial(outbox.send_due, SYSTEM, at=at, senders=senders_of(settings)),
        _imports(),
    )
    results = [_guarded(part) for part in parts]
    return all(results)


def _guarded(part: Callable[[], object]) -> bool:
    """Do one part on a connection of its own, so that a lost database is asked for anew each time."""
    try:
        database.connect(reuse_if_open=True)
        if database.is_connection_usable() is False:
            database.close()
            database.connect()
        part()
    except Exception:
        current_app.logger.exception("the worker's part failed and is tried again in a minute")
        return False
    finally:
        if not database.is_closed():
            database.close()
    return True


def senders_of(settings: Settings) -> dict[str, Sender]:
    """Return channel → sender for the channels that are configured."""
    channels = senders.Channels(settings.smtp_url, settings.mail_from, settings.wecom_url, settings.dingtalk_url)
    return {name: partial(_send, channels, name) for name in outbox.reach_of(settings).channels}


def _send(channels: senders.Channels, name: str, message: Outbox) -> None:
    senders.send(channels, name, message.recipient or "", message.subject, message.body)
