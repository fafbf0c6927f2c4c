"""The keys of encrypted fields: whether they fit the database, a new version, and moving every value to it."""
from __future__ import annotations

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import SQL

from models import TABLES
from models.base import EncryptedField, database
from portal.adapters.crypto import CipherError, FieldCipher
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor, require
from portal.services import audit


def rotate(actor: Actor, cipher: FieldCipher, *, at: datetime) -> int:
    """Encrypt each sensitive value that stands under an older key under the newest one; return how many were changed.

    One transaction: either every value moves or none. Keyed digests do not change, as their key stays the first version.
    """
    require(actor, "job:run")
    with database.atomic():
        count = sum(_rotate_field(field, cipher) for field in _fields())
        audit.record(actor, "keys:rotate", None, at=at, changes={"values": [0, count]})
    return count


def _fields() -> list[EncryptedField]:
    return [field for model in TABLES for field in model._meta.sorted_fields if isinstance(field, EncryptedField)]


def _rotate_field(field: EncryptedField, cipher: FieldCipher) -> int:
    model, column, key = field.model, field.column_name, field.model._meta.primary_key
    rows = model.select(key, SQL(f'"{column}"').alias("token")).where(field.is_null(False)).tuples()
    stale = [(row_id, token) for row_id, token in rows if cipher.needs_rotation(token)]
    for row_id, token in stale:
        _write(model, key, row_id, column, cipher.encrypt(cipher.decrypt(token, field.context), field.context))
    return len(stale)


def _write(model: Any, key: Any, row_id: int, column: str, token: str) -> None:
    mark = database.param
    database.execute_sql(f'UPDATE "{model._meta.table_name}" SET "{column}" = {mark} WHERE "{key.column_name}" = {mark}',  # noqa: S608
                         (token, row_id))


def check() -> None:
    """Refuse keys that do not open what the database holds: with a lost key file a new one would be made and write beside the old values.

    Raises DomainError field_keys_wrong.
    """
    try:
        for field in _fields():
            field.model.select(field).where(field.is_null(False)).first()
    except CipherError as error:
        raise DomainError("field_keys_wrong") from error


def add_version(path: Path) -> int:
    """Append a fresh key with the next version to the key file, whole or not at all; return the version.

    Raises DomainError field_keys_elsewhere where there is no such file, as the keys come from the environment.
    """
    if not path.exists():
        raise DomainError("field_keys_elsewhere")
    lines = path.read_text(encoding="utf-8").replace(",", "\n").split()
    version = max(int(line.partition(":")[0]) for line in lines) + 1
    draft = path.with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join([*lines, f"{version}:{secrets.token_hex(16)}"]) + "\n")
        file.flush()
        os.fsync(handle)
    draft.replace(path)
    return version
