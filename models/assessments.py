"""Year-end assessments (年度考核)."""
from __future__ import annotations

from peewee import Check, DateField, IntegerField, TextField

from models.base import BaseModel, link, privacy
from models.custom import PicklistItem
from models.offices import Organisation
from models.supervisors import Supervisor


class Assessment(BaseModel):
    """One person's grade of one year; points in tenths."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="assessments")
    year = IntegerField(constraints=[Check("year BETWEEN 2003 AND 2200")])
    points_tenths = IntegerField(null=True)
    grade = link(PicklistItem, null=True)
    decided_on = DateField(null=True)
    remark = TextField(default="")

    class Meta:
        indexes = ((("supervisor", "year"), True), (("bureau", "year"), False))
        privacy = privacy(bureau="bureau supervisor year points_tenths grade decided_on remark")

