"""The draw protocol `draw-1` as pure functions, normative to the byte (docs: the draw protocol).

Seal a list, mix in the digits of the other office, walk the order, take substitutes. No clock, no randomness, no database: salts, the share
and the times are arguments, so that anyone reaches the same result years later.
"""
from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

from portal.domain.draw_format import GENERAL, PROTOCOL, canonical, is_digits, manifest_fault, utc_text
from portal.domain.errors import DomainError

__all__ = [
    "GENERAL", "PROTOCOL", "Entrant", "Outcome", "Shortage", "Standing", "build_manifest", "canonical", "commitment",
    "draw_order", "fill_places", "in_order", "is_digits", "join", "may_seal", "next_substitute", "outcome", "replay",
    "seal", "seed_of", "shortage", "sm3", "token", "utc_text",
]  # fmt: skip


def sm3(data: bytes) -> str:
    """GB/T 32905-2016 of these bytes, as 64 lower-case hex digits."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def join(*parts: str) -> bytes:
    """The parts in UTF-8 with one line feed between them and none at the end."""
    return "\n".join(parts).encode()


def token(salt: str, code: str) -> str:
    """What stands in the sealed list instead of a person: nobody can tell who it is before the salt is shown."""
    return sm3(join(PROTOCOL, salt, code))


def commitment(share: str) -> str:
    """What binds the bureau to its hidden share (64 hex digits) before the other office's digits are known."""
    return sm3(join(PROTOCOL, share))


def seal(manifest: Mapping[str, Any]) -> str:
    """The seal of a manifest: SM3 of its canonical form."""
    return sm3(canonical(manifest).encode())


# --- before sealing ----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shortage:
    """Why a list may not be sealed: `tag` (None: the whole pool) needs `need` people and has `have`."""

    tag: str | None
    need: int
    have: int


@dataclass(frozen=True)
class Entrant:
    """One eligible person: permanent code, fresh salt (32 hex digits) and all the person's tags, asked for or not."""

    code: str
    salt: str
    tags: Collection[str] = ()


def shortage(pool_tags: Iterable[Collection[str]], special: Mapping[str, int], general: int) -> Shortage | None:
    """The first tag in sorted order, else the whole pool (tag None), that has too few people to fill its places in every order; else None.

    People with a tag must suffice for its own places and for the most that earlier tags can take of them (draw.md section 3.4). With three
    tags that sum may count a person twice, so the rule can refuse a list that would always have worked; it never allows one that might not.
    """
    pool = [frozenset(tags) for tags in pool_tags]
    for tag in sorted(special):
        with_tag = [tags for tags in pool if tag in tags]
        lost = sum(min(special[other], sum(other in tags for tags in with_tag)) for other in special if other < tag)
        if len(with_tag) < special[tag] + lost:
            return Shortage(tag, special[tag] + lost, len(with_tag))
    wanted = general + sum(special.values())
    return Shortage(None, wanted, len(pool)) if len(pool) < wanted else None


def may_seal(pool_tags: Iterable[Collection[str]], special: Mapping[str, int], general: int) -> bool:
    """Whether no order at all can leave a place empty, by the sum rule of draw.md section 3.4."""
    return shortage(pool_tags, special, general) is None


def in_order(entrants: Iterable[Entrant]) -> list[Entrant]:
    """The entrants as the sealed list numbers them from 1: by code point of their permanent code."""
    return sorted(entrants, key=lambda entrant: entrant.code)


def build_manifest(
    *,
    activity: str,
    round_number: int,
    special: Mapping[str, int],
    general: int,
    entrants: Iterable[Entrant],
    left_out: Mapping[str, int],
    commitment: str,
    sealed_at: datetime,
) -> dict[str, Any]:
    """The manifest to be sealed; `pool[i]` is the i-th of `in_order(entrants)`, tags nobody asks for are left away.

    Refuses with `draw_short_of_tag`, `draw_short_of_people`, `draw_without_places`, `draw_person_twice`, or (for what could not be verified
    later) `draw_manifest_malformed` with `where`.
    """
    asked = {tag: places for tag, places in special.items() if places}
    ordered = in_order(entrants)
    manifest = {
        "activity": activity,
        "commitment": commitment,
        "left_out": dict(left_out),
        "places": {"general": general, "special": asked},
        "pool": [
            {"no": number, "tags": sorted(set(entrant.tags) & set(asked)), "token": token(entrant.salt, entrant.code)}
            for number, entrant in enumerate(ordered, 1)
        ],
        "protocol": PROTOCOL,
        "round": round_number,
        "sealed_at": utc_text(sealed_at),
    }
    _require_sealable(manifest, [entrant.code for entrant in ordered])
    return manifest


def _require_sealable(manifest: Mapping[str, Any], codes: Sequence[str]) -> None:
    where = manifest_fault(manifest)
    if where:
        raise DomainError("draw_manifest_malformed", where=where)
    if len(set(codes)) != len(codes):
        raise DomainError("draw_person_twice")
    special, general = manifest["places"]["special"], manifest["places"]["general"]
    if not special and not general:
        raise DomainError("draw_without_places")
    missing = shortage([entry["tags"] for entry in manifest["pool"]], special, general)
    if missing:
        code = "draw_short_of_people" if missing.tag is None else "draw_short_of_tag"
        raise DomainError(code, tag=missing.tag, need=missing.need, have=missing.have)


# --- the draw ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What list, share and digits lead to: `places` as (place, number) in the order of filling, `substitutes` in the order of asking."""

    seal: str
    seed: str
    order: list[int]
    places: list[tuple[str, int]]
    substitutes: list[int]


def seed_of(seal: str, share: str, digits: str, witness_digits: str) -> str:
    """The seed of one draw; `witness_digits` is the empty string where there was no witness."""
    return sm3(join(PROTOCOL, seal, share, digits, witness_digits))


def draw_order(seed: str, size: int) -> list[int]:
    """The numbers 1…size sorted by their ticket, then by number."""
    return sorted(range(1, size + 1), key=lambda number: (sm3(join(PROTOCOL, seed, str(number))), number))


def fill_places(manifest: Mapping[str, Any], order: Iterable[int]) -> list[tuple[str, int]]:
    """Who is drawn first for which place: special places tag by tag in sorted order, then the general ones, each in the drawn order.

    One walk does for all: a tag takes whom it meets while it has room, so each person falls to the first of their tags that has room left.
    """
    tags = _tags_of(manifest)
    room = _room(manifest)
    taken: dict[str, list[int]] = {place: [] for place in room}
    for number in order:
        place = next((place for place in _places_for(tags[number]) if len(taken[place]) < room[place]), None)
        if place is not None:
            taken[place].append(number)
    return [(place, number) for place, numbers in taken.items() for number in numbers]


def outcome(manifest: Mapping[str, Any], share: str, digits: str, witness_digits: str) -> Outcome:
    """The whole draw from the sealed manifest, the bureau's share, the procuratorate's six digits and the witness's (or an empty string).

    Refuses with `digits_malformed`. Needs nothing else and gives the same result for ever (draw.md section 3).
    """
    if not is_digits(digits) or not (witness_digits == "" or is_digits(witness_digits)):
        raise DomainError("digits_malformed")
    sealed = seal(manifest)
    seed = seed_of(sealed, share, digits, witness_digits)
    order = draw_order(seed, len(manifest["pool"]))
    places = fill_places(manifest, order)
    drawn = {number for _, number in places}
    return Outcome(sealed, seed, order, places, [number for number in order if number not in drawn])


# --- substitutes -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """Where a round stands after its events: who holds which place, who was asked or passed over, how many places of each kind are free."""

    holders: Mapping[int, str]
    asked: frozenset[int]
    free: Mapping[str, int]


def next_substitute(order: Iterable[int], tags: Mapping[int, Collection[str]], place: str, asked: Collection[int]) -> int | None:
    """The first in the order who fits the place and was neither chosen nor passed over in this round (`asked`); None when nobody is left.

    `tags` gives each number's tags; `place` is a tag or `GENERAL`. Who gave a place back stays in `asked`: nobody is asked twice.
    """
    return next((number for number in order if number not in asked and (place == GENERAL or place in tags[number])), None)


def replay(manifest: Mapping[str, Any], order: Sequence[int], events: Iterable[Mapping[str, Any]]) -> Standing:
    """Where the round stands after these events. The first that does not follow: `draw_event_out_of_line` (position from 1, kind, no)."""
    round_so_far = _Round(manifest, order)
    for position, event in enumerate(events, 1):
        if not round_so_far.follow(event):
            raise DomainError("draw_event_out_of_line", position=position, kind=event["kind"], no=event["no"])
    return Standing(round_so_far.holders, frozenset(round_so_far.asked), round_so_far.free)


class _Round:
    """The moving state behind `replay`. One queue per place, shortened from the front, so that a long hostile record takes no long time."""

    def __init__(self, manifest: Mapping[str, Any], order: Sequence[int]) -> None:
        self.tags = _tags_of(manifest)
        self.free = _room(manifest)
        self.lines: dict[str, deque[int]] = {place: deque() for place in self.free}
        self.holders: dict[int, str] = {}
        self.asked: set[int] = set()
        for number in order:
            for place in _places_for(self.tags[number]):
                self.lines[place].append(number)
        for place, number in fill_places(manifest, order):
            self._seat(number, place)

    def follow(self, event: Mapping[str, Any]) -> bool:
        number = event["no"]
        if event["kind"] == "freed":
            return self._give_back(number)
        if event["kind"] == "passed":
            return self._pass_over(number)
        return self._take(number, event["place"])

    def _give_back(self, number: int) -> bool:
        place = self.holders.pop(number, None)
        if place is not None:
            self.free[place] += 1
        return place is not None

    def _pass_over(self, number: int) -> bool:
        due = any(self._is_due(number, place) for place in _places_for(self.tags.get(number, frozenset())))
        self.asked.add(number)
        return due

    def _take(self, number: int, place: str) -> bool:
        due = self._is_due(number, place)
        if due:
            self._seat(number, place)
        return due

    def _seat(self, number: int, place: str) -> None:
        self.free[place] -= 1
        self.holders[number] = place
        self.asked.add(number)

    def _is_due(self, number: int, place: str) -> bool:
        line = self.lines.get(place, deque())
        while line and line[0] in self.asked:
            line.popleft()
        return bool(self.free.get(place)) and bool(line) and line[0] == number


def _tags_of(manifest: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    asked_for = set(manifest["places"]["special"])
    return {entry["no"]: frozenset(asked_for.intersection(entry["tags"])) for entry in manifest["pool"]}


def _room(manifest: Mapping[str, Any]) -> dict[str, int]:
    """The number of places of each kind, in the order in which they are filled."""
    places = manifest["places"]
    return {**{tag: places["special"][tag] for tag in sorted(places["special"])}, GENERAL: places["general"]}


def _places_for(tags: Iterable[str]) -> list[str]:
    """The kinds of place that a person with these tags fits, in the order in which they are filled."""
    return [*sorted(tags), GENERAL]
