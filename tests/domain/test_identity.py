from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from portal.domain import identity
from portal.domain.errors import ERRORS, DomainError


def number(body: str) -> str:
    """A right ID number from its first 17 digits."""
    return body + identity.check_digit(body)


MAN = number("15030219800506123")
WOMAN = number("15030219991231002")

@pytest.mark.parametrize(("body", "digit"), [("11010519491231002", "X"), ("34052419800101001", "X"), ("15030219800506123", "1")])
def test_check_digits_worked_out_by_hand(body: str, digit: str) -> None:
    assert identity.check_digit(body) == digit


RIGHT = [
    (MAN, MAN, "as on the card"),
    (f" {MAN[:6]} {MAN[6:14]} {MAN[14:]} ", MAN, "blanks"),
    (f"{MAN[:6]}-{MAN[6:]}", MAN, "a hyphen"),
    ("".join(chr(ord(sign) + 0xFEE0) for sign in MAN), MAN, "full-width signs"),
    ("11010519491231002x", "11010519491231002X", "a small x"),
    ("11010519491231002X", "11010519491231002X", "a full-width X"),
    (number("15030219800506001"), number("15030219800506001"), "a county code younger than the holder"),
    (number("99999919800506001"), number("99999919800506001"), "a county that nobody knows"),
    (number("15030220000229001"), number("15030220000229001"), "29 February of a leap year"),
]


@pytest.mark.parametrize(("typed", "kept", "why"), RIGHT)
def test_right_numbers(typed: str, kept: str, why: str) -> None:
    assert identity.check_id(typed) == kept, why


WRONG = [
    ("", "id_length", "nothing"),
    ("150302800506123", "id_length", "15 digits, out of use since 2013"),
    (MAN[:-1], "id_length", "one short"),
    (MAN + "1", "id_length", "one more"),
    ("X" + MAN[1:], "id_form", "a letter in front"),
    ("0" + MAN[1:], "id_form", "no region begins with 0"),
    (MAN[:16] + "X" + MAN[17], "id_form", "X before the end"),
    (MAN[:17] + "A", "id_form", "another letter at the end"),
    (MAN[:6] + "19800532" + MAN[14:], "id_birth_date", "32 May"),
    (MAN[:6] + "19801306" + MAN[14:], "id_birth_date", "month 13"),
    (MAN[:6] + "19990229" + MAN[14:], "id_birth_date", "29 February of a common year"),
    (MAN[:6] + "00000506" + MAN[14:], "id_birth_date", "year 0"),
    (MAN[:17] + ("1" if MAN[17] != "1" else "2"), "id_check_digit", "another last digit"),
    (MAN[:4] + MAN[5] + MAN[4] + MAN[6:], "id_check_digit", "two digits swapped"),
    (MAN[:15] + "9" + MAN[16:], "id_check_digit", "one digit mistyped"),
]


@pytest.mark.parametrize(("typed", "code", "why"), WRONG)
def test_wrong_numbers(typed: str, code: str, why: str) -> None:
    with pytest.raises(DomainError) as caught:
        identity.check_id(typed)
    assert caught.value.code == code, why
    assert caught.value.field == "id_number"
    assert ERRORS[code] % {"length": 0} if "%(" in ERRORS[code] else ERRORS[code]


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(position: int, shift: int) -> None:
    wrong = MAN[:position] + str((int(MAN[position]) + shift) % 10) + MAN[position + 1:]
    with pytest.raises(DomainError):
        identity.check_id(wrong)


def test_what_a_number_says() -> None:
    assert (identity.birth_of(MAN), identity.sex_of(MAN)) == (date(1980, 5, 6), "male")
    assert (identity.birth_of(WOMAN), identity.sex_of(WOMAN)) == (date(1999, 12, 31), "female")


@pytest.mark.parametrize(("digit", "sex"), [(str(digit), "male" if digit % 2 else "female") for digit in range(10)])
def test_the_seventeenth_digit_says_the_sex(digit: str, sex: str) -> None:
    assert identity.sex_of(number("150302198005061" + "2" + digit)) == sex


AGREEMENT = [
    (date(1980, 5, 6), "male", "", "both agree"),
    (date(1980, 5, 7), "male", "id_contradicts_birth", "another day"),
    (date(1980, 5, 6), "female", "id_contradicts_sex", "the other sex"),
    (date(1980, 6, 5), "female", "id_contradicts_birth", "the birth date is told first"),
]


@pytest.mark.parametrize(("birth", "sex", "code", "why"), AGREEMENT)
def test_agreement(birth: date, sex: str, code: str, why: str) -> None:
    if not code:
        identity.check_agreement(MAN, birth, sex)
        return
    with pytest.raises(DomainError) as caught:
        identity.check_agreement(MAN, birth, sex)
    assert (caught.value.code, caught.value.params) == (code, {"in_id": "1980-05-06"} if code == "id_contradicts_birth" else {}), why


PHONES = [
    ("13847301234", "13847301234", "a mobile number"),
    ("138 4730 1234", "13847301234", "blanks"),
    ("138-4730-1234", "13847301234", "hyphens"),
    ("+86 13847301234", "13847301234", "with the country"),
    ("0086-138-4730-1234", "13847301234", "the country written otherwise"),
    ("013847301234", "13847301234", "the 0 once dialled before it"),
    ("13847301234", "13847301234", "full width"),
    ("138–4730–1234", "13847301234", "dashes from a word processor"),
    ("19912345678", "19912345678", "a newer range"),
    ("0473-2998888", "0473-2998888", "a landline"),
    ("04732998888", "0473-2998888", "a landline without hyphen is the same"),
    ("(0473)2998888", "0473-2998888", "brackets"),
    ("+86 473 2998888", "0473-2998888", "with the country, which swallows the 0"),
    ("010-12345678", "010-12345678", "Beijing"),
    ("+86 10 12345678", "010-12345678", "Beijing with the country"),
    ("021 12345678", "021-12345678", "Shanghai"),
    ("0471-12345678", "0471-12345678", "eight digits"),
]


@pytest.mark.parametrize(("typed", "kept", "why"), PHONES)
def test_phones(typed: str, kept: str, why: str) -> None:
    assert identity.check_phone(typed) == kept, why


NO_PHONES = ["", "2998888", "12847301234", "1384730123", "138473012345", "0473-299888", "0473-299888888", "13847301234转8", "110",
             "+1 5551234567", "1384730123X", "١٣٨٤٧٣٠١٢٣٤", "0173-2998888", "*"]


@pytest.mark.parametrize("typed", NO_PHONES)
def test_what_is_no_phone(typed: str) -> None:
    with pytest.raises(DomainError) as caught:
        identity.check_phone(typed)
    assert (caught.value.code, caught.value.field) == ("phone_form", "phone")


MASKS = [
    ("13847301234", "phone", "138****1234"),
    ("0473-2998888", "phone", "047*****8888"),
    ("150302198005061234", "id_number", "1503**********1234"),
    ("6222021234567890123", "bank_card", "***************0123"),
    ("海勃湾区新华街1号", "address", "****"),
    ("王小明、李芳", "", "****"),
    ("123456789", "phone", "****"),
    ("1234567890", "phone", "123****7890"),
    ("123456", "bank_card", "****"),
    ("1234567", "bank_card", "****4567"),
    ("", "phone", ""),
    ("", "address", ""),
]


@pytest.mark.parametrize(("value", "kind", "masked"), MASKS)
def test_masks(value: str, kind: str, masked: str) -> None:
    assert identity.mask(value, kind) == masked


@given(st.text(alphabet="0123456789X-", max_size=40), st.sampled_from(["phone", "id_number", "bank_card", ""]))
def test_a_mask_never_shows_more_than_it_may(value: str, kind: str) -> None:
    shown = identity.mask(value, kind).replace("*", "")
    assert len(shown) <= {"phone": 7, "id_number": 8, "bank_card": 4, "": 0}[kind]
    assert len(value) - len(shown) >= 3 or not shown
