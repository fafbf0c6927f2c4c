"""The draw: one row a round, its sealed list and its events. What is sealed cannot change: triggers refuse it."""
from __future__ import annotations

from peewee import CharField, IntegerField, TextField

from models.activities import Activity
from models.base import BaseModel, EncryptedField, JSONField, UTCDateTimeField, link, privacy
from models.choices import DrawState
from models.offices import Organisation, User
from models.supervisors import Supervisor


class Draw(BaseModel):
    """One round of one activity (draw.md): `manifest` is the canonical sealed text; `share` stays encrypted and unseen until drawn."""

    bureau = link(Organisation)
    activity = link(Activity, backref="draws")
    round = IntegerField()
    state = CharField(max_length=16, default=DrawState.SEALED.value)
    manifest = TextField()
    seal = CharField(max_length=64)
    share = EncryptedField()
    relaxations = JSONField(default=list)
    reason = TextField(default="")
    sealed_at = UTCDateTimeField()
    sealed_by = link(User, null=True)
    witness_digits = CharField(max_length=6, default="")
    witness_name = CharField(max_length=60, default="")
    witness_unit = CharField(max_length=120, default="")
    witness_at = UTCDateTimeField(null=True)
    witness_by = link(User, null=True)
    digits = CharField(max_length=6, default="")
    digits_source = CharField(max_length=20, default="")
    digits_teller = CharField(max_length=60, default="")
    digits_at = UTCDateTimeField(null=True)
    digits_by = link(User, null=True)
    seed = CharField(max_length=64, default="")
    order = JSONField(null=True)
    drawn_at = UTCDateTimeField(null=True)

    class Meta:
        indexes = ((("activity", "round"), True), (("bureau", "drawn_at"), False))
        privacy = privacy(
            office="bureau activity round state manifest seal reason sealed_at sealed_by witness_digits witness_name witness_unit"
            " witness_at witness_by digits digits_source digits_teller digits_at digits_by seed order drawn_at",
            bureau="relaxations",
        )


class PoolEntry(BaseModel):
    """One person of a sealed list: numbered with salt and token, or left out with a coded reason."""

    draw = link(Draw, backref="pool")
    supervisor = link(Supervisor)
    no = IntegerField(null=True)
    tags = JSONField(default=list)
    salt = CharField(max_length=32, default="")
    token = CharField(max_length=64, default="")
    left_out = CharField(max_length=20, default="")
    words = TextField(default="")

    class Meta:
        indexes = ((("draw", "supervisor"), True), (("supervisor", "no"), False))
        privacy = privacy(bureau="draw supervisor no tags salt token left_out words")


class DrawEvent(BaseModel):
    """One event after the draw, in the order in which it happened (draw.md section 4)."""

    draw = link(Draw, backref="events")
    position = IntegerField()
    at = UTCDateTimeField()
    kind = CharField(max_length=10)
    no = IntegerField()
    reason = CharField(max_length=20, default="")
    place = CharField(max_length=120, default="")
    by = link(User, null=True)

    class Meta:
        indexes = ((("draw", "position"), True),)
        privacy = privacy(office="draw position at kind no place", bureau="reason by")


class RoundApproval(BaseModel):
    """The leader's written consent to a further round, given before it is sealed."""

    bureau = link(Organisation)
    activity = link(Activity, backref="round_approvals")
    round = IntegerField()
    words = TextField()
    approved_by = link(User)
    approved_at = UTCDateTimeField()

    class Meta:
        indexes = ((("activity", "round"), True),)
        privacy = privacy(office="bureau activity round words approved_by approved_at")
