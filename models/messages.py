"""Links for people without an account, and the outbox."""
from __future__ import annotations

from peewee import CharField, IntegerField, TextField

from models.activities import Assignment
from models.base import BaseModel, EncryptedField, UTCDateTimeField, link, privacy
from models.choices import OutboxState
from models.offices import Organisation, User
from models.opinions import Opinion
from models.supervisors import Supervisor


class LinkToken(BaseModel):
    """A random link for one purpose; only the digest of the token is kept.

    It belongs to one person, or, where its purpose is one for many (an application form), to nobody. `target_id` is the row that the
    purpose is about, where that is neither a place of a draw nor an opinion.
    """

    bureau = link(Organisation)
    purpose = CharField(max_length=16)
    token_digest = CharField(max_length=64, unique=True)
    supervisor = link(Supervisor, null=True, backref="links")
    assignment = link(Assignment, null=True, backref="links")
    opinion = link(Opinion, null=True)
    expires_at = UTCDateTimeField()
    used_at = UTCDateTimeField(null=True)
    revoked_at = UTCDateTimeField(null=True)
    made_by = link(User, null=True)
    target_id = IntegerField(null=True)

    class Meta:
        indexes = ((("assignment", "purpose"), False), (("purpose", "target_id"), False))
        privacy = privacy(bureau="bureau purpose token_digest supervisor assignment opinion expires_at used_at revoked_at made_by target_id")


class Outbox(BaseModel):
    """A message to be sent by e-mail or a group robot, with its tries. Address and text are encrypted: they name a person."""

    bureau = link(Organisation)
    assignment = link(Assignment, null=True, backref="messages")
    channel = CharField(max_length=20)
    recipient = EncryptedField(null=True)
    subject = CharField(max_length=200, default="")
    body = EncryptedField()
    state = CharField(max_length=16, default=OutboxState.WAITING.value)
    tries = IntegerField(default=0)
    next_at = UTCDateTimeField()
    sent_at = UTCDateTimeField(null=True)
    last_error = TextField(default="")
    key = CharField(max_length=120, unique=True)

    class Meta:
        indexes = ((("state", "next_at"), False),)
        privacy = privacy(bureau="bureau assignment channel subject state tries next_at sent_at last_error key")
