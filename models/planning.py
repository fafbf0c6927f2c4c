"""The yearly plan (监督评议计划) with its items, and the private calendar feed of an account."""
from __future__ import annotations

from peewee import SQL, CharField, Check, IntegerField, TextField

from models.base import BaseModel, UTCDateTimeField, link, privacy
from models.choices import PlanState
from models.custom import PicklistItem
from models.offices import Organisation, User


class Plan(BaseModel):
    """A bureau's plan of one year; `in_force_at` stays while a plan that was in force is amended, so that the other office goes on reading it."""

    bureau = link(Organisation)
    year = IntegerField()
    requirements = TextField(default="")
    state = CharField(max_length=16, default=PlanState.DRAFT.value)
    state_words = CharField(max_length=300, default="")
    in_force_at = UTCDateTimeField(null=True)
    in_force_by = link(User, null=True)

    class Meta:
        table_name = "yearly_plan"
        indexes = ((("bureau", "year"), True),)
        privacy = privacy(office="bureau year requirements state state_words in_force_at in_force_by")

    @property
    def title(self) -> str:
        """Return its year, by which the trail names it."""
        return str(self.year)


class PlanItem(BaseModel):
    """So many events of one mode; without `procuratorate` any of them, without `month` any time of the year.

    One that is struck out stays as a row: the trail knows rows by their keys.
    """

    bureau = link(Organisation)
    plan = link(Plan, backref="items")
    no = IntegerField()
    mode = link(PicklistItem)
    procuratorate = link(Organisation, null=True)
    month = IntegerField(null=True, constraints=[Check("month BETWEEN 1 AND 12")])
    expected = IntegerField(constraints=[Check("expected BETWEEN 0 AND 999")])
    requirements = CharField(max_length=300, default="")
    struck_at = UTCDateTimeField(null=True)

    class Meta:
        privacy = privacy(office="bureau plan no mode procuratorate month expected requirements struck_at")


class CalendarFeed(BaseModel):
    """A private address from which calendar programs fetch what its account may see; only the digest of its token is kept.

    `hour_from` and `fetches` count the fetches of the hour that runs, so that nobody can wear the office down with a leaked address.
    """

    user = link(User)
    token_digest = CharField(max_length=64, unique=True)
    revoked_at = UTCDateTimeField(null=True)
    fetched_at = UTCDateTimeField(null=True)
    hour_from = UTCDateTimeField(null=True)
    fetches = IntegerField(default=0)

    class Meta:
        privacy = privacy(bureau="user token_digest revoked_at fetched_at hour_from fetches")


CalendarFeed.add_index(CalendarFeed.index(CalendarFeed.user, unique=True, where=SQL("revoked_at IS NULL"), name="calendar_feed_one_live"))
