"""The trail (access.md "The trail"): append-only, chained; triggers refuse UPDATE and DELETE."""
from __future__ import annotations

from peewee import AutoField, CharField, IntegerField, Model, TextField

from models.base import EncryptedField, JSONField, UTCDateTimeField, database, privacy


class Chain(Model):
    """The head of one chain: `bureau:<id>` or `system`."""

    name = CharField(max_length=40, primary_key=True)
    last = IntegerField(default=0)
    digest = CharField(max_length=64)

    class Meta:
        database = database
        table_name = "audit_chain"
        privacy = privacy(public="name last digest")


class AuditEntry(Model):
    """One row of the trail. `digest` = SM3(join(previous digest, canonical(row without digest)))."""

    id = AutoField()
    chain = CharField(max_length=40)
    position = IntegerField()
    at = UTCDateTimeField(index=True)
    actor = CharField(max_length=120)
    user_id = IntegerField(null=True)
    roles = CharField(max_length=120, default="")
    office_id = IntegerField(null=True)
    address = CharField(max_length=64, default="")
    request_id = CharField(max_length=40, default="")
    verb = CharField(max_length=60)
    object_type = CharField(max_length=40, default="")
    object_id = IntegerField(null=True)
    object_label = CharField(max_length=200, default="")
    changes = JSONField(default=dict)
    reason = TextField(default="")
    person_id = IntegerField(null=True)
    digest = CharField(max_length=64)

    class Meta:
        database = database
        legacy_table_names = False
        indexes = ((("chain", "position"), True), (("object_type", "object_id"), False), (("person_id",), False))
        privacy = privacy(
            bureau="id chain position at actor user_id roles office_id address request_id verb object_type object_id object_label"
            " changes reason person_id digest"
        )


class PersonKey(Model):
    """The key under which one supervisor's values stand in the trail; destroying it makes them unreadable for ever."""

    supervisor_id = IntegerField(primary_key=True)
    key = EncryptedField(null=True)

    class Meta:
        database = database
        legacy_table_names = False
        privacy = privacy(bureau="supervisor_id")
