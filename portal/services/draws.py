"""Seal the list, take the digits, draw, confirm (draw.md sections 1 to 4). Substitutes are in services.substitutes, offered here too."""
from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from models import Activity, Assignment, Draw, Organisation, PoolEntry, Recusal, RoundApproval, User
from models.base import database
from models.choices import HOLDING, ActivityState, AssignmentState, DrawState, RecusalState
from portal.domain import draw as protocol
from portal.domain.eligibility import normal
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor, require
from portal.queries import draw_records, pool
from portal.queries.pool import Member, Preview
from portal.services import audit, records
from portal.services.activity_lock import own_activity
from portal.services.pool_decisions import change_place, decide_conflict, exclude, needed_words, readmit, sealing_step
from portal.services.substitutes import assign, free_place, release_by_answer

__all__ = [
    "approve_second_round", "change_place", "confirm", "decide_conflict", "exclude", "free_place", "give_digits", "give_witness_digits",
    "hand_out_record", "readmit", "release_by_answer", "seal",
]

SALT_BYTES, SHARE_BYTES = 16, 32
ROWS_AT_ONCE = 200
LONGEST_NAME, LONGEST_UNIT = 60, 120

TokenHex = Callable[[int], str]


# --- sealing ------------------------------------------------------------------------------------------------------------------------------


def approve_second_round(actor: Actor, activity: Activity, *, words: str, at: datetime) -> RoundApproval:
    """Consent in writing to a further round for the places that the drawn order could not fill; the clerk then seals it.

    Raises round_not_needed when no place is open, round_approved_before, words_missing.
    """
    require(actor, "draw:second_round")
    with database.atomic():
        row = own_activity(actor, activity, "second_round")
        reason = needed_words(words)
        number = draw_records.next_round(row)
        if not draw_records.open_places(row):
            raise DomainError("round_not_needed")
        if draw_records.approval(row, number):
            raise Conflict("round_approved_before")
        made = records.insert(RoundApproval(bureau=row.bureau_id, activity=row, round=number, words=reason, approved_by=actor.user_id,
                                            approved_at=at), at)
        audit.record(actor, "draw:second_round", row, at=at, reason=reason, changes={"round": [number - 1, number]})
    return made


def seal(actor: Actor, activity: Activity, *, at: datetime, reason: str = "", token_hex: TokenHex = secrets.token_hex) -> Draw:
    """Freeze the list of the next round and seal it (draw.md section 1); from here on the database refuses any change to it.

    The first round of an accepted activity, or a further one that the leader approved. `token_hex` gives salts and the hidden share.
    Raises pool_undecided, draw_after_start, round_not_approved, draw_without_places, draw_short_of_tag (tag, need, have),
    draw_short_of_people (need, have), Conflict step_not_now.
    """
    require(actor, "draw:seal")
    with database.atomic():
        row = own_activity(actor, activity, sealing_step(records.lock(Activity, activity.id)))
        listed = pool.preview(row, at)
        words = reason.strip() or _consent(row, listed)
        _check_sealable(row, listed, at)
        draw = _freeze(actor, row, listed, words, at, token_hex)
        records.change(actor, "draw:seal", row, at=at, reason=words, state=ActivityState.SEALED.value, sealed_at=at)
    return draw


def _consent(activity: Activity, listed: Preview) -> str:
    """The leader's words for a further round; the first needs none."""
    if listed.round == 1:
        return ""
    approval = draw_records.approval(activity, listed.round)
    if approval is None:
        raise DomainError("round_not_approved", round=listed.round)
    return str(approval.words)


def _check_sealable(activity: Activity, listed: Preview, at: datetime) -> None:
    if listed.undecided:
        raise DomainError("pool_undecided", count=len(listed.undecided))
    if activity.starts_at <= at:
        raise DomainError("draw_after_start")


def _freeze(actor: Actor, activity: Activity, listed: Preview, words: str, at: datetime, token_hex: TokenHex) -> Draw:
    share = token_hex(SHARE_BYTES)
    entrants = protocol.in_order(
        protocol.Entrant(member.supervisor.code, token_hex(SALT_BYTES), member.tags) for member in listed.inside
    )
    special = {tag: count for tag, count in listed.places.items() if tag != protocol.GENERAL}
    manifest = protocol.build_manifest(
        activity=activity.number, round_number=listed.round, special=special, general=listed.places[protocol.GENERAL], entrants=entrants,
        left_out=listed.left_out, commitment=protocol.commitment(share), sealed_at=at,
    )
    draw = records.insert(Draw(
        bureau=activity.bureau_id, activity=activity, round=listed.round, manifest=protocol.canonical(manifest),
        seal=protocol.seal(manifest), share=share, relaxations=list(listed.relaxed), reason=words, sealed_at=at, sealed_by=actor.user_id,
    ), at)
    _write_list(draw, listed, entrants, manifest, at)
    audit.record(actor, "draw:seal", draw, at=at, label=f"{activity.number}-{draw.round}", reason=words, changes={
        "seal": [None, draw.seal], "pool": [None, len(entrants)], "left_out": [None, dict(listed.left_out)],
        "relaxations": [None, list(listed.relaxed)]})
    return draw


def _write_list(draw: Draw, listed: Preview, entrants: list[protocol.Entrant], manifest: dict[str, Any], at: datetime) -> None:
    salts = {entrant.code: entrant.salt for entrant in entrants}
    pool_of = {member.supervisor.code: entry for member, entry in zip(listed.inside, manifest["pool"], strict=True)}
    rows = [_entry(draw, member, salts, pool_of, at) for member in (*listed.inside, *listed.outside)]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        PoolEntry.insert_many(rows[start:start + ROWS_AT_ONCE]).execute()


def _entry(draw: Draw, member: Member, salts: dict[str, str], pool_of: dict[str, Any], at: datetime) -> dict[str, Any]:
    code, sealed = member.supervisor.code, pool_of.get(member.supervisor.code, {})
    return {"draw": draw, "supervisor": member.supervisor, "no": sealed.get("no"), "tags": sealed.get("tags", []),
            "salt": salts.get(code, ""), "token": sealed.get("token", ""), "left_out": member.reason, "words": member.words,
            "created_at": at, "changed_at": at, "version": 1}


# --- digits and draw ----------------------------------------------------------------------------------------------------------------------


def give_witness_digits(actor: Actor, draw: Draw, *, digits: str, name: str, unit: str, at: datetime) -> Draw:
    """Keep the six digits of a witness who is present, before the officer's; they never change again.

    The witness is named, with unit, and is of neither the bureau nor its system staff. Raises digits_malformed, witness_missing,
    witness_of_bureau, Conflict witness_given and step_not_now.
    """
    require(actor, "draw:digits")
    with database.atomic():
        activity = own_activity(actor, draw.activity, "draw")
        row = _sealed_round(draw, activity)
        if row.witness_digits:
            raise Conflict("witness_given")
        _check_digits(digits)
        _check_witness(activity, name.strip(), unit.strip())
        return records.change(actor, "draw:witness_digits", row, at=at, witness_digits=digits, witness_name=name.strip(),
                              witness_unit=unit.strip(), witness_at=at, witness_by=actor.user_id)


def give_digits(actor: Actor, draw: Draw, *, digits: str, at: datetime, teller: str = "") -> Draw:
    """Keep the procuratorate's six digits and draw at once: the order, who holds which place, the activity `drawn`.

    The officer enters them; a clerk only as `teller`, named, told them by phone, which is marked on every paper of this draw.
    Raises digits_malformed, words_long, Conflict step_not_now for whoever comes second.
    """
    require(actor, "draw:phoned_digits" if teller.strip() else "draw:digits")
    with database.atomic():
        activity = own_activity(actor, draw.activity, "draw")
        row = _sealed_round(draw, activity)
        _check_digits(digits)
        _check_length(teller, LONGEST_NAME, "teller")
        result = protocol.outcome(draw_records.manifest_of(row), row.share, digits, row.witness_digits)
        records.change(
            actor, "draw:digits", row, at=at, digits=digits, digits_source="phone" if teller.strip() else "signed_in",
            digits_teller=teller.strip(), digits_at=at, digits_by=actor.user_id, seed=result.seed, order=result.order, drawn_at=at,
            state=DrawState.DRAWN.value,
        )
        _seat(row, result.places, at)
        records.change(actor, "draw:draw", activity, at=at, state=ActivityState.DRAWN.value, drawn_at=at)
    return row


def _sealed_round(draw: Draw, activity: Activity) -> Draw:
    row = records.lock(Draw, draw.id)
    if row.state != DrawState.SEALED:
        raise Conflict("step_not_now", step="draw", state=activity.state)
    return row


def _check_digits(digits: str) -> None:
    if not protocol.is_digits(digits):
        raise DomainError("digits_malformed", field="digits")


def _check_length(text: str, limit: int, field: str) -> None:
    if len(text.strip()) > limit:
        raise DomainError("words_long", field=field, limit=limit)


def _check_witness(activity: Activity, name: str, unit: str) -> None:
    if not name or not unit:
        raise DomainError("witness_missing", field="unit" if name else "name")
    _check_length(name, LONGEST_NAME, "name")
    _check_length(unit, LONGEST_UNIT, "unit")
    if normal(name) in _names_of_staff(activity.bureau) or _is_of_bureau(unit, activity.bureau):
        raise DomainError("witness_of_bureau", field="name", name=name)


def _names_of_staff(bureau: Organisation) -> set[str]:
    """Everybody with an account of the bureau, and the administrators, who belong to no office; blanks in a name hide nobody."""
    rows = User.select(User.name).where(User.organisation.is_null() | (User.organisation == bureau))
    return {normal(row.name) for row in rows}


def _is_of_bureau(unit: str, bureau: Organisation) -> bool:
    """Whether a unit is the bureau or a part of it, such as one of its sections."""
    names = (normal(name) for name in (bureau.name, bureau.short_name, bureau.name_en))
    return any(name and normal(unit).startswith(name) for name in names)


def _seat(draw: Draw, places: list[tuple[str, int]], at: datetime) -> None:
    people = dict(PoolEntry.select(PoolEntry.no, PoolEntry.supervisor).where(PoolEntry.draw == draw, PoolEntry.no.is_null(False)).tuples())
    for place, number in places:
        assign(draw, people[number], number, place, at)


# --- confirming ---------------------------------------------------------------------------------------------------------------------------


def confirm(actor: Actor, activity: Activity, *, at: datetime) -> Activity:
    """Confirm that every place is held by someone who said yes; the procuratorate may now see the phones.

    Raises places_open, answers_awaited, recusals_open (each with count), Conflict step_not_now.
    """
    require(actor, "draw:confirm")
    with database.atomic():
        row = own_activity(actor, activity, "confirm")
        for code, count in _hindrances(row):
            if count:
                raise DomainError(code, count=count)
        return records.change(actor, "draw:confirm", row, at=at, state=ActivityState.CONFIRMED.value, confirmed_at=at)


def _hindrances(activity: Activity) -> Iterator[tuple[str, int]]:
    holding = Assignment.select().where(Assignment.activity == activity, Assignment.state.in_(HOLDING))
    people = holding.select(Assignment.supervisor)
    yield "places_open", draw_records.open_places(activity).total()
    yield "answers_awaited", holding.where(Assignment.state != AssignmentState.ACCEPTED).count()
    yield "recusals_open", Recusal.select().where(
        Recusal.activity == activity, Recusal.state == RecusalState.PROPOSED, Recusal.supervisor.in_(people)).count()


# --- the record ---------------------------------------------------------------------------------------------------------------------------


def hand_out_record(actor: Actor, draw: Draw, *, at: datetime) -> str:
    """Return the record of a drawn round as its file, and keep in the trail who took it. Raises DomainError draw_not_drawn."""
    require(actor, "draw:read")
    with database.atomic():
        record = draw_records.record_of(draw)
        audit.record(actor, "draw:download", draw, at=at, label=draw_records.file_name(draw))
    return record
