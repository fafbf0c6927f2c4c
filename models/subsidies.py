"""Subsidy lines (履职补助)."""
from __future__ import annotations

from peewee import CharField, Check, DateField, IntegerField

from models.activities import Activity
from models.base import BaseModel, link, privacy
from models.offices import Organisation
from models.supervisors import Supervisor


class SubsidyLine(BaseModel):
    """What is owed to one person for one activity, in 分 (1/100 yuan)."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="subsidies")
    activity = link(Activity, null=True, backref="subsidies")
    day = DateField()
    amount_fen = IntegerField(constraints=[Check("amount_fen BETWEEN -100000000 AND 100000000")])
    reason = CharField(max_length=200)
    paid_on = DateField(null=True)

    class Meta:
        indexes = ((("bureau", "day"), False),)
        privacy = privacy(bureau="bureau supervisor activity day amount_fen reason paid_on")
