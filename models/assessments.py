"""Year-end grading (年度考核): the scheme by which points are given, the round of a year, and one form for each person."""
from __future__ import annotations

from peewee import SQL, BooleanField, CharField, Check, DateField, IntegerField, TextField

from models.base import BaseModel, EncryptedField, JSONField, UTCDateTimeField, link, privacy
from models.choices import AssessmentState, ObjectionState
from models.conduct import Discipline
from models.custom import PicklistItem
from models.offices import Organisation, User
from models.supervisors import Supervisor


class AssessmentScheme(BaseModel):
    """One version of the headings and items by which people are graded; `bureau` empty = the shipped one of every office.

    `content` is what portal.domain.scoring reads. A version is never changed: whoever edits the scheme makes the next one.
    """

    bureau = link(Organisation, null=True)
    revision = IntegerField()
    content = JSONField()
    note = CharField(max_length=200, default="")
    made_by = link(User, null=True)

    class Meta:
        indexes = ((("bureau", "revision"), True),)
        privacy = privacy(bureau="bureau revision content note made_by")


class AssessmentRound(BaseModel):
    """The grading of one year, from its opening to the final grades (portal.domain.assessments says how it moves).

    `scheme` and `rules` (grades, lowest points, share of the best one) are frozen when the round is opened. `edition` counts the final
    versions: a round that was reopened is at its second.
    """

    bureau = link(Organisation)
    year = IntegerField(constraints=[Check("year BETWEEN 2003 AND 2200")])
    state = CharField(max_length=16, default=AssessmentState.OPEN.value)
    state_words = TextField(default="")
    scheme = JSONField()
    scheme_revision = IntegerField()
    rules = JSONField()
    report_until = DateField()
    opened_on = DateField()
    reviewed_on = DateField(null=True)
    published_on = DateField(null=True)
    objections_until = DateField(null=True)
    decided_on = DateField(null=True)
    decided_by = link(User, null=True)
    edition = IntegerField(default=1)

    class Meta:
        indexes = ((("bureau", "state"), False),)
        privacy = privacy(bureau="bureau year state state_words scheme scheme_revision rules report_until opened_on reviewed_on published_on"
                                 " objections_until decided_on decided_by edition")


AssessmentRound.add_index(AssessmentRound.index(AssessmentRound.bureau, AssessmentRound.year, unique=True, where=SQL("state <> 'cancelled'"),
                                                name="assessment_round_one_a_year"))


class Assessment(BaseModel):
    """One person's form of one year; points in tenths. Without a round it is a grade of earlier years, entered from paper.

    `scores` maps the codes of the scheme's items to what was found and given (portal.domain.scoring). `suggested` is the grade that the
    points lead to; `grade` holds finally once its round is final, and is a draft until then. `veto` is the code of a ground that leaves
    the last grade alone, `veto_discipline` the entry that shows it.
    """

    bureau = link(Organisation)
    supervisor = link(Supervisor, backref="assessments")
    year = IntegerField(constraints=[Check("year BETWEEN 2003 AND 2200")])
    points_tenths = IntegerField(null=True)
    grade = link(PicklistItem, null=True)
    decided_on = DateField(null=True)
    remark = TextField(default="")
    round = link(AssessmentRound, null=True, backref="forms")
    scores = JSONField(default=dict)
    filled_at = UTCDateTimeField(null=True)
    report = TextField(default="")
    reported_at = UTCDateTimeField(null=True)
    report_source = CharField(max_length=16, default="")
    report_late = BooleanField(default=False)
    suggested = link(PicklistItem, null=True)
    tied = BooleanField(default=False)
    grade_reason = TextField(default="")
    veto = CharField(max_length=16, default="")
    veto_discipline = link(Discipline, null=True)

    class Meta:
        indexes = ((("supervisor", "year"), True), (("bureau", "year"), False))
        privacy = privacy(bureau="bureau supervisor year points_tenths grade decided_on remark round scores filled_at report reported_at"
                                 " report_source report_late suggested tied grade_reason veto veto_discipline")


class AssessmentOpinion(BaseModel):
    """What a procuratorate for which a person was drawn in the year is asked of that person, and what it says: a mark and words."""

    bureau = link(Organisation)
    assessment = link(Assessment, backref="opinions")
    supervisor = link(Supervisor)
    year = IntegerField()
    procuratorate = link(Organisation)
    asked_at = UTCDateTimeField()
    asked_by = link(User, null=True)
    due_on = DateField()
    mark = link(PicklistItem, null=True)
    words = TextField(default="")
    given_at = UTCDateTimeField(null=True)
    given_by = link(User, null=True)

    class Meta:
        indexes = ((("assessment", "procuratorate"), True), (("procuratorate", "given_at"), False))
        privacy = privacy(office="bureau supervisor year procuratorate asked_at asked_by due_on mark words given_at given_by", bureau="assessment")


class AssessmentSurvey(BaseModel):
    """One sheet of the phone survey (电话回访): who was asked about a person, and with what mark and words they answered."""

    bureau = link(Organisation)
    assessment = link(Assessment, backref="surveys")
    asked_on = DateField()
    asked = CharField(max_length=120)
    surveyed_by = CharField(max_length=60)
    mark = link(PicklistItem)
    words = TextField(default="")

    class Meta:
        privacy = privacy(bureau="bureau assessment asked_on asked surveyed_by mark words")


class AssessmentObjection(BaseModel):
    """An objection to a grade of a running public notice; who objects may stay unnamed."""

    bureau = link(Organisation)
    assessment = link(Assessment, backref="objections")
    received_on = DateField()
    anonymous = BooleanField()
    name = EncryptedField(null=True)
    contact = EncryptedField(null=True)
    words = TextField()
    state = CharField(max_length=16, default=ObjectionState.OPEN.value)
    finding = TextField(default="")
    handled_on = DateField(null=True)
    handled_by = link(User, null=True)

    class Meta:
        indexes = ((("assessment", "state"), False),)
        privacy = privacy(bureau="bureau assessment received_on anonymous words state finding handled_on handled_by")


class AssessmentTelling(BaseModel):
    """That a final grade was told: to the person, the work unit or the recommender, when and how."""

    bureau = link(Organisation)
    assessment = link(Assessment, backref="tellings")
    edition = IntegerField()
    addressee = CharField(max_length=16)
    told_on = DateField()
    told_how = link(PicklistItem)
    words = CharField(max_length=200, default="")
    told_by = link(User, null=True)

    class Meta:
        indexes = ((("assessment", "edition", "addressee"), True),)
        privacy = privacy(bureau="bureau assessment edition addressee told_on told_how words told_by")


class AssessmentEdition(BaseModel):
    """The final grades of a round as they stood before it was reopened; `forms` holds each form's id with points, grade and scores."""

    bureau = link(Organisation)
    round = link(AssessmentRound, backref="editions")
    edition = IntegerField()
    decided_on = DateField()
    decided_by = link(User, null=True)
    forms = JSONField()
    reopened_at = UTCDateTimeField()
    reopened_by = link(User, null=True)
    reason = TextField()

    class Meta:
        indexes = ((("round", "edition"), True),)
        privacy = privacy(bureau="bureau round edition decided_on decided_by forms reopened_at reopened_by reason")
