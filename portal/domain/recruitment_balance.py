"""The balance sheet of a round: how applicants, proposed and appointed are spread over counties, public servants, sex, age and professions."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.choices import ApplicantState as A
from portal.domain.labels import N_

AGE_BANDS = {
    "to_35": N_("35 and under"),
    "to_45": N_("36 to 45"),
    "to_55": N_("46 to 55"),
    "over_55": N_("Over 55"),
}
UPPER_ENDS = (("to_35", 35), ("to_45", 45), ("to_55", 55))
SERVANTS = {"servant": N_("Public servants"), "not_servant": N_("Others")}

PROPOSED = (A.PROPOSED, A.APPOINTED)


@dataclass(frozen=True)
class Head:
    """One application as the sheet counts it: codes, and the full years of age on the first day of the term."""

    state: str
    county: str
    sex: str
    age: int
    servant: bool
    professions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line: how many applied (withdrawn ones left out), are or were proposed to the end, were appointed."""

    key: str
    applied: int
    proposed: int
    appointed: int


@dataclass(frozen=True)
class CountyLine:
    """A county with its places, what stays in office beside the round, and whether too few would be in office."""

    line: Line
    places: int
    staying: int
    short: bool


@dataclass(frozen=True)
class Sheet:
    """The whole sheet; `servants` is how many of the furthest stage reached by anybody are public servants, out of `chosen`."""

    total: Line
    counties: tuple[CountyLine, ...]
    groups: Mapping[str, tuple[Line, ...]]
    chosen: int
    servants: int
    servant_limit: int

    @property
    def too_many_servants(self) -> bool:
        """Whether public servants are more of those chosen than the limit says; a warning, not a block."""
        return self.servants * 100 > self.chosen * self.servant_limit


def age_band(age: int) -> str:
    """Return the band of an age."""
    return next((band for band, end in UPPER_ENDS if age <= end), "over_55")


def sheet(heads: Sequence[Head], *, places: Mapping[str, int], staying: Mapping[str, int], county_minimum: int, servant_limit: int,
          professions: Iterable[str], sexes: Iterable[str]) -> Sheet:
    """Return the balance sheet. `places` and `staying` map counties to the round's places and to who stays in office beside it."""
    running = [head for head in heads if head.state != A.WITHDRAWN]
    counties = [_count(code, running, lambda head, code=code: head.county == code) for code in places]  # type: ignore[misc] # bound per line
    groups = {
        "servants": _lines(SERVANTS, running, lambda head, key: head.servant == (key == "servant")),
        "sex": _lines(sexes, running, lambda head, key: head.sex == key),
        "age": _lines(AGE_BANDS, running, lambda head, key: age_band(head.age) == key),
        "profession": _lines(professions, running, lambda head, key: key in head.professions),
    }
    chosen = _furthest(running)
    return Sheet(
        total=_count("", running, lambda _head: True),
        counties=tuple(CountyLine(line, places[line.key], staying.get(line.key, 0),
                                  line.proposed + staying.get(line.key, 0) < county_minimum) for line in counties),
        groups=groups, chosen=len(chosen), servants=sum(head.servant for head in chosen), servant_limit=servant_limit)


def _furthest(heads: Sequence[Head]) -> list[Head]:
    """Those appointed; before that those proposed; before that all who applied."""
    for states in ((A.APPOINTED,), PROPOSED):
        found = [head for head in heads if head.state in states]
        if found:
            return found
    return list(heads)


def _lines(keys: Iterable[str], heads: Sequence[Head], belongs: Callable[[Head, str], bool]) -> tuple[Line, ...]:
    return tuple(_count(key, heads, lambda head, key=key: belongs(head, key)) for key in keys)  # type: ignore[misc] # bound per line


def _count(key: str, heads: Sequence[Head], belongs: Callable[[Head], bool]) -> Line:
    mine = [head for head in heads if belongs(head)]
    return Line(key, len(mine), sum(head.state in PROPOSED for head in mine), sum(head.state == A.APPOINTED for head in mine))
