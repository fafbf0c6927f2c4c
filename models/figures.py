"""Figures of a period as they were reported (报送快照): kept as they stood, with the rows that they counted. Triggers refuse any change."""
from __future__ import annotations

from peewee import CharField, DateField, TextField

from models.base import BaseModel, JSONField, UTCDateTimeField, link, privacy
from models.offices import Organisation, User


class FrozenFigures(BaseModel):
    """One frozen period: `figures` maps each figure to its value, `facts` are the rows counted with what the figures asked of them.

    The figures of a row follow from its facts (portal.domain.frozen), so that each figure names its rows. People stand here by their ids
    alone. `sm3` is the digest of all of it.
    """

    bureau = link(Organisation)
    name = CharField(max_length=100)
    first_day = DateField()
    last_day = DateField()
    figures = JSONField()
    facts = JSONField()
    sm3 = CharField(max_length=64)
    frozen_at = UTCDateTimeField()
    frozen_by = link(User, null=True)
    note = TextField(default="")

    class Meta:
        indexes = ((("bureau", "name"), True),)
        privacy = privacy(bureau="bureau name first_day last_day figures facts sm3 frozen_at frozen_by note")
