"""Study materials that people are asked to read, with receipts and reminders; magazine subscriptions (mission.md row 13)."""
from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from models import Material, Reading, Subscription, SubscriptionReader, Supervisor
from models.base import database
from models.choices import LinkPurpose
from portal.domain import learning as rules
from portal.domain.errors import DomainError, NotFound
from portal.domain.learning_texts import material_text
from portal.domain.notice_texts import Own
from portal.domain.permissions import Actor, require
from portal.queries import related
from portal.queries.notices import own_words, sender
from portal.services import audit, links, records
from portal.services.classes import TokenHex, Told, own
from portal.services.outbox import NOWHERE, Reach

WRITE = "material:write"
READ_DAYS = 180
"""How long a reading link lasts."""


def enter(actor: Actor, values: Mapping[str, Any], *, at: datetime) -> Material:
    """Enter a study material. Raises DomainError url_form, material_empty, material_due_early."""
    require(actor, WRITE)
    material = Material(bureau=actor.bureau_id, **values)
    _check(material)
    return records.create(actor, WRITE, material, at=at)


def amend(actor: Actor, material: Material, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> Material:
    """Change a material. Raises DomainError as `enter`."""
    require(actor, WRITE)
    own(actor, material)
    _check(Material(**material.__data__ | dict(values)))
    return records.change(actor, WRITE, material, at=at, version=version, **values)


def _check(material: Material) -> None:
    rules.check_material(summary=material.summary, url=material.url, published_on=material.published_on, due_on=material.due_on)


def ask(actor: Actor, material: Material, people: Iterable[Supervisor], *, at: datetime) -> list[Reading]:
    """Put people on the list of those who are to read, and return the new lines; who is on it stays.

    Raises NotFound, DomainError class_people_missing when nobody is named.
    """
    require(actor, WRITE)
    own(actor, material)
    wanted = _named(actor, people)
    with database.atomic():
        held = {row.supervisor_id for row in Reading.select(Reading.supervisor).where(Reading.material == material)}
        return [records.create(actor, "material:ask", Reading(bureau=material.bureau_id, material=material, supervisor=person), at=at)
                for person in wanted if person.id not in held]


def _named(actor: Actor, people: Iterable[Supervisor]) -> list[Supervisor]:
    wanted = list(people)
    if not wanted:
        raise DomainError("class_people_missing")
    for person in wanted:
        own(actor, person)
    return wanted


def push(actor: Actor, material: Material, rows: Iterable[Reading], *, at: datetime, reach: Reach = NOWHERE,
         token_hex: TokenHex = secrets.token_hex) -> list[Told]:
    """Return the texts that bring a material to its readers, or remind those who were told before; who has read it is left out.

    Raises NotFound for a line of another material.
    """
    require(actor, WRITE)
    own(actor, material)
    related.load([material], "bureau")
    with database.atomic():
        words = own_words(material.bureau_id)
        return [_push(actor, material, row, at, reach, token_hex, words) for row in rows if row.read_at is None]


def _push(actor: Actor, material: Material, row: Reading, at: datetime, reach: Reach, token_hex: TokenHex, words: Own) -> Told:
    if row.material_id != material.id:
        raise NotFound("not_found")
    url, again = "", row.notified_at is not None
    if reach.base:
        _link, token = links.make_link(actor, LinkPurpose.READING, supervisor=row.supervisor, target_id=row.id, at=at,
                                       expires_at=at + timedelta(days=READ_DAYS), token_hex=token_hex)
        url = f"{reach.base}/l/{token}"
    if again:
        records.change(actor, "material:remind", row, at=at, reminded_at=at)
    else:
        records.change(actor, "material:tell", row, at=at, notified_at=at)
    texts = material_text(row.supervisor.name, material.title, material.summary, material.due_on, sender(material.bureau), url=material.url,
                          link=url, again=again, own=words)
    return Told(row, texts, url)


def confirm(actor: Actor, row: Reading, *, at: datetime) -> Reading:
    """Keep that somebody has read a material: the person by link, or the clerk as told. A second time changes nothing.

    Raises NotFound for another person's or bureau's line.
    """
    require(actor, "material:receipt")
    with database.atomic():
        now = records.lock(Reading, row.id)
        if now.bureau_id != actor.bureau_id or (not actor.in_bureau and now.supervisor_id != actor.supervisor_id):
            raise NotFound("not_found")
        if now.read_at is not None:
            return now
        return records.change(actor, "material:receipt", now, at=at, read_at=at, read_how="clerk" if actor.in_bureau else "link")


# magazines -----------------------------------------------------------------------------------------------------------------------


def enter_subscription(actor: Actor, values: Mapping[str, Any], *, at: datetime) -> Subscription:
    """Enter a subscription of one year. Raises DomainError year_range, copies_range, budget_range."""
    require(actor, WRITE)
    row = Subscription(bureau=actor.bureau_id, **values)
    rules.check_subscription(year=row.year, copies=row.copies, amount_fen=row.amount_fen)
    return records.create(actor, "subscription:write", row, at=at)


def amend_subscription(actor: Actor, row: Subscription, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> Subscription:
    """Change a subscription. Raises DomainError as `enter_subscription`."""
    require(actor, WRITE)
    own(actor, row)
    wanted = Subscription(**row.__data__ | dict(values))
    rules.check_subscription(year=wanted.year, copies=wanted.copies, amount_fen=wanted.amount_fen)
    return records.change(actor, "subscription:write", row, at=at, version=version, **values)


def set_readers(actor: Actor, row: Subscription, people: Iterable[Supervisor], *, at: datetime) -> int:
    """Say who gets a subscription, in place of those before; return how many they are now. Raises NotFound, class_people_missing."""
    require(actor, WRITE)
    own(actor, row)
    wanted = {person.id: person for person in _named(actor, people)}
    with database.atomic():
        held = {line.supervisor_id: line for line in SubscriptionReader.select().where(SubscriptionReader.subscription == row)}
        for person_id, line in held.items():
            if person_id not in wanted:
                line.delete_instance()
        for person_id, person in wanted.items():
            if person_id not in held:
                records.insert(SubscriptionReader(bureau=row.bureau_id, subscription=row, supervisor=person), at)
        if set(held) != set(wanted):
            audit.record(actor, "subscription:readers", row, at=at, changes={"readers": [sorted(held), sorted(wanted)]})
    return len(wanted)
