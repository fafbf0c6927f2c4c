"""Word templates, generated papers and their numbers."""
from __future__ import annotations

from peewee import BlobField, CharField, IntegerField

from models.activities import Activity
from models.base import BaseModel, JSONField, UTCDateTimeField, link, privacy
from models.offices import Organisation, User


class Numbering(BaseModel):
    """The last number given for one prefix in one year; numbers run without gaps (rules.md "Papers")."""

    bureau = link(Organisation)
    prefix = CharField(max_length=20)
    year = IntegerField()
    last = IntegerField(default=0)

    class Meta:
        indexes = ((("prefix", "year"), True),)
        privacy = privacy(office="bureau prefix year last")


class Template(BaseModel):
    """An office's own version of a Word template; without a row the shipped one is used."""

    bureau = link(Organisation)
    kind = CharField(max_length=40)
    revision = IntegerField()
    filename = CharField(max_length=120)
    content = BlobField()
    sm3 = CharField(max_length=64)
    uploaded_by = link(User, null=True)

    class Meta:
        indexes = ((("bureau", "kind", "revision"), True),)
        privacy = privacy(bureau="bureau kind revision filename content sm3 uploaded_by")


class Paper(BaseModel):
    """A numbered paper: its data is frozen when it is numbered, its bytes are rendered when first opened and never change."""

    bureau = link(Organisation)
    kind = CharField(max_length=40)
    number = CharField(max_length=40)
    activity = link(Activity, null=True, backref="papers")
    data = JSONField()
    template_revision = IntegerField(default=0)
    issued_at = UTCDateTimeField()
    issued_by = link(User, null=True)
    content = BlobField(null=True)
    sm3 = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("number", "kind"), True),)
        privacy = privacy(office="bureau kind number activity data template_revision issued_at issued_by content sm3")
