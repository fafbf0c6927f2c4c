"""选任公告、拟任人选公示、人民监督员证书: the papers of a recruitment round."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.domain.labels import N_
from portal.domain.paper_form import NOTHING, PaperForm, day_words

LEVELS = {"province": "自治区（省）", "city": "市", "district": "区（县）"}
OFFICE_FIELDS = {
    "date": N_("Day of the paper"),
    "bureau": N_("Judicial bureau"),
    "contact_name": N_("Bureau's contact"),
    "contact_phone": N_("Phone of the bureau's contact"),
}

NOTICE_FIELDS = {
    "number": N_("Number of the paper"),
    "title": N_("Title of the round"),
    "level": N_("Level of the supervisors"),
    "total": N_("How many places in all"),
    "counties": N_("The places, one line for each county"),
    "counties.name": N_("County"),
    "counties.places": N_("Places"),
    "min_age": N_("Youngest age"),
    "education": N_("Lowest education"),
    "requirements": N_("Further requirements"),
    "bars": N_("What bars for ever, one line each"),
    "bars.name": N_("What bars"),
    "excluded": N_("Posts that exclude, one line each"),
    "excluded.name": N_("Post"),
    "term": N_("First and last day of the term"),
    "apply_from": N_("First day of applications"),
    "apply_until": N_("Last day of applications"),
    **OFFICE_FIELDS,
}

PUBLIC_FIELDS = {
    "title": N_("Title of the round"),
    "first": N_("First day of the public notice"),
    "until": N_("Last day of the public notice"),
    "days": N_("Working days of the public notice"),
    "people": N_("The people proposed, one line each"),
    "people_count": N_("How many people"),
    "people.no": N_("Running number"),
    "people.name": N_("Name of the person"),
    "people.sex": N_("Sex"),
    "people.unit": N_("Work unit"),
    "people.post": N_("Post"),
    "people.county": N_("County"),
    **OFFICE_FIELDS,
}

CERTIFICATE_FIELDS = {
    "number": N_("Certificate no."),
    "name": N_("Name of the person"),
    "sex": N_("Sex"),
    "unit": N_("Work unit"),
    "level": N_("Level of the supervisors"),
    "starts": N_("First day of the term"),
    "ends": N_("Last day of the term"),
    "date": N_("Day of the paper"),
    "bureau": N_("Judicial bureau"),
}


def _office(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"date": _day(data["issued_on"]), **{name: data[name] or NOTHING for name in ("bureau", "contact_name", "contact_phone")}}


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))


def notice_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 选任公告 from its number and its frozen data."""
    return {
        "number": number, "title": data["title"], "level": LEVELS[data["level"]], "total": str(sum(one["places"] for one in data["counties"])),
        "counties": [{"name": one["name"], "places": str(one["places"])} for one in data["counties"]], "min_age": str(data["min_age"]),
        "education": data["education"], "requirements": data["requirements"] or NOTHING,
        "bars": [{"name": name} for name in data["bars"]], "excluded": [{"name": name} for name in data["excluded"]],
        "term": f"{_day(data['starts_on'])}至{_day(data['ends_on'])}", "apply_from": _day(data["apply_from"]),
        "apply_until": _day(data["apply_until"]), **_office(data),
    }


def public_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 拟任人选公示 from its frozen data."""
    people = [{"no": str(index), **{name: one[name] or NOTHING for name in ("name", "sex", "unit", "post", "county")}}
              for index, one in enumerate(data["people"], 1)]
    return {"title": data["title"], "first": _day(data["first"]), "until": _day(data["until"]), "days": str(data["days"]), "people": people,
            "people_count": str(len(people)), **_office(data)}


def certificate_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a certificate from its number and its frozen data."""
    return {"number": number, "name": data["name"], "sex": data["sex"], "unit": data["unit"] or NOTHING, "level": LEVELS[data["level"]],
            "starts": _day(data["starts_on"]), "ends": _day(data["ends_on"]), "date": _day(data["issued_on"]), "bureau": data["bureau"]}


SAMPLE_OFFICE = {"bureau": "某某市司法局", "contact_name": "王某某", "contact_phone": "0000-1234567", "title": "某某市人民监督员选任",
                 "issued_on": "2026-06-01", "level": "city"}
NOTICE_SAMPLE: dict[str, Any] = {
    **SAMPLE_OFFICE, "counties": [{"name": "某某区", "places": 8}, {"name": "某某县", "places": 7}], "min_age": 23, "education": "高中",
    "requirements": "热心公益，能够保证履职时间。", "bars": ["受过刑事处罚", "被开除公职"], "excluded": ["人民陪审员"], "starts_on": "2026-10-01",
    "ends_on": "2031-09-30", "apply_from": "2026-06-02", "apply_until": "2026-07-03",
}
PUBLIC_SAMPLE: dict[str, Any] = {
    **SAMPLE_OFFICE, "first": "2026-08-10", "until": "2026-08-14", "days": 5,
    "people": [{"name": "张某某", "sex": "男", "unit": "某某中学", "post": "教师", "county": "某某区"},
               {"name": "李某某", "sex": "女", "unit": "某某社区", "post": "", "county": "某某县"}],
}
CERTIFICATE_SAMPLE: dict[str, Any] = {**SAMPLE_OFFICE, "name": "张某某", "sex": "男", "unit": "某某中学", "starts_on": "2026-10-01",
                                      "ends_on": "2031-09-30"}

FORMS = {
    "recruitment_notice": PaperForm(N_("Notice of recruitment"), NOTICE_FIELDS, notice_fields, NOTICE_SAMPLE, "recruitment:read",
                                    "recruitment:write"),
    "recruitment_public_notice": PaperForm(N_("Public notice of the people proposed"), PUBLIC_FIELDS, public_fields, PUBLIC_SAMPLE,
                                           "recruitment:read", "recruitment:write", numbered=False),
    "certificate": PaperForm(N_("Certificate of appointment"), CERTIFICATE_FIELDS, certificate_fields, CERTIFICATE_SAMPLE, "recruitment:read",
                             "recruitment:write"),
}
