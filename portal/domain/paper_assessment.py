"""Papers of the year-end grading: 年度考核登记表, the summary of a year, the public notice, and the notice that tells a grade."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.domain.labels import N_
from portal.domain.paper_form import NOTHING, PaperForm, day_words

ADDRESSED = {"person": "本人", "unit": "所在单位", "recommender": "推荐单位"}


def tenths_words(value: int | None) -> str:
    """Return a count of tenths as a paper writes it, `92.5`; — for nothing."""
    if value is None:
        return "—"
    whole, rest = divmod(value, 10)
    return f"{whole}.{rest}" if rest else str(whole)


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else NOTHING


OFFICE = {
    "bureau": N_("Judicial bureau"), "date": N_("Day of the letter"), "year": N_("Year"), "contact_name": N_("Bureau's contact"),
    "contact_phone": N_("Phone of the bureau's contact"),
}


def _office(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"bureau": data["bureau"], "date": _day(data["issued_on"]), "year": str(data["year"]), "contact_name": data["contact_name"],
            "contact_phone": data["contact_phone"]}


# 年度考核登记表 -------------------------------------------------------------------------------------------------------------------

PLAIN = ("name", "code", "sex", "nation", "birth", "political", "education", "unit", "post", "certificate", "report", "points", "grade",
         "grade_reason", "veto", "decided_by")
FORM_FIELDS = {
    "bureau": N_("Judicial bureau"), "date": N_("Day of the letter"), "year": N_("Year"),
    "name": N_("Name of the person"), "code": N_("Code"), "sex": N_("Sex"), "nation": N_("Nationality"), "birth": N_("Date of birth"),
    "political": N_("Political status"), "education": N_("Education"), "unit": N_("Work unit"), "post": N_("Post"),
    "certificate": N_("Certificate no."), "report": N_("Self-report"), "points": N_("Points in all"), "grade": N_("Grade"),
    "grade_reason": N_("Reason for the grade"), "veto": N_("Veto"), "decided": N_("Decided on"), "decided_by": N_("Decided by"),
    "items": N_("Items, one line each"), "items.heading": N_("Heading of the items"), "items.name": N_("Item of the scheme"), "items.most": N_("Points at most"),
    "items.value": N_("From the facts"), "items.points": N_("Points"), "items.note": N_("Note"),
    "opinions": N_("Opinions of the procuratorates, one line each"), "opinions.office": N_("Procuratorate"), "opinions.mark": N_("Mark given"),
    "opinions.words": N_("In words"),
}


def form_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of one person's form."""
    return {"bureau": data["bureau"], "date": _day(data["issued_on"]), "year": str(data["year"]), "decided": _day(data["decided_on"]),
            "items": data["items"], "opinions": data["opinions"], **{name: data[name] or NOTHING for name in PLAIN}}


# 年度考核汇总表 -------------------------------------------------------------------------------------------------------------------

SUMMARY_FIELDS = OFFICE | {
    "total": N_("Number of people"), "grades": N_("How many have each grade"), "decided": N_("Decided on"),
    "people": N_("People, one line each"), "people.no": N_("No."), "people.name": N_("Name of the person"), "people.unit": N_("Work unit"),
    "people.parts": N_("Points of each heading"), "people.points": N_("Points in all"), "people.grade": N_("Grade"), "people.note": N_("Note"),
}


def summary_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of the summary of a year."""
    return _office(data) | {"total": str(len(data["people"])), "grades": data["grades"], "decided": _day(data["decided_on"]),
                            "people": [line | {"no": str(number)} for number, line in enumerate(data["people"], 1)]}


# 考核结果公示 ---------------------------------------------------------------------------------------------------------------------

PUBLIC_FIELDS = OFFICE | {
    "first": N_("First day of the public notice"), "until": N_("Last day of the public notice"), "days": N_("Working days of the public notice"),
    "people": N_("People, one line each"), "people.no": N_("No."), "people.name": N_("Name of the person"), "people.unit": N_("Work unit"),
    "people.grade": N_("Grade"),
}


def public_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of the public notice."""
    return _office(data) | {"first": _day(data["first"]), "until": _day(data["until"]), "days": str(data["days"]),
                            "people": [line | {"no": str(number)} for number, line in enumerate(data["people"], 1)]}


# 考核结果告知书 -------------------------------------------------------------------------------------------------------------------

NOTICE_FIELDS = OFFICE | {
    "to": N_("To whom the notice goes"), "kind": N_("本人, 所在单位 or 推荐单位"), "name": N_("Name of the person"), "code": N_("Code"),
    "grade": N_("Grade"), "decided": N_("Decided on"), "again": N_("Sentence that this notice replaces an earlier one; nothing otherwise"),
}


def notice_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of the notice that tells a grade."""
    return _office(data) | {
        "to": data["to"], "kind": ADDRESSED[data["addressee"]], "name": data["name"], "code": data["code"], "grade": data["grade"],
        "decided": _day(data["decided_on"]), "again": "此前告知的考核结果以本告知书为准。" if data["edition"] > 1 else ""}


SAMPLE_OFFICE = {"bureau": "某某市司法局", "issued_on": "2026-01-20", "year": 2025, "contact_name": "王某某", "contact_phone": "0000-1234567"}
FORM_SAMPLE: dict[str, Any] = SAMPLE_OFFICE | {
    "name": "张某某", "code": "MM-2021-007", "sex": "男", "nation": "汉族", "birth": "1980年1月1日", "political": "群众", "education": "大学本科",
    "unit": "某某中学", "post": "教师", "certificate": "某监2021007", "report": "本年度参加监督活动十二次，提出监督意见九条。", "points": "92.5",
    "grade": "优秀", "grade_reason": "", "veto": "", "decided_on": "2026-01-20", "decided_by": "李某某",
    "items": [{"heading": "履职能力", "name": "参加监督活动", "most": "30", "value": "91.7%", "points": "27.5", "note": ""}],
    "opinions": [{"office": "某某市人民检察院", "mark": "好", "words": "履职认真。"}],
}
PERSON = {"name": "张某某", "unit": "某某中学", "grade": "优秀"}
SUMMARY_SAMPLE: dict[str, Any] = SAMPLE_OFFICE | {
    "grades": "优秀4人、称职19人", "decided_on": "2026-01-20",
    "people": [PERSON | {"parts": "思想品德10、履职能力50", "points": "92.5", "note": ""}]}
PUBLIC_SAMPLE: dict[str, Any] = SAMPLE_OFFICE | {"first": "2026-01-13", "until": "2026-01-19", "days": 5, "people": [PERSON]}
NOTICE_SAMPLE: dict[str, Any] = SAMPLE_OFFICE | {"addressee": "unit", "to": "某某中学", "name": "张某某", "code": "MM-2021-007", "grade": "优秀",
                                                 "decided_on": "2026-01-20", "edition": 1}

READS, WRITES = "assessment:read", "assessment:write"
FORMS = {
    "assessment_form": PaperForm(N_("Registration form of the grading"), FORM_FIELDS, form_fields, FORM_SAMPLE, READS, WRITES, numbered=False),
    "assessment_summary": PaperForm(N_("Summary of the grading"), SUMMARY_FIELDS, summary_fields, SUMMARY_SAMPLE, READS, WRITES, numbered=False),
    "assessment_public": PaperForm(N_("Public notice of the grades (paper)"), PUBLIC_FIELDS, public_fields, PUBLIC_SAMPLE, READS, "assessment:decide",
                                   numbered=False),
    "assessment_notice": PaperForm(N_("Notice of the yearly grade"), NOTICE_FIELDS, notice_fields, NOTICE_SAMPLE, READS, WRITES, numbered=False),
}
