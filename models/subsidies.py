"""Subsidies (履职补助): dated rates, lines, batches that several people carry to payment, and the yearly budget. Every amount is in 分."""
from __future__ import annotations

from peewee import SQL, CharField, Check, DateField, IntegerField, TextField

from models.activities import Activity, Assignment
from models.base import BaseModel, JSONField, UTCDateTimeField, link, privacy
from models.offices import Organisation, User
from models.supervisors import Supervisor
from models.trainings import Attendance


class SubsidyRate(BaseModel):
    """What one unit of one group of modes (or of training) is paid from a day on; it holds once the leader countersigned it.

    `modes` are the codes of the group, none of them meaning every mode that no other rate names.
    """

    bureau = link(Organisation)
    title = CharField(max_length=60)
    level = CharField(max_length=16)
    target = CharField(max_length=16)
    modes = JSONField(default=list)
    unit = CharField(max_length=16)
    amount_fen = IntegerField(constraints=[Check("amount_fen BETWEEN 1 AND 100000000")])
    valid_from = DateField()
    valid_to = DateField(null=True)
    basis = CharField(max_length=200, default="")
    note = TextField(default="")
    state = CharField(max_length=16, default="proposed")
    proposed_by = link(User, null=True)
    decided_by = link(User, null=True)
    decided_at = UTCDateTimeField(null=True)
    decision_words = TextField(default="")

    class Meta:
        indexes = ((("bureau", "state", "valid_from"), False),)
        privacy = privacy(office="bureau title level target modes unit amount_fen valid_from valid_to basis note state proposed_by decided_by"
                                 " decided_at decision_words")


class SubsidyBatch(BaseModel):
    """The lines of a month or a quarter on their way to payment. From the review on, count, sum and digest say what was looked at.

    `editors` are the ids of the accounts that prepared it or changed a line of it: none of them may review or approve it.
    """

    bureau = link(Organisation)
    title = CharField(max_length=60)
    period = CharField(max_length=16)
    first_on = DateField()
    last_on = DateField()
    state = CharField(max_length=16, default="prepared")
    editors = JSONField(default=list)
    prepared_by = link(User, null=True)
    prepared_at = UTCDateTimeField(null=True)
    reviewed_by = link(User, null=True)
    reviewed_at = UTCDateTimeField(null=True)
    approved_by = link(User, null=True)
    approved_at = UTCDateTimeField(null=True)
    paid_by = link(User, null=True)
    paid_at = UTCDateTimeField(null=True)
    paid_on = DateField(null=True)
    voucher = CharField(max_length=60, default="")
    returned_by = link(User, null=True)
    returned_at = UTCDateTimeField(null=True)
    returned_words = TextField(default="")
    line_count = IntegerField(default=0)
    total_fen = IntegerField(default=0)
    digest = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("bureau", "first_on"), False), (("bureau", "state"), False))
        privacy = privacy(bureau="bureau title period first_on last_on state editors prepared_by prepared_at reviewed_by reviewed_at approved_by"
                                 " approved_at paid_by paid_at paid_on voucher returned_by returned_at returned_words line_count total_fen digest")


class SubsidyLine(BaseModel):
    """What is owed to one person for one thing. Only `amount_fen` is paid: all of `full_fen`, or nothing, which `outcome` explains.

    `slots` are the half-days it took (`2026-03-05 am`), `agreed_fen` what the leader agreed to before a cost's day. Without a batch it waits
    for the next one.
    """

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="subsidies")
    activity = link(Activity, null=True, backref="subsidies")
    assignment = link(Assignment, null=True)
    participant = link(Attendance, null=True)
    batch = link(SubsidyBatch, null=True, backref="lines")
    rate = link(SubsidyRate, null=True)
    reverses = link("self", null=True)
    kind = CharField(max_length=16, default="other")
    day = DateField()
    slots = JSONField(default=list)
    units = IntegerField(default=1)
    full_fen = IntegerField(default=0)
    amount_fen = IntegerField(constraints=[Check("amount_fen BETWEEN -100000000 AND 100000000")])
    outcome = CharField(max_length=16, default="pay")
    decision = CharField(max_length=16, default="")
    decision_words = CharField(max_length=300, default="")
    reason = CharField(max_length=200)
    editors = JSONField(default=list)
    agreed_fen = IntegerField(null=True)
    agreed_by = link(User, null=True)
    agreed_at = UTCDateTimeField(null=True)

    class Meta:
        indexes = ((("bureau", "day"), False), (("supervisor", "day"), False))
        privacy = privacy(bureau="bureau supervisor activity assignment participant batch rate reverses kind day slots units full_fen amount_fen"
                                 " outcome decision decision_words reason editors agreed_fen agreed_by agreed_at")


for _column, _kind in (("assignment", "attendance"), ("participant", "training"), ("reverses", "reversal")):
    SubsidyLine.add_index(SubsidyLine.index(getattr(SubsidyLine, _column), unique=True, where=SQL(f"kind = '{_kind}'"),
                                            name=f"subsidy_line_one_{_kind}"))


class SubsidyBudget(BaseModel):
    """What an office may spend on subsidies in one year."""

    bureau = link(Organisation)
    year = IntegerField(constraints=[Check("year BETWEEN 2003 AND 2200")])
    amount_fen = IntegerField(constraints=[Check("amount_fen BETWEEN 0 AND 2000000000")])
    note = CharField(max_length=200, default="")

    class Meta:
        indexes = ((("bureau", "year"), True),)
        privacy = privacy(bureau="bureau year amount_fen note")
