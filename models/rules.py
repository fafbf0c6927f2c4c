"""Dated parameters of the rules, the office's own working-day corrections, and its own words of notices (rules.md "Parameters")."""
from __future__ import annotations

from peewee import BooleanField, CharField, DateField, TextField

from models.base import BaseModel, JSONField, link, privacy
from models.offices import Organisation


class Parameter(BaseModel):
    """One value of one parameter from one day on; `bureau` empty = for every office, else it goes before the shared one."""

    bureau = link(Organisation, null=True)
    key = CharField(max_length=60)
    value = JSONField(null=True)
    unit = CharField(max_length=40, default="")
    valid_from = DateField()
    basis = CharField(max_length=200, default="")
    note = TextField(default="")

    class Meta:
        indexes = ((("key", "bureau", "valid_from"), True),)
        privacy = privacy(public="bureau key value unit valid_from basis note")


class DayOverride(BaseModel):
    """A day that the office declares working or free against the official calendar."""

    bureau = link(Organisation)
    day = DateField()
    working = BooleanField()
    note = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("bureau", "day"), True),)
        privacy = privacy(public="bureau day working note")


class NoticeText(BaseModel):
    """An office's own words for one text of one occasion; without a row the shipped words hold. `key` is `<text>.<occasion>`."""

    bureau = link(Organisation)
    key = CharField(max_length=40)
    words = TextField()

    class Meta:
        indexes = ((("bureau", "key"), True),)
        privacy = privacy(public="bureau key words")
