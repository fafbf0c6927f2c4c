"""One row of each kind in 乌海 and one in the neighbouring city, for the tests that walk every address."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from models import (
    Activity,
    Applicant,
    ApplicantReview,
    Appointment,
    Assessment,
    AssessmentOpinion,
    AssessmentRound,
    Assignment,
    Attachment,
    Attendance,
    AuditEntry,
    Award,
    Bulletin,
    BulletinOffice,
    Correction,
    DayOverride,
    Decision,
    Departure,
    Discipline,
    Draw,
    FrozenFigures,
    ImportBatch,
    ImportRow,
    Leave,
    Material,
    Meeting,
    MeetingOffice,
    Opinion,
    Organisation,
    Outbox,
    OwnField,
    Paper,
    PicklistItem,
    Plan,
    PlanItem,
    Reading,
    Recruitment,
    RecruitmentObjection,
    Recusal,
    SavedFilter,
    Subscription,
    SubscriptionReader,
    SubsidyBatch,
    SubsidyLine,
    SubsidyRate,
    Suggestion,
    Supervisor,
    Template,
    Training,
    Undertaking,
    User,
    UserSession,
    Visit,
)
from models.base import database
from models.choices import ActivityState
from portal.queries import assessments
from portal.queries.papers import announcement_data
from portal.services import audit, sessions
from tests import factories
from tests.factories import AT, item, save


@dataclass
class City:
    """The rows of one city, by the name under which addresses ask for them."""

    bureau: Organisation
    procuratorate: Organisation
    rows: dict[str, int]


def city(*, neighbour: bool = False, state: str = ActivityState.DRAWN) -> City:
    """Make a row of each kind in one city."""
    bureau = factories.neighbour_bureau() if neighbour else factories.bureau()
    office = factories.neighbour_procuratorate() if neighbour else factories.procuratorate()
    activity = factories.drawn_activity(state, office=office)
    held = factories.drawn_activity("held", office=office, starts_at=AT)
    place = Assignment.select().where(Assignment.activity == activity).first()
    person: Supervisor = place.supervisor
    attended = Assignment.select().where(Assignment.activity == held).first()
    opinion = save(Opinion(bureau=bureau, supervisor=attended.supervisor, activity=held, assignment=attended, procuratorate=office, mode=held.mode,
                           words="建议补充释法说理。", source="paper", received_on=date(2026, 11, 24), received_at=AT, state="routed",
                           due_on=date(2026, 12, 8)))
    training = save(Training(bureau=bureau, title="履职培训", form=item("training_form"), starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 2)))
    material = save(Material(bureau=bureau, title="学习资料", summary="请阅读。", published_on=date(2026, 3, 2)))
    clerk = factories.account("neighbour_clerk" if neighbour else "clerk")
    batch = save(ImportBatch(bureau=bureau, kind="supervisors", filename="名册.xlsx", labels=["姓名", "身份证号"], mapping={"0": "name", "1": "id_number"},
                             counts={"wrong": 1}))
    save(ImportRow(batch=batch, number=4, cells='["张三", "1"]', outcome="wrong",
                   findings='{"no": 1, "title": "张三", "asks": "", "wrong": [["id_number", "id_length", {"length": 1}]], "notes": [], "changes": []}'))
    recruitment = save(Recruitment(bureau=bureau, title="选任", starts_on=date(2027, 3, 1), apply_from=date(2026, 11, 2), apply_until=date(2026, 12, 4),
                                   certificate_prefix=f"{bureau.name[:1]}人监", state="applications"))
    applicant = save(Applicant(
        bureau=bureau, recruitment=recruitment, receipt=f"2026-{bureau.id:04d}-AAAA", source="clerk", applied_at=AT, name="报名人", sex=item("sex"),
        birth_date=date(1985, 3, 2), id_number=factories.id_number(number=77), id_digest=f"{bureau.id:064d}", education=item("education"),
        county=save(PicklistItem(bureau=bureau, kind="county", code=f"county{bureau.id}", name="某区")), phone="13800138000"))
    rows = contact_rows(bureau, office, place.supervisor) | {
        "activity": activity.id, "held": held.id, "assignment": place.id, "supervisor": person.id, "opinion": opinion.id, "training": training.id,
        "office": office.id, "bureau": bureau.id, "user": clerk.id,
        "appointment": Appointment.get(Appointment.supervisor == person).id,
        "plan": plan_row(bureau, held).id,
        "leave": save(Leave(bureau=bureau, supervisor=person, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 2), reason="出差")).id,
        "undertaking": save(Undertaking(bureau=bureau, supervisor=person, signed_on=date(2024, 1, 1))).id,
        "participant": save(Attendance(bureau=bureau, training=training, supervisor=person, hours_tenths=20)).id,
        "material": material.id,
        "reading": save(Reading(bureau=bureau, material=material, supervisor=person)).id,
        "subscription": save(SubscriptionReader(bureau=bureau, supervisor=person, subscription=save(
            Subscription(bureau=bureau, title="人民检察", year=2026)))).subscription_id,
        **money_rows(bureau, person),
        "assessment": save(Assessment(bureau=bureau, supervisor=person, year=2025, grade=item("grade"))).id,
        **grading_rows(bureau, office, person),
        "recruitment": recruitment.id, "applicant": applicant.id,
        "applicant_review": save(ApplicantReview(bureau=bureau, applicant=applicant, procuratorate=office, asked_at=AT, due_on=date(2026, 12, 1))).id,
        "objection": save(RecruitmentObjection(bureau=bureau, recruitment=recruitment, applicant=applicant, received_on=date(2026, 11, 24),
                                               source="clerk", anonymous=True, words="x")).id,
        "recusal": save(Recusal(bureau=bureau, activity=activity, supervisor=person, ground="other", words="x", source="person", raised_at=AT)).id,
        "day": save(DayOverride(bureau=bureau, day=date(2026, 12, 31), working=False)).id,
        "award": save(Award(bureau=bureau, supervisor=person, awarded_on=date(2026, 1, 5), title="优秀人民监督员", level=item("award_level"),
                            awarded_by="市司法局")).id,
        "measure": save(Discipline(bureau=bureau, supervisor=person, happened_on=date(2026, 1, 5), matter="无故缺席", evidence="签到表",
                                   kind=item("discipline_kind"))).id,
        "case": save(Departure(bureau=bureau, supervisor=person, appointment=Appointment.get(Appointment.supervisor == person),
                               ground=item("appointment_end", "breach"), opened_on=date(2026, 1, 5), matter="泄密", state="heard")).id,
        "snapshot": save(FrozenFigures(bureau=bureau, name="上半年报送", first_day=date(2026, 1, 1), last_day=date(2026, 6, 30), figures={}, facts=[],
                                       sm3="0" * 64, frozen_at=AT)).id,
        "filter": save(SavedFilter(user=_stranger(bureau), page="supervisors", name="女性", query="f_sex=2")).id,
        "own_field": save(OwnField(bureau=bureau, name="乡镇", kind="text")).id,
        "wish": save(Correction(bureau=bureau, supervisor=person, field="post", proposed="教师", raised_at=AT)).id,
        "term": Appointment.get(Appointment.supervisor == person).id,
        "draw": Draw.get(Draw.activity == activity).id,
        "paper": save(Paper(bureau=bureau, kind="announcement", number=f"{bureau.letter_prefix}〔2026〕900号", activity=activity,
                            data=announcement_data(activity, AT) | {"audit": {"position": 1, "digest": "0" * 64}}, issued_at=AT)).id,
        "file": save(Attachment(bureau=bureau, about_type="supervisor", about_id=person.id, filename="承诺书.pdf", media_type="application/pdf",
                                size=9, sm3="0" * 64)).id,
        "outbox": save(Outbox(bureau=bureau, assignment=place, channel="email", body="x", next_at=AT, key=f"k{bureau.id}", state="failed")).id,
        "batch": batch.id,
        "template": save(Template(bureau=bureau, kind="announcement", revision=1, filename="", content=b"", sm3="0" * 64)).id,
        "session": UserSession.get(UserSession.token_digest == _session(clerk)).id,
    }
    with database.atomic():
        audit.record(sessions.actor_of(clerk, sessions.Knock("127.0.0.1")), "session:sign_in", clerk, at=AT)
    return City(bureau, office, rows)


def _stranger(bureau: Organisation) -> User:
    """Somebody of the bureau who never signs in here."""
    return save(User(username=f"stranger{bureau.id}", name="某人", organisation=bureau, password_hash="", password_changed_at=AT))


def money_rows(bureau: Organisation, person: Supervisor) -> dict[str, int]:
    """Make a cost that waits for the leader, a batch in preparation with one line, and a rate to be countersigned."""
    batch = save(SubsidyBatch(bureau=bureau, title="2026年3月履职补助", period="month", first_on=date(2026, 3, 1), last_on=date(2026, 3, 31),
                              prepared_at=AT))
    line = save(SubsidyLine(bureau=bureau, supervisor=person, batch=batch, kind="training", day=date(2026, 3, 2), full_fen=10000, amount_fen=10000,
                            reason="履职培训"))
    rate = save(SubsidyRate(bureau=bureau, title="公开听证", level="city", target="activity", modes=["01"], unit="place", amount_fen=30000,
                            valid_from=date(2026, 1, 1)))
    cost = save(SubsidyLine(bureau=bureau, supervisor=person, kind="travel", day=date(2026, 12, 31), full_fen=15000, amount_fen=0, outcome="asked",
                            reason="往返交通费"))
    return {"subsidy": cost.id, "subsidy_batch": batch.id, "line": line.id, "subsidy_rate": rate.id, "person": person.id}


def contact_rows(bureau: Organisation, office: Organisation, person: Supervisor) -> dict[str, int]:
    """Make one row of each kind of contact: what can be addressed is addressed to the procuratorate."""
    visit = save(Visit(bureau=bureau, supervisor=person, held_on=date(2026, 11, 20), way=item("contact_way"), visited_by="王联络", subject="走访",
                       words="谈履职情况", follow_up="送学习资料", due_on=date(2026, 12, 1)))
    suggestion = save(Suggestion(bureau=bureau, supervisor=person, kind="suggestion", subject="建议", words="建议提前发放材料", source="clerk",
                                 received_on=date(2026, 11, 20), received_at=AT, state="routed", office=office, routed_at=AT, due_on=date(2026, 12, 8)))
    meeting = save(Meeting(bureau=bureau, title="联席会议", starts_at=AT - timedelta(days=1), place="三楼", host=bureau, agenda="通报情况", state="held",
                           minutes="会议通报了情况。"))
    for side in (bureau, office):
        save(MeetingOffice(bureau=bureau, meeting=meeting, office=side, people="某某"))
    decision = save(Decision(bureau=bureau, meeting=meeting, no=1, words="完善核查", office=office, due_on=date(2026, 12, 1)))
    bulletin = save(Bulletin(bureau=bureau, sender=bureau, title="情况通报", words="有关情况", state="sent", sent_at=AT, answer_due_on=date(2026, 12, 1)))
    save(BulletinOffice(bureau=bureau, bulletin=bulletin, office=office))
    return {"visit": visit.id, "suggestion": suggestion.id, "meeting": meeting.id, "decision": decision.id, "bulletin": bulletin.id}


def grading_rows(bureau: Organisation, office: Organisation, person: Supervisor) -> dict[str, int]:
    """Make the open grading of a year with one form, about which the procuratorate is asked."""
    grading = save(AssessmentRound(bureau=bureau, year=2024, scheme=assessments.scheme_in_force(bureau.id).content, scheme_revision=1,
                                   rules=assessments.frozen_rules(bureau.id, AT.date()), report_until=date(2026, 12, 4), opened_on=date(2026, 11, 2)))
    form = save(Assessment(bureau=bureau, supervisor=person, year=2024, round=grading))
    asked = save(AssessmentOpinion(bureau=bureau, assessment=form, supervisor=person, year=2024, procuratorate=office, asked_at=AT,
                                   due_on=date(2026, 12, 4)))
    return {"grading": grading.id, "form": form.id, "yearly_opinion": asked.id}


def _session(user: User) -> str:
    factories.session_token(user, AT)
    return str(UserSession.select().order_by(UserSession.id.desc()).get().token_digest)


def audit_row() -> int:
    """Return the id of a row of the trail."""
    return int(AuditEntry.select().order_by(AuditEntry.id).first().id)


def plan_row(bureau: Organisation, held: Activity) -> Plan:
    """Make a plan that is in force, with an item that the held activity ticks off."""
    plan = save(Plan(bureau=bureau, year=2026, state="in_force", in_force_at=AT))
    made = save(PlanItem(bureau=bureau, plan=plan, no=1, mode=held.mode, expected=5))
    Activity.update(plan_item=made).where(Activity.id == held.id).execute()
    return plan
