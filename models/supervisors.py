"""The people: register, professions, terms, leave and secrecy undertakings."""
from __future__ import annotations

from peewee import SQL, BooleanField, CharField, DateField, TextField

from models.base import BaseModel, EncryptedField, link, privacy
from models.choices import AppointmentState, Level
from models.custom import PicklistItem
from models.offices import Organisation


class Supervisor(BaseModel):
    """A people's supervisor as registered. `id_digest` and `phone_digest` are keyed digests for exact search and uniqueness."""

    bureau = link(Organisation, backref="supervisors")
    code = CharField(max_length=30, unique=True)
    name = CharField(max_length=60)
    pinyin = CharField(max_length=200, default="")
    initials = CharField(max_length=30, default="")
    sex = link(PicklistItem)
    nation = link(PicklistItem, null=True)
    birth_date = DateField()
    id_number = EncryptedField()
    id_digest = CharField(max_length=64, unique=True)
    education = link(PicklistItem)
    political = link(PicklistItem, null=True)
    county = link(PicklistItem, null=True)
    work_unit = CharField(max_length=120, default="")
    unit_kind = link(PicklistItem, null=True)
    post = CharField(max_length=60, default="")
    public_servant = BooleanField(default=False)
    way_in = link(PicklistItem, null=True)
    recommender = CharField(max_length=120, default="")
    school = CharField(max_length=120, default="")
    subject = CharField(max_length=120, default="")
    phone = EncryptedField(null=True)
    phone_digest = CharField(max_length=64, null=True, index=True)
    address = EncryptedField(null=True)
    email = CharField(max_length=120, default="")
    bank_card = EncryptedField(null=True)
    bank_branch = CharField(max_length=120, default="")
    relatives = EncryptedField(null=True)
    no_subsidy = BooleanField(default=False)
    remark = TextField(default="")
    photo = CharField(max_length=64, default="")

    class Meta:
        indexes = ((("bureau", "name"), False), (("bureau", "pinyin"), False), (("bureau", "initials"), False))
        privacy = privacy(
            office="name sex work_unit",
            bureau="bureau code pinyin initials nation birth_date id_digest education political county unit_kind post public_servant"
            " way_in recommender school subject phone_digest email bank_branch no_subsidy remark photo",
        )


class SupervisorProfession(BaseModel):
    """One of a person's professions."""

    supervisor = link(Supervisor, backref="profession_rows")
    profession = link(PicklistItem)

    class Meta:
        indexes = ((("supervisor", "profession"), True),)
        privacy = privacy(office="supervisor profession")


class Appointment(BaseModel):
    """A term of office (任期); a person has at most one live one."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="appointments")
    level = CharField(max_length=16, default=Level.CITY.value, choices=[(k.value, k.value) for k in Level])
    certificate_no = CharField(max_length=60, default="")
    starts_on = DateField()
    ends_on = DateField()
    state = CharField(max_length=16, default=AppointmentState.LIVE.value, choices=[(k.value, k.value) for k in AppointmentState])
    ended_on = DateField(null=True)
    end_reason = link(PicklistItem, null=True)
    remark = TextField(default="")

    class Meta:
        indexes = ((("bureau", "state", "ends_on"), False),)
        privacy = privacy(
            office="supervisor level", bureau="bureau certificate_no starts_on ends_on state ended_on end_reason remark"
        )


Appointment.add_index(Appointment.index(Appointment.supervisor, unique=True, where=SQL("state = 'live'"), name="appointment_one_live"))


class Leave(BaseModel):
    """Days on which a person is not drawn."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="leaves")
    starts_on = DateField()
    ends_on = DateField()
    reason = CharField(max_length=200)

    class Meta:
        indexes = ((("bureau", "ends_on"), False),)
        privacy = privacy(bureau="bureau supervisor starts_on ends_on reason")


class Undertaking(BaseModel):
    """A signed secrecy undertaking (保密承诺书)."""

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="undertakings")
    signed_on = DateField()
    remark = CharField(max_length=200, default="")

    class Meta:
        privacy = privacy(bureau="bureau supervisor signed_on remark")
