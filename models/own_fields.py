"""Fields that an office adds to its people's files without code (自定义字段), and their values."""
from __future__ import annotations

from peewee import BooleanField, CharField, IntegerField, TextField

from models.base import BaseModel, EncryptedField, JSONField, link, privacy
from models.offices import Organisation
from models.supervisors import Supervisor


class OwnField(BaseModel):
    """One field of an office's own. `kind` is a key of portal.domain.own_fields.KINDS; `privacy_class` is bureau or sensitive.

    Kind and class stay once made; a retired field stays on old rows. `choices` holds the words that a choice offers.
    """

    bureau = link(Organisation)
    name = CharField(max_length=40)
    kind = CharField(max_length=16)
    required = BooleanField(default=False)
    privacy_class = CharField(max_length=16, default="bureau")
    choices = JSONField(default=list)
    hint = CharField(max_length=200, default="")
    in_list = BooleanField(default=False)
    position = IntegerField(default=0)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("bureau", "name"), True),)
        privacy = privacy(public="bureau name kind required privacy_class choices hint in_list position active")


class OwnValue(BaseModel):
    """What one field holds for one person: `text`, or `secret` where the field is sensitive."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="own_values")
    field = link(OwnField)
    text = TextField(default="")
    secret = EncryptedField(null=True)

    class Meta:
        indexes = ((("supervisor", "field"), True),)
        privacy = privacy(bureau="bureau supervisor field text")
