"""Build the demo office in one transaction: every life is lived in the order of its acts, so that numbers and trail run in time."""
from __future__ import annotations

import heapq
import os
import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from models import Activity, Assignment, Organisation, Outbox, Supervisor, User
from models.base import database
from models.choices import ActivityState
from portal.adapters.senders import DeliveryFailed
from portal.adapters.stores import Store
from portal.demo import (
    conduct,
    contact,
    corrections,
    data,
    grading,
    learning,
    life,
    paperwork,
    plan,
    planning,
    recruiting,
    reporting,
    sheets,
    staff,
    subsidies,
)
from portal.demo.life import Life
from portal.demo.staff import FOUNDER, Staff
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import SYSTEM
from portal.services import audit, outbox, records, terms, users

SEED = 2023
FOUNDED = datetime(2022, 6, 6, 1, 0, tzinfo=UTC)


def is_empty() -> bool:
    """Whether the database holds no office and no account yet."""
    return not Organisation.select().exists() and not User.select().exists()


def load(accounts: Path, *, store: Store, at: datetime) -> None:
    """Build the demo office as of a moment, all of it or nothing, and keep its passwords in a file that only the owner can read.

    Raises DomainError demo_not_empty on a database that holds an office or an account.
    """
    if not is_empty():
        raise DomainError("demo_not_empty")
    passwords = {username: users.new_password() for username, *_rest in data.ACCOUNTS}
    with database.atomic():
        chance = random.Random(SEED)
        people = staff.found(FOUNDED, chance, passwords)
        live_all(_lives(people, at, store), at)
        _undelivered(people, at)
        for user in User.select():
            records.update(user, at, password_changed_at=at)
        audit.record(FOUNDER, "demo:load", None, at=at)
        write_accounts(accounts, passwords)


def live_all(lives: Iterable[Life], until: datetime) -> None:
    """Let every life do its next act when its time comes, the earliest first; what lies after `until` has not happened yet."""
    order = count()
    waiting = [(moment, next(order), one) for one in lives if (moment := next(one, None)) is not None]
    heapq.heapify(waiting)
    while waiting:
        moment, _number, one = heapq.heappop(waiting)
        if moment > until:
            continue
        following = next(one, None)
        if following is not None:
            heapq.heappush(waiting, (max(following, moment), next(order), one))


def _lives(people: Staff, at: datetime, store: Store) -> Iterable[Life]:
    today = local_day(at)
    plans = [*plan.year_2023(people.calendar, people.chance), *plan.running_year(people.calendar, people.chance, today),
             *plan.around(people.calendar, today)]
    yield from (paperwork.along(people, one, life.live(people, one)) if paperwork.are_kept(one) else life.live(people, one) for one in plans)
    for number, day in enumerate((date(2023, 3, 14), date(2023, 6, 6), date(2023, 8, 22), date(2023, 11, 9))):
        yield life.own_initiative(people, number, local_moment(day, 15))
    yield life.own_initiative(people, 4, people.working(today, -2, 15), routed=False)
    for number, first, last in ((7, date(2023, 3, 1), date(2023, 4, 15)), (18, date(2023, 9, 1), date(2023, 10, 31))):
        yield _leave(people, people.supervisors[number], first, last)
    yield from conduct.lives(people)
    yield from corrections.lives(people, at)
    yield from contact.lives(people, today)
    yield from planning.lives(people, today)
    yield from learning.lives(people, at)
    yield from sheets.lives(people)
    yield from reporting.lives(people)
    yield from subsidies.lives(people, at, plans, store)
    yield from grading.lives(people, at)
    yield from recruiting.lives(staff.scene_of(people.bureau, people.procuratorates["city"], people.actors), today)


def _leave(people: Staff, person: Supervisor, first: date, last: date) -> Life:
    moment = local_moment(first - timedelta(days=7), 9)
    yield moment
    terms.grant_leave(people.actors["clerk"], person, starts_on=first, ends_on=last, reason="因病休养" if first.month == 3 else "外派工作", at=moment)


def _undelivered(people: Staff, at: datetime) -> None:
    """One e-mail that did not arrive in spite of every try."""
    place = Assignment.select().join(Activity).where(Activity.state == ActivityState.DRAWN).order_by(Assignment.id).first()
    if place is None:
        return
    moment = at - timedelta(hours=14)
    outbox.put(outbox.EMAIL, bureau_id=people.bureau.id, assignment=place, recipient=place.supervisor.email, subject="履职通知", body="履职通知",
               key=f"notice:{place.id}:demo", at=moment, on=True)
    for wait in (timedelta(0), *outbox.WAITS):
        moment = min(moment + wait, at)
        outbox.send_due(SYSTEM, at=moment, senders={outbox.EMAIL: _refused})


def _refused(_message: Outbox) -> None:
    raise DeliveryFailed("server_refused")


def write_accounts(path: Path, passwords: dict[str, str]) -> None:
    """Keep user name, password and name of each account, one a line, readable by the owner only."""
    names = {username: name for username, name, _role, _key in data.ACCOUNTS}
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{username}\t{password}\t{names[username]}\n" for username, password in passwords.items())
    draft.replace(path)


def read_accounts(path: Path) -> list[tuple[str, str, str]]:
    """Return user name, password and name of each demo account; nothing where no demo office was loaded."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(username, password, name) for username, password, name in (line.split("\t") for line in lines)]


def standing_accounts(path: Path) -> list[tuple[str, str, str]]:
    """Return the demo accounts of the database in use; the password is empty where somebody has changed it since."""
    held = {user.username: user.password_hash for user in User.select(User.username, User.password_hash)}
    return [(username, password if users.matches(held[username], password) else "", name)
            for username, password, name in read_accounts(path) if username in held]
