from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, strategies as st

from portal.adapters import crypto
from portal.adapters.crypto import CipherError, FieldCipher

OLD, NEW = bytes(range(16)), bytes(range(16, 32))
CIPHER = FieldCipher({1: OLD}, 1)
ROTATED = FieldCipher({1: OLD, 2: NEW}, 2)
CONTEXT = "supervisor.id_number"


def sm3(data: bytes) -> bytes:
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize()


# the building blocks, by the standards' own examples ------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "digest"), [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
])
def test_sm3_by_gb_t_32905(data: bytes, digest: str) -> None:
    assert sm3(data).hex() == digest


def test_sm4_by_gb_t_32907() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()  # noqa: S305 - one block, as in the standard
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_by_rfc_8998() -> None:
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex("".join(pair * 8 for pair in ("aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa")))
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    assert (encryptor.update(plain) + encryptor.finalize()).hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d")
    assert encryptor.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


# fields ------------------------------------------------------------------------------------------------------------------------


@given(st.text())
def test_what_is_encrypted_is_read_again(text: str) -> None:
    assert CIPHER.decrypt(CIPHER.encrypt(text, CONTEXT), CONTEXT) == text


def test_a_token_is_sm4_gcm_of_the_text_under_its_context() -> None:
    token = CIPHER.encrypt("150302198005061234", CONTEXT)
    assert token.startswith("v1:")
    raw = base64.b64decode(token[3:])
    decryptor = Cipher(algorithms.SM4(OLD), modes.GCM(raw[:12], raw[-16:])).decryptor()
    decryptor.authenticate_additional_data(CONTEXT.encode())
    assert decryptor.update(raw[12:-16]) + decryptor.finalize() == b"150302198005061234"


def test_equal_texts_do_not_look_equal() -> None:
    assert len({CIPHER.encrypt("乌海", CONTEXT) for _ in range(20)}) == 20


TOKEN = CIPHER.encrypt("13847301234", CONTEXT)

REFUSED = [
    ("", CONTEXT, "nothing"),
    ("13847301234", CONTEXT, "a plain text"),
    (TOKEN, "supervisor.phone", "moved to another column"),
    (TOKEN.replace("v1:", "v2:"), CONTEXT, "a version without key"),
    (TOKEN.replace("v1:", "1:"), CONTEXT, "no version mark"),
    (TOKEN.replace("v1:", "v\u00b2:"), CONTEXT, "a version that only looks like a number"),
    (TOKEN.replace("v1:", f"v{'9' * 400}:"), CONTEXT, "a version without end"),
    ("v1:", CONTEXT, "nothing behind the version"),
    ("v1:AAAA", CONTEXT, "too short for nonce and tag"),
    (TOKEN[:-4], CONTEXT, "cut"),
    (TOKEN + "AAAA", CONTEXT, "longer"),
    (f"v1:*{TOKEN[4:]}", CONTEXT, "not base64"),
    (f"v1:乌{TOKEN[4:]}", CONTEXT, "not ASCII"),
]


@pytest.mark.parametrize(("token", "context", "why"), REFUSED, ids=[why for _token, _context, why in REFUSED])
def test_what_cannot_be_opened(token: str, context: str, why: str) -> None:
    with pytest.raises(CipherError) as caught:
        CIPHER.decrypt(token, context)
    assert "13847301234" not in str(caught.value), why


@given(st.integers(0, 38), st.integers(1, 255))
def test_any_changed_byte_is_noticed(position: int, change: int) -> None:
    raw = bytearray(base64.b64decode(TOKEN[3:]))
    raw[position] ^= change
    with pytest.raises(CipherError):
        CIPHER.decrypt(f"v1:{base64.b64encode(bytes(raw)).decode()}", CONTEXT)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(CipherError):
        FieldCipher({1: NEW}, 1).decrypt(TOKEN, CONTEXT)


def test_after_a_rotation_old_values_open_and_new_ones_stand_under_the_new_key() -> None:
    assert ROTATED.decrypt(TOKEN, CONTEXT) == "13847301234"
    fresh = ROTATED.encrypt("13847301234", CONTEXT)
    assert fresh.startswith("v2:")
    assert (ROTATED.needs_rotation(TOKEN), ROTATED.needs_rotation(fresh)) == (True, False)
    with pytest.raises(CipherError):
        CIPHER.decrypt(fresh, CONTEXT)


# digests -----------------------------------------------------------------------------------------------------------------------


def test_a_digest_is_hmac_sm3_of_purpose_and_text() -> None:
    padded = OLD.ljust(64, b"\0")
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + b"phone\n13847301234")
    assert CIPHER.digest("13847301234", "phone") == sm3(bytes(byte ^ 0x5C for byte in padded) + inner).hex()


def test_a_digest_depends_on_text_purpose_and_key_and_outlives_a_rotation() -> None:
    digest = CIPHER.digest("13847301234", "phone")
    assert CIPHER.digest("13847301234", "phone") == digest == ROTATED.digest("13847301234", "phone")
    others = [CIPHER.digest("13847301235", "phone"), CIPHER.digest("13847301234", "id_number"), FieldCipher({1: NEW}, 1).digest(
        "13847301234", "phone")]
    assert len({digest, *others}) == 4


# people's keys -----------------------------------------------------------------------------------------------------------------


def test_what_is_sealed_for_a_person_opens_with_that_persons_key_alone() -> None:
    key, other = crypto.new_key(), crypto.new_key()
    assert (len(key), key != other) == (16, True)
    token = crypto.seal_with(key, "王小明")
    assert crypto.open_with(key, token) == "王小明"
    for wrong_key, wrong_token in [(other, token), (key, token[:-4]), (key, ""), (key, "王小明")]:
        with pytest.raises(CipherError):
            crypto.open_with(wrong_key, wrong_token)


def test_a_field_is_no_sealed_text_of_a_person_though_the_key_were_the_same() -> None:
    with pytest.raises(CipherError):
        crypto.open_with(OLD, TOKEN[3:])
