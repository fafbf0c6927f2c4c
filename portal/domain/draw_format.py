"""The shape of a sealed manifest and of a draw's record, field by field: the step `format` of verifying (draw.md, sections 1 and 5)."""
from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from portal.domain.labels import FREED_REASONS, LEFT_OUT_REASONS, PASSED_REASONS

PROTOCOL = "draw-1"
GENERAL = "general"
LARGEST_INTEGER = 2**53 - 1
"""A browser's numbers are exact up to here; a larger one would let two verifiers disagree about the same file."""

SURROGATE = re.compile("[\ud800-\udfff]")
UTC_FORM = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

Check = Callable[[Any, str], str]
"""Takes a value and the path at which it stands; gives the path of the first fault in it, or an empty string."""


class FormatError(Exception):
    """The bytes are no record of this protocol; `where` is the path of the first fault (`chosen[0].salt`), empty for the whole file."""

    def __init__(self, where: str = "") -> None:
        super().__init__(where)
        self.where = where


def canonical(value: object) -> str:
    """The one text form that is hashed: JSON with sorted keys and no white space. A str: encode it as UTF-8 to get its bytes."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def utc_text(moment: datetime) -> str:
    """An aware datetime as `2026-11-25T02:03:04Z`; parts of a second are cut off. ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be sealed")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def read_utc(text: str) -> datetime | None:
    """The aware moment that a text of the form `2026-11-25T02:03:04Z` names; None for another form or a date that does not exist."""
    if not UTC_FORM.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def read_record(data: bytes | str) -> dict[str, Any]:
    """The record that these bytes hold, its shape checked; FormatError for anything else, whatever it is. Never another error."""
    try:
        raw = data.encode() if isinstance(data, str) else data
        found = json.loads(raw.decode())
    except (ValueError, RecursionError):
        raise FormatError from None
    fault = RECORD(found, "record")
    if fault:
        raise FormatError(fault.removeprefix("record").removeprefix("."))
    if canonical(found).encode() != raw:
        raise FormatError
    return dict(found)


def manifest_fault(manifest: object, at: str = "manifest") -> str:
    """The path of the first field of a manifest that is not as draw.md section 1 wants it; an empty string when all are."""
    return MANIFEST(manifest, at) or _pool_fault(manifest, at)


def is_digits(text: object) -> bool:
    """Six ASCII digits and nothing else, not even a line feed behind them."""
    return isinstance(text, str) and re.fullmatch("[0-9]{6}", text) is not None


def _that(test: Callable[[Any], bool]) -> Check:
    return lambda value, at: "" if test(value) else at


def _text(value: object) -> bool:
    # A lone surrogate has no UTF-8 form: it could be neither hashed nor written.
    return isinstance(value, str) and not SURROGATE.search(value)


def _matching(pattern: str) -> Check:
    return _that(lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None)


def _integer(least: int) -> Check:
    # bool is a kind of int in Python and would pass for 0 or 1.
    return _that(lambda value: type(value) is int and least <= value <= LARGEST_INTEGER)


def _object(**fields: Check) -> Check:
    def check(value: Any, at: str) -> str:
        if not isinstance(value, dict) or set(value) != set(fields):
            return at
        return _first(field(value[name], f"{at}.{name}") for name, field in fields.items())

    return check


def _listing(item: Check) -> Check:
    def check(value: Any, at: str) -> str:
        if not isinstance(value, list):
            return at
        return _first(item(entry, f"{at}[{index}]") for index, entry in enumerate(value))

    return check


def _counts(least: int, known: Callable[[str], bool]) -> Check:
    count = _integer(least)

    def check(value: Any, at: str) -> str:
        if not isinstance(value, dict) or not all(known(name) for name in value):
            return at
        return _first(count(number, at) for number in value.values())

    return check


def _first(faults: Iterable[str]) -> str:
    return next((fault for fault in faults if fault), "")


def _one_of(codes: Collection[str]) -> Check:
    return _that(lambda value: isinstance(value, str) and value in codes)


TEXT = _that(_text)
COUNT, NUMBER = _integer(0), _integer(1)
HEX_64, HEX_32 = _matching("[0-9a-f]{64}"), _matching("[0-9a-f]{32}")
TIME = _that(lambda value: isinstance(value, str) and read_utc(value) is not None)

EVENTS: Mapping[str, Check] = {
    "freed": _object(at=TIME, kind=TEXT, no=NUMBER, reason=_one_of(FREED_REASONS)),
    "passed": _object(at=TIME, kind=TEXT, no=NUMBER, reason=_one_of(PASSED_REASONS)),
    "taken": _object(at=TIME, kind=TEXT, no=NUMBER, place=TEXT),
}


def _event(value: Any, at: str) -> str:
    kind = value.get("kind") if isinstance(value, dict) else None
    return EVENTS[kind](value, at) if isinstance(kind, str) and kind in EVENTS else at


MANIFEST = _object(
    activity=TEXT,
    commitment=HEX_64,
    left_out=_counts(0, LEFT_OUT_REASONS.__contains__),
    # A tag called "general" could not be told from the general places in `chosen` and `events`.
    places=_object(general=COUNT, special=_counts(0, lambda tag: _text(tag) and tag != GENERAL)),
    pool=_listing(_object(no=NUMBER, tags=_listing(TEXT), token=HEX_64)),
    protocol=_one_of({PROTOCOL}),
    round=NUMBER,
    sealed_at=TIME,
)

RECORD = _object(
    chosen=_listing(_object(code=TEXT, name=TEXT, no=NUMBER, place=TEXT, salt=HEX_32)),
    digits=_object(procuratorate=_that(is_digits), witness=_that(lambda value: value == "" or is_digits(value))),
    events=_listing(_event),
    manifest=manifest_fault,
    order=_listing(NUMBER),
    protocol=_one_of({PROTOCOL}),
    seal=HEX_64,
    seed=HEX_64,
    share=HEX_64,
)


def _pool_fault(manifest: Any, at: str) -> str:
    """Numbered 1…n; the tags of each sorted, named once and asked for by some special place."""
    asked_for = manifest["places"]["special"]
    for index, entry in enumerate(manifest["pool"]):
        tags = entry["tags"]
        if entry["no"] != index + 1 or tags != sorted(set(tags)) or not set(tags) <= set(asked_for):
            return f"{at}.pool[{index}]"
    return ""
