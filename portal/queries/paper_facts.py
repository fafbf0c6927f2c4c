"""What the papers of a duty and of an opinion say, as JSON can keep it. Nothing here names a party, a phone of a person, or why somebody stayed out."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from models import Activity, Assignment, Draw, Feedback, Opinion, PoolEntry, Recusal, SpecialPlace
from models.choices import FILLING
from portal.domain.draw_format import GENERAL, utc_text
from portal.domain.draw_record import record_digest
from portal.domain.localtime import local_day
from portal.queries import opinions, related
from portal.queries.draw_records import approval, manifest_of, record_of

Facts = dict[str, Any]


def of_activity(activity: Activity, at: datetime) -> Facts:
    """Return what every paper about an activity says."""
    related.load([activity], "bureau", "procuratorate", "mode")
    return {
        "bureau": activity.bureau.name, "procuratorate": activity.procuratorate.name, "activity_number": activity.number or "",
        "title": activity.title, "mode": activity.mode.name, "starts_at": utc_text(activity.starts_at), "ends_at": utc_text(activity.ends_at),
        "place": activity.place, "issued_on": local_day(at).isoformat(),
    }


def draw_request(activity: Activity, at: datetime) -> Facts:
    """Return what 商请抽选函 says: what is asked for, and whom to talk to in the procuratorate."""
    special = list(SpecialPlace.select().where(SpecialPlace.activity == activity).order_by(SpecialPlace.id))
    related.load(special, "profession")
    related.load([activity], "business_line", "must_invite")
    return of_activity(activity, at) | {
        "business_line": activity.business_line.name if activity.business_line_id else "",
        "must_invite": activity.must_invite.name if activity.must_invite_id else "", "general": activity.general_places,
        "special": [{"profession": row.profession.name, "places": row.places, "why": row.why} for row in special],
        "urgent": activity.urgent_reason if activity.urgent or activity.exceptional else "", "remark": activity.remark,
        "contact_name": activity.contact_name, "contact_phone": activity.contact_phone,
    }


def draw_record(draw: Draw, at: datetime) -> Facts:
    """Return what 抽选记录表 says of one drawn round: seal, digits, and everybody who was drawn, those who gave the place back too."""
    related.load([draw], "activity")
    manifest, consent = manifest_of(draw), approval(draw.activity, draw.round)
    places = [{"place": GENERAL, "count": manifest["places"]["general"]}] if manifest["places"]["general"] else []
    return of_activity(draw.activity, at) | {
        "round": draw.round, "sealed_at": utc_text(draw.sealed_at), "drawn_at": utc_text(draw.drawn_at), "pool": len(manifest["pool"]),
        "places": places + [{"place": name, "count": count} for name, count in sorted(manifest["places"]["special"].items())],
        "seal": draw.seal, "digits": draw.digits, "digits_source": draw.digits_source, "digits_teller": draw.digits_teller,
        "witness_digits": draw.witness_digits, "witness_name": draw.witness_name, "witness_unit": draw.witness_unit,
        "record_digest": record_digest(record_of(draw)), "reason": consent.words if consent else "", "people": _drawn(draw),
    }


def _drawn(draw: Draw) -> list[Facts]:
    rows = list(Assignment.select().where(Assignment.activity == draw.activity_id, Assignment.round == draw.round).order_by(Assignment.id))
    related.load(rows, "supervisor.sex")
    balls = dict(PoolEntry.select(PoolEntry.supervisor, PoolEntry.no).where(PoolEntry.draw == draw, PoolEntry.no.is_null(False)).tuples())
    return [_person(row) | {"place": row.place, "ball": balls[row.supervisor_id], "substitute": row.substitute, "freed": row.state == "freed"}
            for row in rows]


def _person(row: Assignment) -> Facts:
    return {"name": row.supervisor.name, "sex": row.supervisor.sex.name, "unit": row.supervisor.work_unit}


def recusal_decision(recusal: Recusal, at: datetime) -> Facts:
    """Return what 回避决定书 says: the ground by its kind and the decision, no words of either side, which only the bureau may read."""
    related.load([recusal], "activity", "supervisor")
    bureau = of_activity(recusal.activity, at) | _contact(recusal.activity)
    return bureau | {
        "name": recusal.supervisor.name, "unit": recusal.supervisor.work_unit, "source": recusal.source, "ground": recusal.ground,
        "raised_on": local_day(recusal.raised_at).isoformat(), "state": recusal.state, "decided_on": local_day(recusal.decided_at).isoformat(),
    }


def _contact(activity: Activity) -> Facts:
    bureau = activity.bureau
    return {"contact_name": bureau.contact_name, "contact_phone": bureau.contact_phone or bureau.phone}


def duty_notice(place: Assignment, at: datetime) -> Facts:
    """Return what 履职通知书 says to one person."""
    related.load([place], "activity", "supervisor")
    told, activity = of_activity(place.activity, at), place.activity
    return told | _contact(activity) | {"name": place.supervisor.name, "unit": place.supervisor.work_unit, "host_name": activity.contact_name,
                                        "host_phone": activity.contact_phone}


def duty_sign_in(activity: Activity, at: datetime) -> Facts:
    """Return what 签到表 says: who holds a place, and who checked in when."""
    rows = list(Assignment.select().where(Assignment.activity == activity, Assignment.state.in_(FILLING)).order_by(
        Assignment.round, Assignment.id))
    related.load(rows, "supervisor.sex")
    return of_activity(activity, at) | {"people": [
        _person(row) | {"state": row.state, "checked_in_at": utc_text(row.checked_in_at) if row.checked_in_at else ""} for row in rows]}


def duty_feedback(activity: Activity, at: datetime) -> Facts:
    """Return what 履职情况反馈表 says of each person who attended, and what became of the matter."""
    case, lines = opinions.case_feedback(activity), opinions.feedback_of(activity)
    people = [_marked(line.assignment, line.feedback) for line in lines if line.feedback]
    return of_activity(activity, at) | {
        "people": people, "outcome": case.outcome if case else "", "given_on": local_day(case.given_at).isoformat() if case else "",
        "given_by": case.given_by.name if case and case.given_by_id else "",
    }


def _marked(place: Assignment, mark: Feedback) -> Facts:
    return {"name": place.supervisor.name, "unit": place.supervisor.work_unit, "on_time": mark.on_time, "prepared": mark.prepared,
            "conduct": mark.conduct.name, "remark": mark.remark}


def opinion(row: Opinion, at: datetime) -> Facts:
    """Return what the papers of one opinion say: the opinion word for word, its answer, the objection and the decision on it."""
    related.load([row], "bureau", "procuratorate", "supervisor", "mode", "activity")
    activity = row.activity if row.activity_id else None
    return {
        "bureau": row.bureau.name, "procuratorate": row.procuratorate.name if row.procuratorate_id else "", "name": row.supervisor.name,
        "unit": row.supervisor.work_unit, "subject": activity.title if activity else row.subject, "mode": row.mode.name,
        "activity_number": activity.number if activity else "", "place": activity.place if activity else "",
        "starts_at": utc_text(activity.starts_at) if activity else "", "ends_at": utc_text(activity.ends_at) if activity else "",
        "received_on": row.received_on.isoformat(), "source": row.source, "words": row.words, "issued_on": local_day(at).isoformat(),
    }


def answered_opinion(row: Opinion, at: datetime) -> Facts:
    """Return what the papers say of an opinion that was answered."""
    return opinion(row, at) | {
        "answer": row.answer, "explanation": row.explanation, "answered_on": _day(row.answered_at), "objection": row.objection,
        "objected_on": _day(row.objected_at), "decision": row.decision, "decision_words": row.decision_words, "decided_on": _day(row.decided_at),
    }


def _day(at: datetime | None) -> str:
    return local_day(at).isoformat() if at else ""
