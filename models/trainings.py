"""Learning: training classes with who attended, feedback of the class, study materials with who read them, magazine subscriptions."""
from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, IntegerField, TextField

from models.base import BaseModel, UTCDateTimeField, link, privacy
from models.choices import ParticipantState
from models.custom import PicklistItem
from models.offices import Organisation
from models.supervisors import Supervisor


class Training(BaseModel):
    """A training class (培训). Hours are counted in tenths, so that half hours are exact; the budget in 分.

    `clock` is the time of day in words, as a class of several days has several. A `first_duty` class trains everybody present for the
    first duty (初任培训). `handout` is the material in words; files lie beside the row.
    """

    bureau = link(Organisation)
    title = CharField(max_length=200)
    form = link(PicklistItem)
    lecturer = CharField(max_length=120, default="")
    place = CharField(max_length=200, default="")
    starts_on = DateField()
    ends_on = DateField()
    hours_tenths = IntegerField(default=0)
    remark = TextField(default="")
    online = BooleanField(default=False)
    clock = CharField(max_length=60, default="")
    first_duty = BooleanField(default=False)
    budget_fen = IntegerField(null=True, constraints=[Check("budget_fen BETWEEN 0 AND 100000000")])
    handout = TextField(default="")

    class Meta:
        indexes = ((("bureau", "starts_on"), False),)
        privacy = privacy(office="bureau title form lecturer place starts_on ends_on hours_tenths online clock first_duty handout",
                          bureau="remark budget_fen")


class Attendance(BaseModel):
    """One person in a class: enrolled, told, what was answered, and how it ended. Hours count for who was present.

    `first_duty` says that this class trained this person for the first duty though the class as a whole is none for that.
    """

    bureau = link(Organisation)
    training = link(Training, backref="attendances")
    supervisor = link(Supervisor, backref="trainings")
    hours_tenths = IntegerField(default=0)
    remark = CharField(max_length=200, default="")
    state = CharField(max_length=16, default=ParticipantState.ENROLLED.value)
    state_words = CharField(max_length=300, default="")
    notified_at = UTCDateTimeField(null=True)
    answer = CharField(max_length=16, default="")
    answer_reason = CharField(max_length=16, default="")
    answer_words = CharField(max_length=300, default="")
    answered_at = UTCDateTimeField(null=True)
    checked_in_at = UTCDateTimeField(null=True)
    checked_in_how = CharField(max_length=16, default="")
    first_duty = BooleanField(default=False)
    exam_tenths = IntegerField(null=True, constraints=[Check("exam_tenths BETWEEN 0 AND 1000")])
    certificate_no = CharField(max_length=60, default="")

    class Meta:
        indexes = ((("training", "supervisor"), True), (("bureau", "state"), False))
        privacy = privacy(bureau="bureau training supervisor hours_tenths remark state state_words notified_at answer answer_reason answer_words"
                                 " answered_at checked_in_at checked_in_how first_duty exam_tenths certificate_no")


class ClassFeedback(BaseModel):
    """What somebody thought of a class, without a name; `key` is the form's own random number, so that a second press adds nothing."""

    bureau = link(Organisation)
    training = link(Training, backref="feedback_rows")
    rating = link(PicklistItem)
    words = TextField(default="")
    source = CharField(max_length=16)
    key = CharField(max_length=40, unique=True)

    class Meta:
        privacy = privacy(bureau="bureau training rating words source key")


class Material(BaseModel):
    """Something to study (学习资料): files beside the row, or a web address, which is kept as text and never embedded."""

    bureau = link(Organisation)
    title = CharField(max_length=200)
    summary = TextField(default="")
    url = CharField(max_length=500, default="")
    published_on = DateField()
    due_on = DateField(null=True)

    class Meta:
        indexes = ((("bureau", "published_on"), False), (("bureau", "due_on"), False))
        privacy = privacy(office="bureau title summary url published_on due_on")


class Reading(BaseModel):
    """One person who is to read a material, and the receipt."""

    bureau = link(Organisation)
    material = link(Material, backref="readings")
    supervisor = link(Supervisor, backref="readings")
    notified_at = UTCDateTimeField(null=True)
    reminded_at = UTCDateTimeField(null=True)
    read_at = UTCDateTimeField(null=True)
    read_how = CharField(max_length=16, default="")

    class Meta:
        indexes = ((("material", "supervisor"), True),)
        privacy = privacy(bureau="bureau material supervisor notified_at reminded_at read_at read_how")


class Subscription(BaseModel):
    """A magazine or newspaper ordered for one year, the amount in 分."""

    bureau = link(Organisation)
    title = CharField(max_length=200)
    year = IntegerField(constraints=[Check("year BETWEEN 2003 AND 2200")])
    copies = IntegerField(default=1, constraints=[Check("copies BETWEEN 1 AND 100000")])
    amount_fen = IntegerField(null=True, constraints=[Check("amount_fen BETWEEN 0 AND 100000000")])
    remark = TextField(default="")

    class Meta:
        indexes = ((("bureau", "year"), False),)
        privacy = privacy(office="bureau title year copies", bureau="amount_fen remark")


class SubscriptionReader(BaseModel):
    """One person who gets a subscription."""

    bureau = link(Organisation)
    subscription = link(Subscription, backref="readers")
    supervisor = link(Supervisor, backref="subscriptions")

    class Meta:
        indexes = ((("subscription", "supervisor"), True),)
        privacy = privacy(bureau="bureau subscription supervisor")
