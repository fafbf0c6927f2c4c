"""Training classes and who attended."""
from __future__ import annotations

from peewee import CharField, DateField, IntegerField, TextField

from models.base import BaseModel, link, privacy
from models.custom import PicklistItem
from models.offices import Organisation
from models.supervisors import Supervisor


class Training(BaseModel):
    """A training class (培训). Hours are counted in tenths, so that half hours are exact."""

    bureau = link(Organisation)
    title = CharField(max_length=200)
    form = link(PicklistItem)
    lecturer = CharField(max_length=120, default="")
    place = CharField(max_length=200, default="")
    starts_on = DateField()
    ends_on = DateField()
    hours_tenths = IntegerField(default=0)
    remark = TextField(default="")

    class Meta:
        indexes = ((("bureau", "starts_on"), False),)
        privacy = privacy(office="bureau title form lecturer place starts_on ends_on hours_tenths", bureau="remark")


class Attendance(BaseModel):
    """One person's presence at a class."""

    bureau = link(Organisation)
    training = link(Training, backref="attendances")
    supervisor = link(Supervisor, backref="trainings")
    hours_tenths = IntegerField(default=0)
    remark = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("training", "supervisor"), True),)
        privacy = privacy(bureau="bureau training supervisor hours_tenths remark")
