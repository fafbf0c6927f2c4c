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
LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}", re.ASCII)


def normal_id(text: str) -> str:
    """Return an ID number with width folded, blanks and hyphens taken out and a capital X."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


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
    if ric.calc_check_digit(number[:-1]) != number[-1]:
        raise DomainError("id_check_digit", field="id_number")
    return number


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


def normal_phone(text: str) -> str:
    """Return a phone number with width folded, blanks and a leading +86 taken out."""
    plain = re.sub(r"[\s().]", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(\+86|0086)-?", "", plain)


def check_phone(text: str) -> str:
    """Return a normalised mobile or landline number. Raises DomainError phone_form."""
    phone = normal_phone(text)
    mobile = phone.replace("-", "")
    if MOBILE.fullmatch(mobile):
        return mobile
    if LANDLINE.fullmatch(phone):
        return phone
    raise DomainError("phone_form", field="phone")


def mask(text: str, head: int, tail: int) -> str:
    """Return a text with its middle replaced by stars; one too short to hide anything becomes all stars."""
    if len(text) < head + tail + 3:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail:]


def mask_phone(text: str) -> str:
    """Return `138****1234`."""
    return mask(text, 3, 4)


def mask_id(text: str) -> str:
    """Return `1503**********1234`."""
    return mask(text, 4, 4)


def mask_bank(text: str) -> str:
    """Return stars and the last four digits."""
    return mask(text, 0, 4)


def mask_text(text: str) -> str:
    """Return an address or relatives' names as stars that do not tell the length."""
    return "****" if text else ""
