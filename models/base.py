"""What every table shares: the database slot, stamps and version, UTC times, JSON text, encrypted text and privacy classes."""
from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Protocol

from peewee import AutoField, Database, DatabaseProxy, DateTimeField, Field, ForeignKeyField, IntegerField, Model, TextField

database: Database = DatabaseProxy()

PRIVACY_CLASSES = ("public", "office", "bureau", "sensitive")


class Cipher(Protocol):
    """What models need of portal.adapters.crypto.FieldCipher."""

    def encrypt(self, text: str, context: str) -> str:
        """Return the token for a text."""

    def decrypt(self, token: str, context: str) -> str:
        """Return the text of a token."""

    def digest(self, text: str, purpose: str) -> str:
        """Return the keyed digest of a text, for exact search and uniqueness."""


class CipherSlot:
    """The cipher in use; portal.extensions fills it at start-up, as models know no keys."""

    cipher: Cipher | None = None

    def need(self) -> Cipher:
        """Return the cipher, or raise RuntimeError when the application was not created."""
        if self.cipher is None:
            raise RuntimeError("no field cipher: create the application first")
        return self.cipher


field_cipher = CipherSlot()


class UTCDateTimeField(DateTimeField):
    """A moment in whole seconds: aware UTC in Python, naive UTC in the database."""

    formats = ["%Y-%m-%d %H:%M:%S"]

    def db_value(self, value: datetime | None) -> datetime | None:
        """Refuse naive times, so that no local time slips in."""
        if value is None:
            return None
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError(f"{self.name}: a time without a zone")
            return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        raise ValueError(f"{self.name}: not a time")

    def python_value(self, value: Any) -> datetime | None:
        """Return the stored moment as aware UTC."""
        naive = super().python_value(value)
        return naive.replace(tzinfo=UTC) if isinstance(naive, datetime) and naive.tzinfo is None else naive


class JSONField(TextField):
    """A JSON value kept as text, the same on both databases."""

    def db_value(self, value: Any) -> str | None:
        """Write with sorted keys, so that equal values are equal text."""
        return None if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: Any) -> Any:
        """Return the value that was written."""
        return json.loads(value) if isinstance(value, str) else value


class EncryptedField(TextField):
    """Text encrypted in the database, bound to its table and column; always of privacy class `sensitive`."""

    @property
    def context(self) -> str:
        """Return what the token is bound to, so that it cannot be moved to another column."""
        return f"{self.model._meta.table_name}.{self.column_name}"

    def db_value(self, value: str | None) -> str | None:
        """Return the token; empty text is kept as NULL."""
        return field_cipher.need().encrypt(value, self.context) if value else None

    def python_value(self, value: str | None) -> str | None:
        """Return the plain text."""
        return field_cipher.need().decrypt(value, self.context) if value else None


def link(model: Any, **options: Any) -> ForeignKeyField:
    """Return a foreign key that the database protects: a row that is referred to cannot be deleted."""
    return ForeignKeyField(model, on_delete="RESTRICT", **options)


def privacy(**classes: str) -> dict[str, str]:
    """Return field name → privacy class from `class="field field …"`; the Meta option `privacy` of each model."""
    return {name: privacy_class for privacy_class, names in classes.items() for name in names.split()}


def privacy_of(field: Field) -> str:
    """Return the privacy class of a model field. Raises KeyError for a field that nobody classified."""
    if isinstance(field, EncryptedField):
        return "sensitive"
    if field.name in STAMPS:
        return "bureau"
    return field.model._meta.privacy[field.name]


STAMPS = ("id", "created_at", "changed_at", "version")


class BaseModel(Model):
    """A row with its stamps and its version; written through portal.services.records only."""

    id = AutoField()
    created_at = UTCDateTimeField()
    changed_at = UTCDateTimeField()
    version = IntegerField(default=1)

    class Meta:
        database = database
        legacy_table_names = False
        privacy: dict[str, str] = {}
