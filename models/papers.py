"""Word templates, generated papers and their numbers, and the files kept beside any record."""
from __future__ import annotations

from peewee import SQL, BlobField, CharField, IntegerField

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


class TemplateCopy(BaseModel):
    """The bytes of a template with which papers are made, shipped or an office's own, kept once under their SM3."""

    sm3 = CharField(max_length=64, unique=True)
    content = BlobField()

    class Meta:
        privacy = privacy(bureau="sm3 content")


class Paper(BaseModel):
    """A paper: data and template are frozen when it is issued, its bytes are rendered when first opened and never change.

    What it is about is an activity, or the row `about_id` of the table `about_type`; `subject` says it in words. Papers that carry no
    number (forms, sign-in sheets) have an empty one.
    """

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
    subject = CharField(max_length=200, default="")
    about_type = CharField(max_length=40, default="")
    about_id = IntegerField(null=True)
    template_sm3 = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("about_type", "about_id"), False),)
        privacy = privacy(
            office="bureau kind number activity data template_revision issued_at issued_by content sm3 subject about_type about_id template_sm3")


Paper.add_index(Paper.index(Paper.number, Paper.kind, unique=True, where=SQL("number <> ''"), name="paper_number_kind"))


class Attachment(BaseModel):
    """A file beside the row `about_id` of the table `about_type`; its bytes lie in the store under their digest. Withdrawn ones stay kept."""

    bureau = link(Organisation)
    about_type = CharField(max_length=40)
    about_id = IntegerField()
    filename = CharField(max_length=120)
    media_type = CharField(max_length=100)
    size = IntegerField()
    sm3 = CharField(max_length=64)
    note = CharField(max_length=200, default="")
    uploaded_by = link(User, null=True)
    withdrawn_at = UTCDateTimeField(null=True)

    class Meta:
        indexes = ((("about_type", "about_id"), False),)
        privacy = privacy(bureau="bureau about_type about_id filename media_type size sm3 note uploaded_by withdrawn_at")
