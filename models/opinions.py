"""Opinions with their answers, and the procuratorate's feedback."""
from __future__ import annotations

from peewee import SQL, BooleanField, CharField, DateField, TextField

from models.activities import Activity, Assignment
from models.base import BaseModel, UTCDateTimeField, link, privacy
from models.choices import OpinionState
from models.custom import PicklistItem
from models.offices import Organisation, User
from models.supervisors import Supervisor


class Opinion(BaseModel):
    """A supervisor's own opinion (监督意见): of an activity, or on own initiative (`assignment` empty, mode 10)."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="opinions")
    activity = link(Activity, null=True, backref="opinions")
    assignment = link(Assignment, null=True, backref="opinions")
    procuratorate = link(Organisation, null=True)
    mode = link(PicklistItem)
    subject = CharField(max_length=200, default="")
    words = TextField()
    source = CharField(max_length=16)
    received_on = DateField()
    received_at = UTCDateTimeField()
    entered_by = link(User, null=True)
    state = CharField(max_length=16, default=OpinionState.RECEIVED.value)
    due_on = DateField(null=True)
    routed_at = UTCDateTimeField(null=True)
    answer = CharField(max_length=16, default="")
    explanation = TextField(default="")
    answered_at = UTCDateTimeField(null=True)
    answered_by = link(User, null=True)
    told_at = UTCDateTimeField(null=True)
    told_how = CharField(max_length=20, default="")
    told_by = link(User, null=True)
    objection = TextField(default="")
    objected_at = UTCDateTimeField(null=True)
    decision = CharField(max_length=16, default="")
    decision_words = TextField(default="")
    decided_at = UTCDateTimeField(null=True)
    decided_by = link(User, null=True)

    class Meta:
        indexes = (
            (("bureau", "state", "due_on"), False), (("procuratorate", "state", "due_on"), False), (("bureau", "received_on"), False),
        )
        privacy = privacy(
            office="bureau supervisor activity assignment procuratorate mode subject words source received_on received_at entered_by state"
            " due_on routed_at answer explanation answered_at answered_by told_at told_how told_by objection objected_at decision"
            " decision_words decided_at decided_by",
        )


Opinion.add_index(Opinion.index(Opinion.assignment, unique=True, where=SQL("assignment_id IS NOT NULL"), name="opinion_one_each"))


class Feedback(BaseModel):
    """The procuratorate's view of one person at one activity (履职情况反馈)."""

    bureau = link(Organisation)
    assignment = link(Assignment, unique=True, backref="feedback_rows")
    on_time = BooleanField()
    prepared = BooleanField()
    conduct = link(PicklistItem)
    remark = TextField(default="")
    given_at = UTCDateTimeField()
    given_by = link(User, null=True)

    class Meta:
        privacy = privacy(office="bureau assignment on_time prepared conduct remark given_at given_by")


class CaseFeedback(BaseModel):
    """What became of the matter (办案情况反馈), no secrets."""

    bureau = link(Organisation)
    activity = link(Activity, unique=True, backref="case_feedback")
    outcome = TextField()
    given_at = UTCDateTimeField()
    given_by = link(User, null=True)

    class Meta:
        privacy = privacy(office="bureau activity outcome given_at given_by")
