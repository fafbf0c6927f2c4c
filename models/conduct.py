"""Conduct: awards, discipline, removal and resignation as cases, and the permanent bar by ID number."""
from __future__ import annotations

from peewee import SQL, CharField, DateField, TextField

from models.base import BaseModel, UTCDateTimeField, link, privacy
from models.custom import PicklistItem
from models.offices import Organisation, User
from models.supervisors import Appointment, Supervisor


class Award(BaseModel):
    """A commendation (表彰奖励)."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="awards")
    awarded_on = DateField()
    title = CharField(max_length=120)
    level = link(PicklistItem)
    awarded_by = CharField(max_length=120)
    document = CharField(max_length=80, default="")
    remark = TextField(default="")

    class Meta:
        indexes = ((("bureau", "awarded_on"), False),)
        privacy = privacy(bureau="bureau supervisor awarded_on title level awarded_by document remark")


class Discipline(BaseModel):
    """A breach of duty or discipline that does not end the term: what happened, what shows it, what was decided."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="disciplines")
    happened_on = DateField()
    matter = TextField()
    evidence = TextField()
    kind = link(PicklistItem)
    decision = TextField(default="")
    decided_on = DateField(null=True)

    class Meta:
        indexes = ((("bureau", "happened_on"), False),)
        privacy = privacy(bureau="bureau supervisor happened_on matter evidence kind decision decided_on")


class Departure(BaseModel):
    """A case that may end a term before its time: removal (免除) or resignation (辞任); portal.domain.conduct says how it moves."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="departures")
    appointment = link(Appointment, backref="departures")
    ground = link(PicklistItem)
    opened_on = DateField()
    matter = TextField()
    state = CharField(max_length=16)
    heard_on = DateField(null=True)
    heard_words = TextField(default="")
    decided_at = UTCDateTimeField(null=True)
    decided_by = link(User, null=True)
    decision_words = TextField(default="")
    effective_on = DateField(null=True)
    told_on = DateField(null=True)
    told_how = link(PicklistItem, null=True)
    told_words = TextField(default="")

    class Meta:
        indexes = ((("bureau", "state"), False),)
        privacy = privacy(bureau="bureau supervisor appointment ground opened_on matter state heard_on heard_words decided_at decided_by"
                                 " decision_words effective_on told_on told_how told_words")


Departure.add_index(Departure.index(Departure.appointment, unique=True, where=SQL("state <> 'dropped'"), name="departure_one_case"))


class Bar(BaseModel):
    """Who can never be appointed again, by the keyed digest of the ID number alone, so that it outlives the file."""

    bureau = link(Organisation)
    id_digest = CharField(max_length=64, unique=True)
    since = DateField()
    ground = link(PicklistItem)

    class Meta:
        privacy = privacy(bureau="bureau id_digest since ground")
