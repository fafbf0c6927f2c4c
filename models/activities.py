"""The activity, one row from request to closing, and the people assigned to it."""
from __future__ import annotations

from peewee import BooleanField, CharField, IntegerField, TextField

from models.base import BaseModel, EncryptedField, UTCDateTimeField, link, privacy
from models.choices import ActivityState, AssignmentState, RecusalState
from models.custom import PicklistItem
from models.offices import Organisation, User
from models.planning import PlanItem
from models.supervisors import Supervisor


class Activity(BaseModel):
    """A request (监督需求) and, once accepted, the activity (监督活动). `number` is given when it is first submitted.

    `lead_days` are the working days counted when last submitted; `urgent` and `exceptional` say what the short lead time made of it.
    """

    bureau = link(Organisation, backref="activities")
    procuratorate = link(Organisation, backref="requests")
    number = CharField(max_length=40, null=True, unique=True)
    mode = link(PicklistItem)
    business_line = link(PicklistItem, null=True)
    must_invite = link(PicklistItem, null=True)
    title = CharField(max_length=200)
    starts_at = UTCDateTimeField()
    ends_at = UTCDateTimeField()
    place = CharField(max_length=200)
    general_places = IntegerField(default=0)
    urgent = BooleanField(default=False)
    exceptional = BooleanField(default=False)
    urgent_reason = TextField(default="")
    lead_days = IntegerField(null=True)
    contact_name = CharField(max_length=60)
    contact_phone = CharField(max_length=40)
    remark = TextField(default="")
    state = CharField(max_length=16, default=ActivityState.DRAFT.value)
    state_words = TextField(default="")
    submitted_at = UTCDateTimeField(null=True)
    accepted_at = UTCDateTimeField(null=True)
    sealed_at = UTCDateTimeField(null=True)
    drawn_at = UTCDateTimeField(null=True)
    confirmed_at = UTCDateTimeField(null=True)
    announced_at = UTCDateTimeField(null=True)
    held_at = UTCDateTimeField(null=True)
    closed_at = UTCDateTimeField(null=True)
    cancelled_at = UTCDateTimeField(null=True)
    rescheduled_at = UTCDateTimeField(null=True)
    outcome = TextField(default="")
    created_by = link(User, null=True)
    plan_item = link(PlanItem, null=True, backref="activities")

    class Meta:
        indexes = (
            (("bureau", "state", "starts_at"), False), (("procuratorate", "state", "starts_at"), False), (("bureau", "starts_at"), False),
        )
        privacy = privacy(
            office="bureau procuratorate number mode business_line must_invite title starts_at ends_at place general_places urgent"
            " exceptional urgent_reason lead_days contact_name contact_phone remark state state_words submitted_at accepted_at sealed_at"
            " drawn_at confirmed_at announced_at held_at closed_at cancelled_at rescheduled_at outcome created_by"
            " plan_item",
        )


class SpecialPlace(BaseModel):
    """Places of an activity that need one profession, and why."""

    activity = link(Activity, backref="special_places")
    profession = link(PicklistItem)
    places = IntegerField()
    why = CharField(max_length=200)

    class Meta:
        indexes = ((("activity", "profession"), True),)
        privacy = privacy(office="activity profession places why")


class Party(BaseModel):
    """A party of the case or its unit, for the conflict check; seen by the writer's office and the bureau, never in notices."""

    activity = link(Activity, backref="parties")
    name = EncryptedField()

    class Meta:
        privacy = privacy(bureau="activity")


class PoolDecision(BaseModel):
    """A human decision about one person before sealing: a conflict kept out or kept in by the clerk, an exclusion by the leader."""

    activity = link(Activity, backref="pool_decisions")
    supervisor = link(Supervisor)
    kind = CharField(max_length=20, choices=[(k, k) for k in ("conflict_out", "conflict_in", "excluded_by_leader")])
    words = TextField()
    decided_by = link(User)
    decided_at = UTCDateTimeField()

    class Meta:
        indexes = ((("activity", "supervisor"), True),)
        privacy = privacy(bureau="activity supervisor kind words decided_by decided_at")


class Assignment(BaseModel):
    """One person drawn for one activity (履职). `place` is "general" or the profession's name as in the draw's manifest."""

    bureau = link(Organisation)
    activity = link(Activity, backref="assignments")
    supervisor = link(Supervisor, backref="assignments")
    round = IntegerField(default=1)
    no = IntegerField()
    place = CharField(max_length=120)
    substitute = BooleanField(default=False)
    state = CharField(max_length=16, default=AssignmentState.DRAWN.value)
    drawn_at = UTCDateTimeField()
    notified_at = UTCDateTimeField(null=True)
    answered_at = UTCDateTimeField(null=True)
    freed_at = UTCDateTimeField(null=True)
    freed_reason = CharField(max_length=20, default="")
    freed_words = TextField(default="")
    declined = CharField(max_length=20, default="")
    checked_in_at = UTCDateTimeField(null=True)
    attendance_by = link(User, null=True)
    attendance_phoned = BooleanField(default=False)
    attendance_words = TextField(default="")
    reminded_at = UTCDateTimeField(null=True)

    class Meta:
        indexes = ((("activity", "supervisor"), True), (("supervisor", "state"), False), (("bureau", "state"), False))
        privacy = privacy(
            office="activity supervisor round no place substitute state drawn_at notified_at answered_at freed_at checked_in_at"
            " attendance_by attendance_phoned attendance_words",
            bureau="bureau freed_reason freed_words declined reminded_at",
        )


class ContactAttempt(BaseModel):
    """One try to reach a drawn person: who, how, when, what was answered (codes of labels.CONTACT_WAYS and CONTACT_ANSWERS)."""

    bureau = link(Organisation)
    assignment = link(Assignment, backref="attempts")
    at = UTCDateTimeField()
    way = CharField(max_length=20)
    answer = CharField(max_length=20)
    remark = CharField(max_length=300, default="")
    by = link(User, null=True)

    class Meta:
        privacy = privacy(bureau="bureau assignment at way answer remark by")


class Recusal(BaseModel):
    """A recusal (回避) declared by the person or proposed by the procuratorate, decided by the bureau."""

    bureau = link(Organisation)
    activity = link(Activity, backref="recusals")
    supervisor = link(Supervisor, backref="recusals")
    ground = CharField(max_length=20)
    words = TextField(default="")
    source = CharField(max_length=20, choices=[(k, k) for k in ("person", "procuratorate", "bureau")])
    state = CharField(max_length=16, default=RecusalState.PROPOSED.value)
    raised_at = UTCDateTimeField()
    raised_by = link(User, null=True)
    decided_at = UTCDateTimeField(null=True)
    decided_by = link(User, null=True)
    decision_words = TextField(default="")

    class Meta:
        indexes = ((("activity", "supervisor"), True), (("bureau", "state"), False))
        privacy = privacy(
            office="activity supervisor ground source state raised_at decided_at",
            bureau="bureau words raised_by decided_by decision_words",
        )
