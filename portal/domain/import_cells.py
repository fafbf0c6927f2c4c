"""How one cell of a sheet is read: every way in which offices write names, numbers, dates and words of a list (no table, no clock)."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.choices import ParticipantState
from portal.domain import identity, own_fields
from portal.domain.errors import DomainError
from portal.domain.import_dates import read_date
from portal.domain.import_sheets import Cell, folded, plain
from portal.domain.learning import EXAM_LIMIT
from portal.domain.names import split_names, tidy_name

LOST_FROM = 1e15
"""From so many digits on a spreadsheet keeps a number's first ones only."""
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.I)
YES = frozenset("是 有 √ ✓ ✔ y yes true 1".split())
NO = frozenset("否 无 不是 × x n no false 0".split())
PARTICIPATION = {
    ParticipantState.PRESENT: "到场 出席 参加 出勤 到课 参训 签到 已签到 已到 已参加 正常 是 √ ✓ ✔ present yes 1".split(),
    ParticipantState.ABSENT: "缺勤 缺席 旷课 未到 未到场 未出席 未参加 未签到 无故缺席 否 × x absent absentfromtheclass no 0".split(),
    ParticipantState.EXCUSED: "请假 病假 事假 公假 已请假 准假 excused".split(),
    ParticipantState.ENROLLED: "已列入名单 已报名 报名 enrolled".split(),
}
"""How it ended for somebody in a class → how sheets say so; the first is the screen's word."""
SEPARATORS = re.compile(r"[、,;/|\n]+")
COUNTY_ENDS = "区县旗市"


@dataclass(frozen=True)
class Choice:
    """One value of a list."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Lists:
    """What the words of each list mean: kind → word made plain → value."""

    words: Mapping[str, Mapping[str, Choice]] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, Choice]:
        """Return the words of a list."""
        return self.words.get(kind, {})


@dataclass(frozen=True)
class Read:
    """What a cell means. `shown` is the word of the list it was read as, where that is not what stands there."""

    value: Any
    shown: str = ""
    note: str = ""


def normal_word(text: str) -> str:
    """Return a word for looking it up in a list: width folded, no blanks, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def read_text(cell: Cell, longest: int) -> Read:
    """Return a text in one line, as written but for blanks around it. Raises DomainError text_long."""
    text = " ".join(part.strip() for part in plain(cell).replace("\x00", "").splitlines()).strip()
    if longest and len(text) > longest:
        raise DomainError("text_long", limit=longest)
    return Read(text)


def read_long_text(cell: Cell) -> Read:
    """Return a text of several lines."""
    return Read(plain(cell).replace("\x00", "").replace("\r\n", "\n").strip())


def read_name(cell: Cell, longest: int) -> Read:
    """Return a person's name without blanks. Raises DomainError text_long."""
    name = tidy_name(plain(cell))
    if len(name) > longest:
        raise DomainError("text_long", limit=longest)
    return Read(name)


def read_names(cell: Cell) -> Read:
    """Return names parted by 、, commas, semicolons, slashes or lines, as `甲、乙`."""
    return Read("、".join(split_names(plain(cell))))


def refuse_lost_digits(cell: Cell) -> None:
    """Refuse a long number that a spreadsheet kept as a number, and so without its last digits. Raises DomainError digits_lost."""
    as_number = isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LOST_FROM
    if as_number or (isinstance(cell, str) and SCIENTIFIC.fullmatch(folded(cell))):
        raise DomainError("digits_lost")


def read_id(cell: Cell) -> Read:
    """Return an ID number. Raises DomainError digits_lost and those of identity.check_id."""
    refuse_lost_digits(cell)
    return Read(identity.check_id(folded(cell)))


def read_bank_card(cell: Cell) -> Read:
    """Return a bank card's number. Raises DomainError digits_lost, bank_card_form."""
    refuse_lost_digits(cell)
    return Read(identity.check_bank_card(folded(cell)))


def read_phone(cell: Cell) -> Read:
    """Return a phone number; of several in one cell the first right one. Raises DomainError phone_form."""
    text = folded(cell)
    try:
        return Read(identity.check_phone(text))
    except DomainError:
        for part in re.split(r"[、,;/|\s]+", text):
            if len(part) >= 7 and (number := _phone(part)):
                return Read(number, note="first_of_several")
        raise


def _phone(text: str) -> str:
    try:
        return identity.check_phone(text)
    except DomainError:
        return ""


def read_email(cell: Cell) -> Read:
    """Return an e-mail address. Raises DomainError email_form."""
    return Read(identity.check_email(folded(cell)))


def read_code(cell: Cell) -> Read:
    """Return a permanent code in capitals; a plain number is no code but a line's number, and means nothing."""
    text = folded(cell).upper()
    return Read("" if text.isdigit() else text)


def read_number(cell: Cell) -> Read:
    """Return a line's number as a whole number where it is one, else its text."""
    text = folded(cell)
    return Read(int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text)


def read_yes(cell: Cell) -> Read:
    """Return yes or no. Raises DomainError yes_or_no."""
    word = normal_word(folded(cell))
    if word not in YES | NO:
        raise DomainError("yes_or_no")
    return Read(word in YES)


def read_tenths(cell: Cell) -> Read:
    """Return a number of hours in tenths, `3.5` or `3.5学时`. Raises DomainError hours_form."""
    found = re.fullmatch(r"(\d{1,4})(?:\.(\d))?0*(?:学时|课时|小时|h|hours?)?", normal_word(folded(cell)))
    if found is None:
        raise DomainError("hours_form")
    return Read(int(found[1]) * 10 + int(found[2] or 0))


def read_participation(cell: Cell) -> Read:
    """Return the state of a participant that a word means. Raises DomainError participation_unknown (value)."""
    word = normal_word(folded(cell))
    state = next((state for state, words in PARTICIPATION.items() if word in words), None)
    if state is None:
        raise DomainError("participation_unknown", value=folded(cell))
    return Read(state.value, shown="" if word == PARTICIPATION[state][0] else PARTICIPATION[state][0])


def read_mark(cell: Cell) -> Read:
    """Return an exam mark from 0 to 100 in tenths, `92.5` or `92.5分`. Raises DomainError mark_form."""
    found = re.fullmatch(r"(\d{1,3})(?:\.(\d))?0*分?", normal_word(folded(cell)))
    tenths = int(found[1]) * 10 + int(found[2] or 0) if found else EXAM_LIMIT + 1
    if tenths > EXAM_LIMIT:
        raise DomainError("mark_form")
    return Read(tenths)


def read_choice(cell: Cell, words: Mapping[str, Choice]) -> Read:
    """Return the value of a list that a word means. Raises DomainError not_in_list (value)."""
    text = folded(cell)
    found = _choice(text, words)
    if found is None:
        raise DomainError("not_in_list", value=text)
    return Read(found, shown="" if normal_word(found.name) == normal_word(text) else found.name)


def _choice(text: str, words: Mapping[str, Choice]) -> Choice | None:
    return words.get(normal_word(text)) or words.get(normal_word(re.sub(r"\(.*?\)", "", text)))


def read_own(cell: Cell, kind: str, options: Sequence[str]) -> str:
    """Return what is kept of a field of the office's own. Raises DomainError date_form, yes_or_no, not_in_list and those of own_fields.parse."""
    if kind == "date":
        day = read_date(cell).whole()
        if day is None:
            raise DomainError("date_form")
        return day.isoformat()
    if kind == "yes_no":
        return own_fields.YES if read_yes(cell).value else own_fields.NO
    text = plain(cell).strip()
    if kind == "choice" and text not in options:
        raise DomainError("not_in_list", value=text)
    return own_fields.parse(kind, text, options)


def read_county(cell: Cell, words: Mapping[str, Choice]) -> Read:
    """Return the county that is meant, with or without 区, with the city before it or not.

    An office that keeps no list of counties has nothing to hold it against: the cell is left aside. Raises DomainError not_in_list.
    """
    text = normal_word(folded(cell))
    if not words:
        return Read(None, note="no_counties")
    stem = text.rstrip(COUNTY_ENDS)
    for word, choice in words.items():
        if text == word or (len(stem) > 1 and word.rstrip(COUNTY_ENDS) == stem) or text.endswith(word):
            return Read(choice)
    raise DomainError("not_in_list", value=folded(cell))


def read_choices(cell: Cell, words: Mapping[str, Choice]) -> Read:
    """Return several values of a list, parted by 、,;/ lines or blanks. Raises DomainError not_in_list (value)."""
    found: list[Choice] = []
    read_as = []
    for part in SEPARATORS.split(folded(cell)):
        known = _choice(part, words)
        for word in [part] if known else part.split():
            choice = _choice(word, words)
            if choice is None:
                raise DomainError("not_in_list", value=word)
            found.append(choice)
            read_as += [choice.name] if normal_word(choice.name) != normal_word(word) else []
    return Read(tuple(dict.fromkeys(found)), shown="、".join(read_as))
