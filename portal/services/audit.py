"""Write the trail: one row per act, in the transaction of what it records, chained by SM3 (access.md "The trail")."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from peewee import Model, SqliteDatabase, fn

from models import AuditEntry, Chain, PersonKey, Supervisor
from models.base import database
from portal.adapters import crypto
from portal.domain.draw import canonical, join, sm3
from portal.domain.errors import Conflict
from portal.domain.permissions import Actor

GENESIS = sm3(b"audit-1")
"""The digest before the first row of every chain."""
REPEATS_WITHIN = timedelta(days=1)
"""How long a form's page may lie about, longer than any session."""
REFUSALS_KEPT = 60
"""Refusals of one kind, an hour and address, that reach the trail where nobody is signed in; guessing on goes to nothing."""


AT_ONCE = 300
"""Rows that go into the database with one statement."""

GUARDED = ("draw", "pool_entry", "draw_event", "audit_entry", "frozen_figures", "subsidy_batch", "subsidy_line")
"""Tables whose triggers refuse changes."""
SQLITE_GUARDS = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE tbl_name || '_guard_%'"
POSTGRESQL_GUARDS = ("SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                     " WHERE n.nspname = current_schema() AND t.tgenabled IN ('O', 'A') AND starts_with(t.tgname, c.relname || '_guard_')")


@dataclass(frozen=True)
class Act:
    """What one row of the trail tells: `changes` maps field → [old, new], already without sensitive values."""

    verb: str
    subject: Model | None
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    label: str = ""


def record(actor: Actor, verb: str, subject: Model | None, *, at: datetime, changes: Mapping[str, Any] | None = None,
           reason: str = "", label: str = "") -> AuditEntry:
    """Append one row to the actor's chain and return it; must run inside the transaction of the act itself.

    `changes` maps field → [old, new], already without sensitive values. Where the subject is or belongs to a supervisor,
    changes, label and reason are kept under that person's key.
    """
    head = lock_chain(chain_name(actor.bureau_id))
    entry = _next_entry(actor, Act(verb, subject, changes or {}, reason, label), head, at, _person_key)
    entry.save(force_insert=True)
    Chain.update(last=head.last, digest=head.digest).where(Chain.name == head.name).execute()
    return entry


def record_many(actor: Actor, acts: Sequence[Act], *, at: datetime) -> None:
    """Append a row for each act, as `record` would one after the other, with few statements; part of the transaction of the acts."""
    head = lock_chain(chain_name(actor.bureau_id))
    keys = _person_keys({person for act in acts if (person := person_of(act.subject))})
    entries = [_next_entry(actor, act, head, at, keys.__getitem__) for act in acts]
    for start in range(0, len(entries), AT_ONCE):
        AuditEntry.insert_many([entry.__data__ for entry in entries[start:start + AT_ONCE]]).execute()
    Chain.update(last=head.last, digest=head.digest).where(Chain.name == head.name).execute()


def _next_entry(actor: Actor, act: Act, head: Chain, at: datetime, key_of: Callable[[int], bytes]) -> AuditEntry:
    """Return the row that follows the chain's head, and move the head to it."""
    subject, person = act.subject, person_of(act.subject)
    entry = AuditEntry(
        chain=head.name, position=head.last + 1, at=at, actor=actor.name, user_id=actor.user_id, roles=" ".join(sorted(actor.roles)),
        office_id=actor.organisation_id, address=actor.address, request_id=actor.request_id, verb=act.verb,
        object_type=subject._meta.table_name if subject is not None else "",
        object_id=subject._pk if subject is not None and isinstance(subject._pk, int) else None,
        object_label=(act.label or label_of(subject))[:200], changes=_sealed(person, plain(act.changes), key_of),
        reason=_sealed_text(person, act.reason, key_of), person_id=person,
    )
    head.last, head.digest = entry.position, digest_of(entry, head.digest)
    entry.digest = head.digest
    return entry


def refuse_repeat(actor: Actor, *, at: datetime) -> None:
    """Refuse a form of this actor that has written already, by the request id that its page gave it; part of the writing transaction.

    The chain is held first, so that of two presses at once the second sees the first. Raises Conflict sent_already.
    """
    lock_chain(chain_name(actor.bureau_id))
    earlier = AuditEntry.select().where(AuditEntry.at > at - REPEATS_WITHIN, AuditEntry.request_id == actor.request_id,
                                        AuditEntry.user_id == actor.user_id, AuditEntry.verb != "refused")
    if earlier.exists():
        raise Conflict("sent_already")


def refusals_from(address: str, verb: str, at: datetime) -> int:
    """Return how many refusals of one kind an address got in the last hour, so that a flood of them can be cut short."""
    return int(AuditEntry.select(fn.COUNT(AuditEntry.id)).where(
        AuditEntry.at > at - timedelta(hours=1), AuditEntry.verb == verb, AuditEntry.address == address).scalar())


def chain_name(bureau_id: int | None) -> str:
    """Return the name of a bureau's chain, or of the system's."""
    return f"bureau:{bureau_id}" if bureau_id else "system"


def lock_chain(name: str) -> Chain:
    """Return the chain's head, held for this transaction, creating it when it is the first row."""
    Chain.insert(name=name, last=0, digest=GENESIS).on_conflict_ignore().execute()
    query = Chain.select().where(Chain.name == name)
    return (query.for_update() if database.for_update else query).get()


def digest_of(entry: AuditEntry, previous: str) -> str:
    """Return SM3(join(previous, canonical(row))), the row being every column but id and digest."""
    row = {name: value for name, value in entry.__data__.items() if name not in ("id", "digest")}
    return sm3(join(previous, canonical(plain(row))))


def verify() -> tuple[str, int] | None:
    """Recompute every chain; return (chain, position) of the first broken row, or None when all hold."""
    heads = {head.name: head for head in Chain.select()}
    names = sorted({row.chain for row in AuditEntry.select(AuditEntry.chain).distinct()} | set(heads))
    return next((broken for name in names if (broken := _verify_chain(name, heads.get(name)))), None)


def _verify_chain(name: str, head: Chain | None) -> tuple[str, int] | None:
    previous, whole = GENESIS, 0
    try:
        for entry in AuditEntry.select().where(AuditEntry.chain == name).order_by(AuditEntry.position).iterator():
            if entry.position != whole + 1 or digest_of(entry, previous) != entry.digest:
                return name, whole + 1
            previous, whole = entry.digest, entry.position
    except (ValueError, TypeError, AttributeError):
        return name, whole + 1  # a value that nothing here could have written
    if head is None or (head.last, head.digest) != (whole, previous):
        return name, whole + 1
    return None


def missing_guards() -> list[str]:
    """Return the guarded tables whose triggers (models.migrations) are gone or switched off, as only somebody with the database in hand can do."""
    sqlite = isinstance(database.obj, SqliteDatabase)
    rows = database.execute_sql(SQLITE_GUARDS if sqlite else POSTGRESQL_GUARDS).fetchall()
    standing = Counter(table for (table,) in rows)
    needed = {table: 3 if sqlite or table == "draw" else 2 for table in GUARDED}
    return [table for table, count in needed.items() if standing[table] < count]


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it: moments as `…Z` in UTC, dates as ISO text, rows as their ids."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return value._pk if isinstance(value, Model) else value


def label_of(subject: Model | None) -> str:
    """Return how a row is named in the trail: number, code, user name or title; never a person's name."""
    names = ("number", "code", "username", "key", "title")
    return next((str(value) for name in names if (value := getattr(subject, name, None))), "")


def person_of(subject: Model | None) -> int | None:
    """Return the id of the supervisor that a row is or belongs to, directly or by the place held at an activity."""
    if isinstance(subject, Supervisor):
        return subject._pk
    person: int | None = getattr(subject, "supervisor_id", None)
    if person is not None:
        return person
    place = getattr(subject, "assignment", None)
    return place.supervisor_id if place is not None else None


def _sealed(person: int | None, changes: dict[str, Any], key_of: Callable[[int], bytes]) -> dict[str, Any]:
    return {"sealed": crypto.seal_with(key_of(person), canonical(changes))} if person and changes else changes


def _sealed_text(person: int | None, text: str, key_of: Callable[[int], bytes]) -> str:
    return f"sealed:{crypto.seal_with(key_of(person), text)}" if person and text else text


def _person_key(person: int) -> bytes:
    """Return the person's key, made at first use; a destroyed one is not made again."""
    PersonKey.insert(supervisor_id=person, key=crypto.new_key().hex()).on_conflict_ignore().execute()
    key = PersonKey.get_by_id(person).key
    return bytes.fromhex(key) if key else crypto.new_key()


def _person_keys(people: Iterable[int]) -> dict[int, bytes]:
    """Return the keys of several people, as `_person_key` would each."""
    wanted = sorted(people)
    found: dict[int, str | None] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start:start + AT_ONCE]
        PersonKey.insert_many([{"supervisor_id": person, "key": crypto.new_key().hex()} for person in some]).on_conflict_ignore().execute()
        found |= {row.supervisor_id: row.key for row in PersonKey.select().where(PersonKey.supervisor_id.in_(some))}
    return {person: bytes.fromhex(key) if key else crypto.new_key() for person, key in found.items()}
