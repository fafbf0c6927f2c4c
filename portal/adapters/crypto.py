"""SM4-GCM for fields and people's keys (GB/T 32907, RFC 8998), keyed SM3 (HMAC over GB/T 32905) for exact search."""
from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

NONCE, TAG = 12, 16
FORM = re.compile(r"v([0-9]{1,9}):(.*)", re.DOTALL)


class CipherError(Exception):
    """A token cannot be opened: damaged, of another column, or under a key that is not there."""


def _seal(key: bytes, text: str, context: str) -> str:
    nonce = secrets.token_bytes(NONCE)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(context.encode())
    body = encryptor.update(text.encode()) + encryptor.finalize()
    return base64.b64encode(nonce + body + encryptor.tag).decode()


def _open(key: bytes, token: str, context: str) -> str:
    try:
        raw = base64.b64decode(token, validate=True)
        nonce, body, tag = raw[:NONCE], raw[NONCE:-TAG], raw[-TAG:]
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(context.encode())
        return (decryptor.update(body) + decryptor.finalize()).decode()
    except (InvalidTag, ValueError) as error:
        raise CipherError("the value cannot be opened") from error


class FieldCipher:
    """Encrypts fields under the current key; opens values of every key that is there."""

    def __init__(self, keys: Mapping[int, bytes], current: int) -> None:
        self._keys, self._current = dict(keys), current

    def encrypt(self, text: str, context: str) -> str:
        """Return `v<key version>:<base64>` of a text, bound to its context (table.column); the same text gives another token each time."""
        return f"v{self._current}:{_seal(self._keys[self._current], text, context)}"

    def decrypt(self, token: str, context: str) -> str:
        """Return the text of a token. Raises CipherError."""
        form = FORM.fullmatch(token)
        if form is None:
            raise CipherError("the value is not one that was encrypted here")
        key = self._keys.get(int(form[1]))
        if key is None:
            raise CipherError("the value stands under a key that is not there")
        return _open(key, form[2], context)

    def digest(self, text: str, purpose: str) -> str:
        """Return the keyed SM3 digest (64 hex digits) of a text for one purpose, under the first key, so that it outlives rotations."""
        keyed = hmac.HMAC(self._keys[min(self._keys)], hashes.SM3())
        keyed.update(f"{purpose}\n{text}".encode())
        return keyed.finalize().hex()

    def needs_rotation(self, token: str) -> bool:
        """Whether a token stands under an older key."""
        return not token.startswith(f"v{self._current}:")


def new_key() -> bytes:
    """Return a fresh key for one person."""
    return secrets.token_bytes(16)


def seal_with(key: bytes, text: str) -> str:
    """Return a text sealed under a person's key."""
    return _seal(key, text, "person")


def open_with(key: bytes, token: str) -> str:
    """Return a text sealed under a person's key. Raises CipherError."""
    return _open(key, token, "person")
