"""Rotate the key of encrypted fields."""
from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from peewee import SQL

from models import TABLES
from models.base import EncryptedField, database
from portal.adapters.crypto import FieldCipher
from portal.domain.permissions import Actor, require
from portal.services import audit


def rotate(actor: Actor, cipher: FieldCipher, *, at: datetime) -> int:
    """Encrypt each sensitive value that stands under an older key under the newest one; return how many were changed.

    One transaction: either every value moves or none. Keyed digests do not change, as their key stays the first version.
    """
    require(actor, "job:run")
    with database.atomic():
        fields = [field for model in TABLES for field in model._meta.sorted_fields if isinstance(field, EncryptedField)]
        count = sum(_rotate_field(field, cipher) for field in fields)
        audit.record(actor, "keys:rotate", None, at=at, changes={"values": [0, count]})
    return count


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


def add_version(path: Path) -> int:
    """Append a fresh key with the next version to the key file; return the version."""
    lines = path.read_text(encoding="utf-8").replace(",", "\n").split()
    version = max(int(line.partition(":")[0]) for line in lines) + 1
    path.write_text("\n".join([*lines, f"{version}:{secrets.token_hex(16)}"]) + "\n", encoding="utf-8")
    return version
