"""Contact: visits, suggestions, joint meetings with their decisions, and bulletins between the offices."""
from __future__ import annotations

from peewee import CharField, DateField, IntegerField, TextField

from models.base import BaseModel, UTCDateTimeField, link, privacy
from models.choices import BulletinState, MeetingState, SuggestionState
from models.custom import PicklistItem
from models.offices import Organisation, User
from models.supervisors import Supervisor


class Visit(BaseModel):
    """One contact with a supervisor (走访联系): a visit, a call, a talk; what was said and asked, and what is to be done until when."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="visits")
    held_on = DateField()
    way = link(PicklistItem)
    visited_by = CharField(max_length=120)
    subject = CharField(max_length=200)
    words = TextField()
    wishes = TextField(default="")
    follow_up = TextField(default="")
    due_on = DateField(null=True)
    done_on = DateField(null=True)
    done_words = TextField(default="")
    done_by = link(User, null=True)

    class Meta:
        indexes = ((("bureau", "held_on"), False), (("bureau", "done_on", "due_on"), False))
        privacy = privacy(bureau="bureau supervisor held_on way visited_by subject words wishes follow_up due_on done_on done_words done_by")


class VisitGuest(BaseModel):
    """A further supervisor who was there, as at a talk with several."""

    bureau = link(Organisation)
    visit = link(Visit, backref="guests")
    supervisor = link(Supervisor)

    class Meta:
        indexes = ((("visit", "supervisor"), True),)
        privacy = privacy(bureau="bureau visit supervisor")


class Suggestion(BaseModel):
    """A supervisor's suggestion or a public concern that one collected (意见建议); `office` answers it, the bureau itself or a procuratorate.

    The answering office learns what is said, not by whom: a procuratorate sees those supervisors only that were drawn for it.
    """

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="suggestions")
    kind = CharField(max_length=16)
    subject = CharField(max_length=200)
    words = TextField()
    source = CharField(max_length=16)
    received_on = DateField()
    received_at = UTCDateTimeField()
    entered_by = link(User, null=True)
    state = CharField(max_length=16, default=SuggestionState.RECEIVED.value)
    office = link(Organisation, null=True)
    routed_at = UTCDateTimeField(null=True)
    due_on = DateField(null=True)
    answer = TextField(default="")
    answered_at = UTCDateTimeField(null=True)
    answered_by = link(User, null=True)
    told_on = DateField(null=True)
    told_way = link(PicklistItem, null=True)
    told_words = TextField(default="")
    told_by = link(User, null=True)

    class Meta:
        indexes = ((("bureau", "state", "due_on"), False), (("office", "state", "due_on"), False), (("bureau", "received_on"), False))
        privacy = privacy(
            office="bureau kind subject words received_on received_at state office routed_at due_on answer answered_at answered_by",
            bureau="supervisor source entered_by told_on told_way told_words told_by",
        )


class Meeting(BaseModel):
    """A joint meeting (联席会议) of the bureau with procuratorates; the agenda has one item a line."""

    bureau = link(Organisation)
    title = CharField(max_length=200)
    starts_at = UTCDateTimeField()
    place = CharField(max_length=200)
    host = link(Organisation)
    agenda = TextField()
    state = CharField(max_length=16, default=MeetingState.PLANNED.value)
    state_words = CharField(max_length=300, default="")
    minutes = TextField(default="")
    issued_at = UTCDateTimeField(null=True)

    class Meta:
        indexes = ((("bureau", "starts_at"), False),)
        privacy = privacy(office="bureau title starts_at place host agenda state state_words minutes issued_at")


class MeetingOffice(BaseModel):
    """An office that takes part in a meeting, and its people in words, as not everybody who comes has an account."""

    bureau = link(Organisation)
    meeting = link(Meeting, backref="sides")
    office = link(Organisation)
    people = TextField(default="")

    class Meta:
        indexes = ((("meeting", "office"), True),)
        privacy = privacy(office="bureau meeting office people")


class Decision(BaseModel):
    """What a meeting decided (议定事项): who does it, an office and a person, until when, and what came of it.

    One that is struck out of minutes not yet issued stays as a row: SQLite would give its key, and with it its story, to the next one.
    """

    bureau = link(Organisation)
    meeting = link(Meeting, backref="decisions")
    no = IntegerField()
    words = TextField()
    office = link(Organisation)
    person = CharField(max_length=60, default="")
    due_on = DateField()
    done_on = DateField(null=True)
    done_words = TextField(default="")
    done_by = link(User, null=True)
    struck_at = UTCDateTimeField(null=True)

    class Meta:
        table_name = "meeting_decision"
        indexes = ((("bureau", "done_on", "due_on"), False), (("office", "done_on", "due_on"), False))
        privacy = privacy(office="bureau meeting no words office person due_on done_on done_words done_by struck_at")


class Bulletin(BaseModel):
    """A notice between the two offices (通报); a draft is its author's office's own until it is sent."""

    bureau = link(Organisation)
    sender = link(Organisation)
    title = CharField(max_length=200)
    words = TextField()
    answer_due_on = DateField(null=True)
    state = CharField(max_length=16, default=BulletinState.DRAFT.value)
    sent_at = UTCDateTimeField(null=True)
    sent_by = link(User, null=True)

    class Meta:
        indexes = ((("bureau", "sender", "sent_at"), False),)
        privacy = privacy(office="bureau sender title words answer_due_on state sent_at sent_by")


class BulletinOffice(BaseModel):
    """An office to which a bulletin is addressed, and its answer where one was asked for."""

    bureau = link(Organisation)
    bulletin = link(Bulletin, backref="addressed")
    office = link(Organisation)
    answer = TextField(default="")
    answered_at = UTCDateTimeField(null=True)
    answered_by = link(User, null=True)

    class Meta:
        indexes = ((("bulletin", "office"), True),)
        privacy = privacy(office="bureau bulletin office answer answered_at answered_by")


class BulletinReading(BaseModel):
    """A receipt: which account of which addressed office opened a bulletin, when."""

    bureau = link(Organisation)
    bulletin = link(Bulletin, backref="readings")
    office = link(Organisation)
    user = link(User)
    read_at = UTCDateTimeField()

    class Meta:
        indexes = ((("bulletin", "user"), True),)
        privacy = privacy(office="bureau bulletin office user read_at")
