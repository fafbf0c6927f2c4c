"""Recruitment rounds (选任): quotas, applicants with what both offices found, inspections, and objections to the public notice."""
from __future__ import annotations

from peewee import SQL, BooleanField, CharField, DateField, IntegerField, TextField

from models.base import BaseModel, EncryptedField, JSONField, UTCDateTimeField, link, privacy
from models.choices import ApplicantState, Level, ObjectionState, RecruitmentState
from models.custom import PicklistItem
from models.offices import Organisation, User
from models.supervisors import Appointment, Supervisor


class Recruitment(BaseModel):
    """One round from its notice to the certificates; portal.domain.recruitment says how it moves. `starts_on` is the first day of the term."""

    bureau = link(Organisation)
    title = CharField(max_length=120)
    level = CharField(max_length=16, default=Level.CITY.value, choices=[(k.value, k.value) for k in Level])
    requirements = TextField(default="")
    starts_on = DateField()
    apply_from = DateField()
    apply_until = DateField()
    certificate_prefix = CharField(max_length=20)
    state = CharField(max_length=16, default=RecruitmentState.DRAFT.value)
    state_words = TextField(default="")
    noticed_on = DateField(null=True)
    opened_on = DateField(null=True)
    review_on = DateField(null=True)
    inspection_on = DateField(null=True)
    published_on = DateField(null=True)
    objections_until = DateField(null=True)
    decided_on = DateField(null=True)
    decided_by = link(User, null=True)
    closed_on = DateField(null=True)
    cancelled_on = DateField(null=True)
    oath_on = DateField(null=True)
    oath_place = CharField(max_length=120, default="")

    class Meta:
        indexes = ((("bureau", "state"), False),)
        privacy = privacy(
            office="bureau title level starts_on",
            bureau="requirements apply_from apply_until certificate_prefix state state_words noticed_on opened_on review_on inspection_on"
            " published_on objections_until decided_on decided_by closed_on cancelled_on oath_on oath_place",
        )


class RecruitmentQuota(BaseModel):
    """How many places a round has for one county."""

    recruitment = link(Recruitment, backref="quotas")
    county = link(PicklistItem)
    places = IntegerField()

    class Meta:
        indexes = ((("recruitment", "county"), True),)
        privacy = privacy(bureau="recruitment county places")


class Applicant(BaseModel):
    """One application in a round, by the fields of the register; `receipt` is the number by which the person looks up its state.

    `professions` holds codes of that list. `supervisor` and `appointment` are set when the leader's decision registers the person.
    """

    bureau = link(Organisation)
    recruitment = link(Recruitment, backref="applicants")
    receipt = CharField(max_length=20, unique=True)
    source = CharField(max_length=10)
    applied_at = UTCDateTimeField()
    state = CharField(max_length=16, default=ApplicantState.APPLIED.value)
    state_words = TextField(default="")
    name = CharField(max_length=60)
    sex = link(PicklistItem)
    nation = link(PicklistItem, null=True)
    birth_date = DateField()
    id_number = EncryptedField()
    id_digest = CharField(max_length=64)
    education = link(PicklistItem)
    political = link(PicklistItem, null=True)
    county = link(PicklistItem)
    work_unit = CharField(max_length=120, default="")
    unit_kind = link(PicklistItem, null=True)
    post = CharField(max_length=60, default="")
    public_servant = BooleanField(default=False)
    professions = JSONField(default=list)
    way_in = link(PicklistItem, null=True)
    recommender = CharField(max_length=120, default="")
    school = CharField(max_length=120, default="")
    subject = CharField(max_length=120, default="")
    phone = EncryptedField()
    address = EncryptedField(null=True)
    email = CharField(max_length=120, default="")
    statement = TextField(default="")
    reviewed_at = UTCDateTimeField(null=True)
    reviewed_by = link(User, null=True)
    oath_taken = BooleanField(default=False)
    supervisor = link(Supervisor, null=True, backref="applications")
    appointment = link(Appointment, null=True)

    class Meta:
        indexes = ((("recruitment", "state"), False), (("bureau", "name"), False), (("id_digest",), False))
        privacy = privacy(
            office="bureau recruitment name work_unit post",
            bureau="receipt source applied_at state state_words sex nation birth_date id_digest education political county unit_kind"
            " public_servant professions way_in recommender school subject email statement reviewed_at reviewed_by oath_taken supervisor"
            " appointment",
        )


Applicant.add_index(Applicant.index(Applicant.recruitment, Applicant.id_digest, unique=True, where=SQL("state <> 'withdrawn'"),
                                    name="applicant_one_application"))


class ApplicantCheck(BaseModel):
    """One bar or excluded post: whether the applicant declared it, and what the clerk found (`clear` or `holds`, empty = not checked)."""

    applicant = link(Applicant, backref="checks")
    item = link(PicklistItem)
    declared = BooleanField(default=False)
    found = CharField(max_length=10, default="")

    class Meta:
        indexes = ((("applicant", "item"), True),)
        privacy = privacy(office="applicant item declared", bureau="found")


class ApplicantReview(BaseModel):
    """What a procuratorate was asked about an applicant, and its opinion; `holds` are codes of the bars and posts that it knows to hold."""

    bureau = link(Organisation)
    applicant = link(Applicant, backref="reviews")
    procuratorate = link(Organisation)
    asked_at = UTCDateTimeField()
    asked_by = link(User, null=True)
    due_on = DateField()
    outcome = CharField(max_length=10, default="")
    holds = JSONField(default=list)
    words = TextField(default="")
    given_at = UTCDateTimeField(null=True)
    given_by = link(User, null=True)

    class Meta:
        indexes = ((("applicant", "procuratorate"), True), (("procuratorate", "outcome"), False))
        privacy = privacy(office="bureau applicant procuratorate asked_at due_on outcome holds words given_at given_by", bureau="asked_by")


class Inspection(BaseModel):
    """What the bureau learned about an applicant at the work unit or in the neighbourhood (考察)."""

    bureau = link(Organisation)
    applicant = link(Applicant, backref="inspections")
    inspected_on = DateField()
    way = link(PicklistItem)
    inspectors = CharField(max_length=120)
    asked = CharField(max_length=200, default="")
    words = TextField()
    passed = BooleanField()

    class Meta:
        privacy = privacy(bureau="bureau applicant inspected_on way inspectors asked words passed")


class RecruitmentObjection(BaseModel):
    """An objection to somebody of a public notice, anonymous or not, and what the bureau found."""

    bureau = link(Organisation)
    recruitment = link(Recruitment, backref="objections")
    applicant = link(Applicant)
    received_on = DateField()
    source = CharField(max_length=10)
    anonymous = BooleanField(default=False)
    name = EncryptedField(null=True)
    contact = EncryptedField(null=True)
    words = TextField()
    state = CharField(max_length=16, default=ObjectionState.OPEN.value)
    finding = TextField(default="")
    handled_on = DateField(null=True)
    handled_by = link(User, null=True)

    class Meta:
        indexes = ((("recruitment", "state"), False),)
        privacy = privacy(bureau="bureau recruitment applicant received_on source anonymous words state finding handled_on handled_by")
