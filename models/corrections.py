"""Corrections of the own file that a supervisor asks for."""
from __future__ import annotations

from peewee import SQL, CharField, TextField

from models.base import BaseModel, EncryptedField, UTCDateTimeField, link, privacy
from models.offices import Organisation, User
from models.supervisors import Supervisor


class Correction(BaseModel):
    """One wish: which field (empty = something else), what is right, and what the office made of it."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="corrections")
    field = CharField(max_length=40)
    proposed = EncryptedField()
    state = CharField(max_length=16, default="open")
    raised_at = UTCDateTimeField()
    decided_at = UTCDateTimeField(null=True)
    decided_by = link(User, null=True)
    answer = TextField(default="")

    class Meta:
        indexes = ((("bureau", "state"), False),)
        privacy = privacy(bureau="bureau supervisor field state raised_at decided_at decided_by answer")


Correction.add_index(Correction.index(Correction.supervisor, Correction.field, unique=True, where=SQL("state = 'open'"),
                                      name="correction_one_open"))
