"""The record of one draw: writing it down, and verifying it off line by naming the first step that fails (draw.md, sections 4 and 5)."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from portal.domain import draw
from portal.domain.draw_format import PROTOCOL, FormatError, canonical, read_record, utc_text
from portal.domain.errors import DomainError
from portal.domain.labels import N_

STEPS = {
    "format": N_("File form"),
    "seal": N_("Seal of the list"),
    "commitment": N_("Bureau's hidden share"),
    "seed": N_("Seed from both sides' digits"),
    "order": N_("Drawn order"),
    "events": N_("Substitutes taken in order"),
    "chosen": N_("People who hold a place"),
    "tokens": N_("Identity of the people"),
}
"""The steps of verifying, in their order, with their names on screen."""

FAILURES = {
    "format": N_(
        "This file is not a draw record as it was issued. It may be another file, or incomplete, or opened and saved by another program."
        " Ask for the file again."
    ),
    "seal": N_(
        "The seal does not belong to this list. The list, the places or the time of sealing were changed after sealing,"
        " or the seal was exchanged."
    ),
    "commitment": N_("The bureau's share is not the one it was bound to when it sealed the list."),
    "seed": N_("The seed does not follow from the seal, the bureau's share and the digits. The digits or the seed were changed."),
    "order": N_("The drawn order does not follow from the seed. Somebody was moved in the order, left away or put in."),
    "events": N_("The substitutes do not follow the drawn order: see step %(position)s after the draw, number %(no)s."),
    "chosen": N_("The people named as chosen are not those who hold a place after the draw and all substitutes."),
    "tokens": N_("Number %(no)s of the sealed list does not stand for the person named here."),
}
"""What the failure of each step means, for a clerk; filled with the verdict's `params`."""


@dataclass(frozen=True)
class Chosen:
    """One person who now fills a place, with the salt that opens the token of the sealed list."""

    no: int
    place: str
    code: str
    name: str
    salt: str


@dataclass(frozen=True)
class Verdict:
    """What verifying found: `step` is the first step that fails (None: all hold), `params` say where, `record` is what was read.

    `params`: `where` (path) for `format`; `position`, `kind`, `no` for `events`; `no` for `tokens`; empty for the others.
    `record` is None when the step is `format`; after any other failure it is there to be shown, not to be relied upon.
    """

    ok: bool
    step: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] | None = None


def build_event(kind: str, no: int, at: datetime, *, reason: str = "", place: str = "") -> dict[str, Any]:
    """One event of a round: kind `freed` or `passed` with its coded reason, `taken` with its place (a tag or `general`); `at` is aware."""
    detail = {"place": place} if kind == "taken" else {"reason": reason}
    return {"at": utc_text(at), "kind": kind, "no": no, **detail}


def build_record(
    *,
    manifest: Mapping[str, Any],
    seal: str,
    seed: str,
    order: Sequence[int],
    share: str,
    digits: str,
    witness_digits: str,
    events: Iterable[Mapping[str, Any]],
    chosen: Iterable[Chosen],
) -> str:
    """The canonical text of a record, from what the office keeps; its file is this text in UTF-8, nothing added.

    Writes down and recomputes nothing: a stored value that was tampered with must reach the verifier as it stands.
    """
    return canonical(
        {
            "chosen": [asdict(person) for person in sorted(chosen, key=lambda person: person.no)],
            "digits": {"procuratorate": digits, "witness": witness_digits},
            "events": list(events),
            "manifest": manifest,
            "order": list(order),
            "protocol": PROTOCOL,
            "seal": seal,
            "seed": seed,
            "share": share,
        }
    )


def record_digest(text: str | bytes) -> str:
    """The digest of a record that goes on the announcement: SM3 of the file's bytes."""
    return draw.sm3(text.encode() if isinstance(text, str) else text)


def verify_record(data: str | bytes) -> Verdict:
    """Recompute everything in the order of STEPS and name the first step that fails. Raises nothing, whatever the bytes are.

    Names, reasons and times of events are covered by no step, only by the record's digest on the announcement.
    """
    try:
        record = read_record(data)
    except FormatError as fault:
        return Verdict(False, "format", {"where": fault.where})
    for step, check in CHECKS.items():
        params = check(record)
        if params is not None:
            return Verdict(False, step, params, record)
    return Verdict(True, record=record)


Check = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]
"""Takes a record of the right form; gives None when the step holds, else what a sentence about it needs."""


def _unless(holds: bool) -> Mapping[str, Any] | None:
    return None if holds else {}


def _check_seal(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _unless(record["seal"] == draw.seal(record["manifest"]))


def _check_commitment(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _unless(record["manifest"]["commitment"] == draw.commitment(record["share"]))


def _check_seed(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    digits = record["digits"]
    return _unless(record["seed"] == draw.seed_of(record["seal"], record["share"], digits["procuratorate"], digits["witness"]))


def _check_order(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _unless(record["order"] == draw.draw_order(record["seed"], len(record["manifest"]["pool"])))


def _check_events(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    try:
        _standing(record)
    except DomainError as refusal:
        return refusal.params
    return None


def _check_chosen(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    holders = sorted(_standing(record).holders.items())
    return _unless([(person["no"], person["place"]) for person in record["chosen"]] == holders)


def _check_tokens(record: Mapping[str, Any]) -> Mapping[str, Any] | None:
    pool = record["manifest"]["pool"]
    for person in record["chosen"]:
        if pool[person["no"] - 1]["token"] != draw.token(person["salt"], person["code"]):
            return {"no": person["no"]}
    return None


def _standing(record: Mapping[str, Any]) -> draw.Standing:
    return draw.replay(record["manifest"], record["order"], record["events"])


CHECKS: Mapping[str, Check] = {
    "seal": _check_seal,
    "commitment": _check_commitment,
    "seed": _check_seed,
    "order": _check_order,
    "events": _check_events,
    "chosen": _check_chosen,
    "tokens": _check_tokens,
}
