"""What a kind of paper is: its name, the fields that a Word template may use, how frozen data fill them, and who may issue and read it.

The words made for papers go into official letters, which are Chinese whatever the screen's language is (rules.md "Papers").
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

NOTHING = "无"
BUREAU, PROCURATORATE = "bureau", "procuratorate"


@dataclass(frozen=True)
class PaperForm:
    """One kind of paper.

    `fields` maps each field of a template to what it holds; a dotted one belongs to the lines of a list:
    `{%tr for person in people %}{{ person.name }}`. `fill` makes the fields from the paper's number and its frozen data, `sample` is data of
    an invented paper that shows every field at work. `numbered` papers must show their number. `reads` and `writes` are the verbs.

    `states` names the states of its matter in which a paper may be issued by itself; a kind without any is issued by a larger act only.
    `office` says whose letter it is: a procuratorate's is numbered where that office has a prefix for letters.
    """

    title: str
    fields: Mapping[str, str]
    fill: Callable[[str, Mapping[str, Any]], dict[str, Any]]
    sample: Mapping[str, Any]
    reads: str
    writes: str
    numbered: bool = True
    states: tuple[str, ...] = ()
    office: str = BUREAU


class Watched(dict[str, Any]):
    """One line of a list that remembers which of its fields were asked for and are not there."""

    def __init__(self, values: Mapping[str, Any], path: str, unknown: set[str]) -> None:
        super().__init__(values)
        self._path, self._unknown = path, unknown

    def __missing__(self, key: str) -> Any:
        self._unknown.add(f"{self._path}.{key}")
        raise KeyError(key)


def watched(fields: Mapping[str, Any], unknown: set[str]) -> dict[str, Any]:
    """Return fields whose lists add to `unknown` every field of their lines that a template asks for in vain."""
    return {name: [Watched(line, name, unknown) for line in value] if isinstance(value, list) else value for name, value in fields.items()}


def day_words(day: date) -> str:
    """Return `2026年3月5日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(text: str) -> str:
    """Return a kept day (`2026-03-05`) in words; nothing for an empty one."""
    return day_words(date.fromisoformat(text)) if text else ""
