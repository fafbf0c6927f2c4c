"""ID numbers and phones: what is a right one, what it says, and how it is masked (rules.md "ID numbers", access.md "Fields")."""
from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from portal.domain.errors import DomainError

MALE, FEMALE = "male", "female"
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})(\d{7,8})", re.ASCII)
"""Area codes have three digits in Beijing and the 02x cities, four elsewhere."""
DASHES = re.compile("[-\u2010-\u2015\u2212]")


def normal_id(text: str) -> str:
    """Return an ID number with width folded, blanks and hyphens taken out and a capital X."""
    return DASHES.sub("", "".join(unicodedata.normalize("NFKC", text).split())).upper()


def check_id(text: str) -> str:
    """Return the normalised ID number.

    Raises DomainError id_length (not 18 characters), id_form, id_birth_date (no such day), id_check_digit; never by county code,
    as real numbers carry codes younger than their holder.
    """
    number = normal_id(text)
    if len(number) != 18:
        raise DomainError("id_length", field="id_number", length=len(number))
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        raise DomainError("id_form", field="id_number")
    birth_of(number)
    if check_digit(number[:-1]) != number[-1]:
        raise DomainError("id_check_digit", field="id_number")
    return number


def check_digit(body: str) -> str:
    """Return the last character (0-9 or X) that belongs to the first 17 digits of an ID number (GB 11643)."""
    # stdnum wants the whole number and ignores its last character.
    return str(ric.calc_check_digit(f"{body}0"))


def birth_of(number: str) -> date:
    """Return the birth date in an ID number. Raises DomainError id_birth_date."""
    try:
        return ric.get_birth_date(number)
    except (ValidationError, ValueError) as error:
        raise DomainError("id_birth_date", field="id_number") from error


def sex_of(number: str) -> str:
    """Return `male` for an odd 17th digit, `female` for an even one."""
    return MALE if int(number[16]) % 2 else FEMALE


def check_agreement(number: str, birth: date, sex: str) -> None:
    """Hold an ID number against birth date and sex. Raises DomainError id_contradicts_birth (in_id), id_contradicts_sex."""
    if birth_of(number) != birth:
        raise DomainError("id_contradicts_birth", field="birth_date", in_id=birth_of(number).isoformat())
    if sex_of(number) != sex:
        raise DomainError("id_contradicts_sex", field="sex")


def check_phone(text: str) -> str:
    """Return a mainland mobile number as 11 digits, a landline as `0473-2998888`, so that equal phones are equal text.

    Width, blanks, dots, brackets, dashes, a leading +86 and a 0 before a mobile number do not matter. Raises DomainError phone_form.
    """
    plain = DASHES.sub("", re.sub(r"[\s().]", "", unicodedata.normalize("NFKC", text)))
    digits = re.sub(r"^((\+|00)86)?0?", "", plain)
    if MOBILE.fullmatch(digits):
        return digits
    landline = LANDLINE.fullmatch(f"0{digits}") if digits != plain else None
    if landline is None:
        raise DomainError("phone_form", field="phone")
    return "-".join(landline.groups())


CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*", re.ASCII)
LONGEST_CODE = 30
BANK_CARD = re.compile(r"\d{12,21}", re.ASCII)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+", re.ASCII)


def check_code(text: str) -> str:
    """Return a person's permanent code in capitals, such as WH-2023-007. Raises DomainError code_malformed."""
    code = text.strip().upper()
    if code and (len(code) > LONGEST_CODE or not CODE.fullmatch(code)):
        raise DomainError("code_malformed", field="code")
    return code


def check_bank_card(text: str) -> str:
    """Return a bank card's number as digits alone. Raises DomainError bank_card_form."""
    number = re.sub(r"[\s-]", "", normal_id(text))
    if number and not BANK_CARD.fullmatch(number):
        raise DomainError("bank_card_form", field="bank_card")
    return number


def check_email(text: str) -> str:
    """Return an e-mail address without blanks around it. Raises DomainError email_form."""
    address = text.strip()
    if address and not EMAIL.fullmatch(address):
        raise DomainError("email_form", field="email")
    return address


KEPT = {"phone": (3, 4), "id_number": (4, 4), "bank_card": (0, 4)}
"""How many characters stay readable at the start and the end (access.md "Fields"); of any other kind none do."""
STARS = "****"


def mask(text: str, kind: str = "") -> str:
    """Return `138****1234` for a phone, `1503**********1234` for an ID number, stars and four digits for a bank card, else just stars.

    What is too short to hide three characters becomes stars that do not tell its length, as does an address or a name.
    """
    head, tail = KEPT.get(kind, (0, 0))
    hidden = len(text) - head - tail
    if kind not in KEPT or hidden < 3:
        return STARS if text else ""
    return text[:head] + "*" * max(len(STARS), hidden) + text[-tail:]
