"""What the register form (登记表) of a person says, from the rows; in Chinese, as official papers are."""
from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from models import Assignment, Opinion, Supervisor
from models.choices import AppointmentState, AssignmentState
from portal.domain.localtime import local_day
from portal.domain.paper_form import day_words
from portal.queries import conduct, dossier, people, related

PICKS = ("sex", "nation", "political", "education", "unit_kind", "county", "way_in")
STATES = {AppointmentState.LIVE: "在任", AppointmentState.ENDED: "已结束"}


def facts(person: Supervisor, at: datetime) -> dict[str, Any]:
    """Return the form's data with the sensitive values in clear; the caller answers for the right and the trail."""
    related.load([person], "bureau", *PICKS)
    people.hang([person])
    names = {name: getattr(person, name).name if getattr(person, name) else "" for name in PICKS}
    plain = {name: getattr(person, name) or "" for name in ("code", "name", "school", "subject", "post", "recommender", "email", "remark", "id_number",
                                                            "phone", "address")}
    return names | plain | {
        "date": day_words(local_day(at)), "bureau": person.bureau.name, "birth": day_words(person.birth_date), "unit": person.work_unit,
        "public_servant": "是" if person.public_servant else "否", "professions": "、".join(item.name for item in person.profession_items),
        "terms": [{"span": f"{day_words(term.starts_on)}至{day_words(term.ended_on or term.ends_on)}", "certificate": term.certificate_no,
                   "state": STATES[AppointmentState(term.state)]} for term in person.terms],
        "years": _years(dossier.duties(person), dossier.opinions(person)),
        "classes": [{"day": day_words(row.training.starts_on), "title": row.training.title, "hours": _hours(row.hours_tenths)}
                    for row in dossier.classes(person)],
        "conduct": _conduct(person),
        "grades": [{"year": str(row.year), "grade": row.grade.name if row.grade_id else ""} for row in dossier.assessments(person) if row.decided_on or row.round_id is None],
    }


def _years(places: list[Assignment], opinions: list[Opinion]) -> list[dict[str, str]]:
    drawn = Counter(local_day(row.activity.starts_at).year for row in places)
    served = Counter(local_day(row.activity.starts_at).year for row in places if row.state == AssignmentState.ATTENDED)
    given = Counter(row.received_on.year for row in opinions)
    return [{"year": str(year), "drawn": str(drawn[year]), "served": str(served[year]), "opinions": str(given[year])}
            for year in sorted(set(drawn) | set(given), reverse=True)]


def _conduct(person: Supervisor) -> list[dict[str, str]]:
    found = conduct.of_person(person)
    lines: list[tuple[date, str]] = [(row.awarded_on, f"表彰：{row.title}（{row.level.name}）") for row in found["awards"]]
    lines += [(row.happened_on, f"纪律处理：{row.kind.name}") for row in found["disciplines"]]
    lines += [(row.effective_on, f"{'免除' if row.ground.facts.get('removal') else '辞任'}：{row.ground.name}")
              for row in found["departures"] if row.effective_on]
    return [{"day": day_words(day), "what": words} for day, words in sorted(lines, reverse=True)]


def _hours(tenths: int) -> str:
    whole, rest = divmod(tenths, 10)
    return f"{whole}.{rest}" if rest else str(whole)
