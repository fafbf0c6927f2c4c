"""Good draw records, and every single change to one of them beside the step that must name it.

The portal and verify.html are held to the same table.
"""
from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.domain import draw
from portal.domain.draw_record import Chosen, build_event, build_record

SEALED_AT = datetime(2026, 11, 25, 2, 3, 4, tzinfo=UTC)
SHARE = "c005d1bf05993c104815f80997335aadfb4e5a1f35bc3463ea695687a67e30ed"
HISTORY = (
    ("freed", draw.GENERAL, "ill"),
    ("passed", draw.GENERAL, "engaged"),
    ("taken", draw.GENERAL, ""),
    ("freed", "法律", "recused"),
    ("freed", draw.GENERAL, "unreachable"),
    ("taken", "法律", ""),
    ("passed", draw.GENERAL, "recused"),
    ("taken", draw.GENERAL, ""),
)
"""What happens after the draw of `rich`: kind, place, reason. Two places are free at once in the middle."""
USED_UP = (("freed", draw.GENERAL, "away"), ("passed", draw.GENERAL, "on_leave"), ("taken", draw.GENERAL, ""),
           ("freed", draw.GENERAL, "other"))
EVERYBODY_PASSED = (("freed", draw.GENERAL, "work"), ("passed", draw.GENERAL, "not_active"), ("freed", "法律", "family"))

Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Mutation:
    """One changed record: `step` is the step that must fail (None: the protocol cannot see this change)."""

    label: str
    data: bytes
    step: str | None


def entrants(tags: list[tuple[str, ...]]) -> list[draw.Entrant]:
    """People with made-up codes and salts, one for each list of tags."""
    return [draw.Entrant(f"WH-2026-{number:03}", f"{number:032x}", own) for number, own in enumerate(tags, 1)]


def record(
    tags: list[tuple[str, ...]],
    special: Mapping[str, int],
    general: int,
    history: tuple[tuple[str, str, str], ...] = (),
    *,
    witness: str = "",
    names: str = "王{no}",
    left_out: Mapping[str, int] | None = None,
    activity: str = "乌检需〔2026〕3号",
    round_number: int = 1,
) -> str:
    """A true record: seal, draw, then the history, where `freed` is the lowest number holding the place and the others are the next."""
    people = draw.in_order(entrants(tags))
    manifest = draw.build_manifest(
        activity=activity, round_number=round_number, special=special, general=general, entrants=people, left_out=left_out or {},
        commitment=draw.commitment(SHARE), sealed_at=SEALED_AT,
    )
    drawn = draw.outcome(manifest, SHARE, "577155", witness)
    events = _events(manifest, drawn.order, history)
    holders = draw.replay(manifest, drawn.order, events).holders
    chosen = [Chosen(no, place, people[no - 1].code, names.format(no=no), people[no - 1].salt) for no, place in holders.items()]
    return build_record(
        manifest=manifest, seal=drawn.seal, seed=drawn.seed, order=drawn.order, share=SHARE, digits="577155", witness_digits=witness,
        events=events, chosen=chosen,
    )


def _events(manifest: dict[str, Any], order: list[int], history: tuple[tuple[str, str, str], ...]) -> list[dict[str, Any]]:
    tags = {entry["no"]: entry["tags"] for entry in manifest["pool"]}
    events: list[dict[str, Any]] = []
    for hours, (kind, place, reason) in enumerate(history, 1):
        standing = draw.replay(manifest, order, events)
        held = [number for number, held_place in standing.holders.items() if held_place == place]
        no = min(held) if kind == "freed" else draw.next_substitute(order, tags, place, standing.asked)
        events.append(build_event(kind, no, SEALED_AT + timedelta(hours=hours), reason=reason, place=place))
    return events


MANY = [("法律",), (), ("未成年人保护", "法律"), (), ("法律", "财会"), (), (),
        ("未成年人保护",), (), ("法律",), (), (), ("未成年人保护",), ()]


def good_records() -> dict[str, str]:
    """True records of every kind: plain, with witness and substitutes, used up, a second round, hard texts, nobody left."""
    return {
        "plain": record([()] * 23, {}, 3),
        "rich": record(MANY, {"法律": 1, "未成年人保护": 1}, 2, HISTORY, witness="048532", left_out={"on_leave": 2, "recused": 0}),
        "place left open": record([()] * 4, {}, 2, USED_UP),
        "everybody passed": record([("法律",), (), ()], {"法律": 1}, 1, EVERYBODY_PASSED),
        "second round": record([(), ("法律",)], {"法律": 1}, 0, left_out={"asked_before": 4}, round_number=2),
        "hard texts": record([("￥", "𠮷"), ("𠮷",), ("__proto__", "\n"), ("\u2028", "7")], {"𠮷": 1, "￥": 1, "__proto__": 1, "7": 1}, 0,
                             names='"\\/\b\f\n\r\t\x01\x1f\x7f\u2028é𠮷{no}', activity="\ufeff <b>&amp;"),
        "nobody left": record([()], {}, 1, (("freed", "general", "ill"),)),
    }


# --- every single change -----------------------------------------------------------------------------------------------------------------

def _other_hex(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _other_digits(text: str) -> str:
    return text[:-1] + str((int(text[-1]) + 1) % 10)


LEAVES: tuple[tuple[str, Change, str | None], ...] = (
    # path of the value, another value of the same form, the step that must see it
    (r"protocol", lambda _: "draw-2", "format"),
    (r"seal", _other_hex, "seal"),
    (r"share", _other_hex, "commitment"),
    (r"seed", _other_hex, "seed"),
    (r"digits\.(procuratorate|witness)", _other_digits, "seed"),
    (r"order\[\d+\]", lambda no: no % 14 + 1, "order"),
    (r"manifest\.activity", lambda text: text + " ", "seal"),
    (r"manifest\.commitment", _other_hex, "seal"),
    (r"manifest\.left_out\.\w+", lambda count: count + 1, "seal"),
    (r"manifest\.places\.(general|special\.\w+)", lambda count: count + 1, "seal"),
    (r"manifest\.pool\[\d+\]\.no", lambda no: no + 1, "format"),
    (r"manifest\.pool\[\d+\]\.tags\[\d+\]", lambda _: "审计", "format"),
    (r"manifest\.pool\[\d+\]\.token", _other_hex, "seal"),
    (r"manifest\.protocol", lambda _: "draw-2", "format"),
    (r"manifest\.round", lambda number: number + 1, "seal"),
    (r"manifest\.sealed_at", lambda _: "2026-11-25T02:03:05Z", "seal"),
    (r"events\[\d+\]\.at", lambda _: "2026-11-25T23:59:59Z", None),
    (r"events\[\d+\]\.kind", lambda kind: {"freed": "passed", "passed": "taken", "taken": "freed"}[kind], "format or events"),
    (r"events\[\d+\]\.no", lambda _: 99, "events"),
    (r"events\[\d+\]\.place", lambda place: "法律" if place == "general" else "general", "events"),
    (r"events\[\d+\]\.reason", lambda reason: "recused" if reason != "recused" else "not recused", "reason"),
    (r"chosen\[\d+\]\.code", lambda code: code + " ", "tokens"),
    (r"chosen\[\d+\]\.name", lambda name: name + "明", None),
    (r"chosen\[\d+\]\.no", lambda no: no + 100, "chosen"),
    (r"chosen\[\d+\]\.place", lambda place: "法律" if place == "general" else "general", "chosen"),
    (r"chosen\[\d+\]\.salt", _other_hex, "tokens"),
)

LISTS: tuple[tuple[str, str, str | None], ...] = (
    # path of the list, what is done to it, the step that must see it
    (r"order", "drop|drop last|double|swap|empty", "order"),
    (r"chosen", "drop|drop last|double|swap|empty", "chosen"),
    (r"manifest\.pool", "drop last", "seal"),
    (r"manifest\.pool", "drop|double|swap", "format"),
    (r"manifest\.pool", "empty", "seal"),
    (r"manifest\.pool\[\d+\]\.tags", "drop|drop last|empty", "seal"),
    (r"manifest\.pool\[\d+\]\.tags", "double|swap", "format"),
    (r"events", "double", "events"),
    # The last substitute was never taken: only the people named tell. Nothing at all was ever freed: the same.
    (r"events", "drop last|empty", "chosen"),
    (r"events", "drop|swap", "by position"),
)

EVENT_DROPS = ("events",) * 7
"""Without event 1…7 of HISTORY a later one does not follow: the sixth too, whose substitute was next for the general place as well."""
EVENT_SWAPS = ("events", "events", None, None, None, None, "events")
"""Neighbours exchanged. Those in the middle touch different places: everybody ends where they were, and the protocol sees no difference."""


def mutations() -> Iterator[Mutation]:
    """Every single change to the record `rich`, at every field and every list entry, and to its bytes."""
    text = good_records()["rich"]
    good = json.loads(text)
    for path in _paths(good):
        yield from _wrong_kinds(good, path)
        value = _at(good, path)
        yield from {dict: _object_changes, list: _list_changes}.get(type(value), _leaf_changes)(good, path)
    yield from _malformed_values(good)
    yield from _byte_changes(text)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield from _paths(value[key], (*path, key))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _spelt(path: tuple[Any, ...]) -> str:
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def encoded(value: Any) -> bytes:
    """The canonical bytes of any JSON value."""
    return draw.canonical(value).encode()


def changed(good: Any, path: tuple[Any, ...], change: Change) -> Any:
    """A copy of the record with the value at the path replaced by what `change` makes of it."""
    other = copy.deepcopy(good)
    if not path:
        return change(other)
    parent = _at(other, path[:-1])
    parent[path[-1]] = change(parent[path[-1]])
    return other


def _mutation(good: Any, path: tuple[Any, ...], what: str, change: Change, step: str | None) -> Mutation:
    return Mutation(f"{_spelt(path) or 'record'}: {what}", encoded(changed(good, path, change)), step)


def _wrong_kinds(good: Any, path: tuple[Any, ...]) -> Iterator[Mutation]:
    for what, other in (("null", None), ("true", True), ("a fraction", 1.5), ("a deep list", [[[[]]]]), ("an object", {"a": 1})):
        yield _mutation(good, path, what, lambda _, other=other: other, "format")
    value = _at(good, path)
    yield _mutation(good, path, "a number for text, or text for a number", lambda value: str(value) if type(value) is int else 7, "format")
    if type(value) is int:
        yield _mutation(good, path, "below zero", lambda value: -value - 1, "format")
        yield _mutation(good, path, "beyond exact integers", lambda _: 2**53, "format")
        yield _mutation(good, path, "a whole fraction", float, "format")


def _leaf_changes(good: Any, path: tuple[Any, ...]) -> Iterator[Mutation]:
    (change, step), = [(change, step) for pattern, change, step in LEAVES if re.fullmatch(pattern, _spelt(path))]
    value = _at(good, path)
    if step == "format or events":
        # Freed and passed have the same fields: where the reason is known to both, only the meaning is wrong.
        step = "events" if value == "freed" and good["events"][path[1]]["reason"] == "recused" else "format"
    if step == "reason":
        step = None if value != "recused" else "format"
    yield _mutation(good, path, "another value", change, step)


def _object_changes(good: Any, path: tuple[Any, ...]) -> Iterator[Mutation]:
    counts = {"manifest.left_out": "seal", "manifest.places.special": "format"}
    for key in _at(good, path):
        without = lambda value, key=key: {name: entry for name, entry in value.items() if name != key}  # noqa: E731
        yield _mutation(good, path, f"without {key}", without, counts.get(_spelt(path), "format"))
    added = "seal" if _spelt(path) == "manifest.places.special" else "format"
    yield _mutation(good, path, "with one more field", lambda value: {**value, "另": 1}, added)


def _list_changes(good: Any, path: tuple[Any, ...]) -> Iterator[Mutation]:
    last = len(_at(good, path)) - 1
    for index in range(last + 1):
        yield _list_change(good, path, "drop last" if index == last else "drop", index, lambda value, at: value[:at] + value[at + 1:])
        yield _list_change(good, path, "double", index, lambda value, at: value[:at + 1] + value[at:])
        if index < last:
            yield _list_change(good, path, "swap", index, lambda value, at: [*value[:at], value[at + 1], value[at], *value[at + 2:]])
    if last >= 0:
        yield _list_change(good, path, "empty", 0, lambda value, at: [])


def _list_change(good: Any, path: tuple[Any, ...], what: str, index: int, change: Callable[[list[Any], int], list[Any]]) -> Mutation:
    step = next(step for pattern, kinds, step in LISTS if re.fullmatch(pattern, _spelt(path)) and what in kinds.split("|"))
    if step == "by position":
        step = (EVENT_DROPS if what == "drop" else EVENT_SWAPS)[index]
    return _mutation(good, path, f"{what} {index}", lambda value: change(value, index), step)


MALFORMED = (
    # path, another value that is nearly right
    *((path, bad) for path in (("seal",), ("seed",), ("share",), ("manifest", "commitment"), ("manifest", "pool", 0, "token"))
      for bad in ("", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 64 + "\n", "٣" * 64)),
    *((("chosen", 0, "salt"), bad) for bad in ("", "a" * 31, "a" * 33, "A" * 32, "a" * 64)),
    *((("digits", "procuratorate"), bad) for bad in ("", "12345", "1234567", "12345a", "123456\n", "١٢٣٤٥٦", "\uff11" * 6, " 12345")),
    *((("digits", "witness"), bad) for bad in ("12345", "123456\n", "١٢٣٤٥٦", " ")),
    *((path, bad) for path in (("manifest", "sealed_at"), ("events", 0, "at")) for bad in (
        "", "2026-11-25", "2026-11-25 02:03:04Z", "2026-11-25T02:03:04", "2026-11-25T02:03:04+00:00", "2026-11-25T02:03:04.0Z",
        "2026-02-29T02:03:04Z", "2100-02-29T00:00:00Z", "2026-13-01T02:03:04Z", "2026-00-01T02:03:04Z", "2026-11-00T02:03:04Z",
        "2026-11-31T02:03:04Z", "2026-11-25T24:00:00Z", "2026-11-25T02:60:04Z", "2026-11-25T02:03:60Z", "0000-11-25T02:03:04Z",
        "2026-11-25T02:03:04Z\n", "٢٠٢٦-11-25T02:03:04Z")),
    (("manifest", "round"), 0),
    (("manifest", "left_out", "bored"), 1),
    (("manifest", "left_out", "constructor"), 1),
    (("manifest", "places", "special", "general"), 1),
    (("manifest", "pool", 2, "tags"), ["法律", "未成年人保护"]),
    (("manifest", "pool", 2, "tags"), ["法律", "法律"]),
    (("manifest", "pool", 1, "tags"), ["财会"]),
    (("events", 0, "reason"), "engaged"),
    (("events", 0, "reason"), "bored"),
    (("events", 1, "reason"), "ill"),
    (("events", 0, "kind"), "constructor"),
    (("events", 0), {"at": "2026-11-25T02:03:04Z", "kind": "freed", "no": 1, "place": "general"}),
    (("events", 2), {"at": "2026-11-25T02:03:04Z", "kind": "taken", "no": 1, "place": "general", "reason": "ill"}),
)


def _malformed_values(good: Any) -> Iterator[Mutation]:
    for path, bad in MALFORMED:
        other = copy.deepcopy(good)
        _at(other, path[:-1])[path[-1]] = bad
        yield Mutation(f"{_spelt(path)}: {bad!r}", encoded(other), "format")


def _byte_changes(text: str) -> Iterator[Mutation]:
    """Other bytes for the same or nearly the same record, and bytes that are no record at all."""
    raw = text.encode()
    doubled = text.replace('"seal":', '"seal":"' + "a" * 64 + '","seal":', 1)
    for what, data in {
        "byte order mark": b"\xef\xbb\xbf" + raw,
        "line feed at the end": raw + b"\n",
        "space at the start": b" " + raw,
        "space after a colon": raw.replace(b'":', b'": ', 1),
        "indented": json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, indent=1).encode(),
        "escaped": json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")).encode(),
        "keys in another order": json.dumps(dict(reversed(json.loads(text).items())), ensure_ascii=False, separators=(",", ":")).encode(),
        "a key twice": doubled.encode(),
        "a lone surrogate": raw.replace("王".encode(), b"\\ud800", 1),
        "a lone surrogate in capitals": raw.replace("王".encode(), b"\\uDFFF", 1),
        "a slash escaped": raw.replace("王".encode(), b"\\/", 1),
        "minus zero": raw.replace(b'"recused":0', b'"recused":-0', 1),
        "a zero in front": raw.replace(b'"round":1', b'"round":01', 1),
        "an exponent": raw.replace(b'"round":1', b'"round":1e0', 1),
        "a whole fraction": raw.replace(b'"round":1', b'"round":1.0', 1),
        "beyond all numbers": raw.replace(b'"round":1', b'"round":1e999', 1),
        "not a number": raw.replace(b'"round":1', b'"round":NaN', 1),
        "infinity": raw.replace(b'"round":1', b'"round":-Infinity', 1),
        "a huge number": raw.replace(b'"round":1', b'"round":1' + b"0" * 5000, 1),
        "nearly exact": raw.replace(b'"round":1', b'"round":9007199254740993', 1),
        "not UTF-8": raw.replace("王".encode(), b"\xff", 1),
        "UTF-8 of a surrogate": raw.replace("王".encode(), b"\xed\xa0\x80", 1),
        "another encoding": text.encode("gb18030"),
        "two bytes a sign": text.encode("utf-16"),
        "cut short": raw[:-1],
        "twice": raw + raw,
        "nothing": b"",
        "deep": b"[" * 200_000,
        "deep and closed": b"[" * 100_000 + b"]" * 100_000,
        "deep inside": raw.replace(b'"round":1', b'"round":' + b"[" * 50_000 + b"]" * 50_000, 1),
        "null": b"null",
        "a list": b"[]",
        "an empty object": b"{}",
        "a text": b'"draw-1"',
        "a program": b"<script>alert(1)</script>",
    }.items():
        assert data != raw, what
        yield Mutation(f"bytes: {what}", data, "format")
