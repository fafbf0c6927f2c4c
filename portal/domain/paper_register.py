"""人民监督员登记表(档案): a person's file on paper. It holds sensitive values, so that it is written out each time and not kept."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.domain.labels import N_
from portal.domain.paper_form import NOTHING, PaperForm

LINES = ("terms", "years", "classes", "conduct", "grades")

FIELDS = {
    "date": N_("Day of the letter"),
    "bureau": N_("Judicial bureau"),
    "code": N_("Code"),
    "name": N_("Name of the person"),
    "sex": N_("Sex"),
    "nation": N_("Nationality"),
    "birth": N_("Date of birth"),
    "id_number": N_("ID number"),
    "political": N_("Political status"),
    "education": N_("Education"),
    "school": N_("School"),
    "subject": N_("Subject studied"),
    "unit": N_("Work unit"),
    "unit_kind": N_("Kind of work unit"),
    "post": N_("Post"),
    "public_servant": N_("Public servant"),
    "professions": N_("Professions"),
    "county": N_("County"),
    "way_in": N_("Way in"),
    "recommender": N_("Recommended by"),
    "phone": N_("Mobile phone"),
    "address": N_("Home address"),
    "email": N_("E-mail address"),
    "remark": N_("Remark"),
    "terms": N_("Terms, one line each"),
    "terms.span": N_("First and last day of the term"),
    "terms.certificate": N_("Certificate no."),
    "terms.state": N_("State"),
    "years": N_("Years of duty, one line each"),
    "years.year": N_("Year"),
    "years.drawn": N_("How often drawn"),
    "years.served": N_("How often served"),
    "years.opinions": N_("Opinions given"),
    "classes": N_("Classes, one line each"),
    "classes.day": N_("Day"),
    "classes.title": N_("Title of the class"),
    "classes.hours": N_("Hours"),
    "conduct": N_("Awards and discipline, one line each"),
    "conduct.day": N_("Day"),
    "conduct.what": N_("What it was"),
    "grades": N_("Yearly grades, one line each"),
    "grades.year": N_("Year"),
    "grades.grade": N_("Grade"),
}


def fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields: what is empty reads 无, lists stay lists."""
    return {name: data[name] if name in LINES else data[name] or NOTHING for name in FIELDS if "." not in name}


SAMPLE: dict[str, Any] = {
    "date": "2026年3月5日", "bureau": "某某市司法局", "code": "MM-2021-007", "name": "张某某", "sex": "男", "nation": "汉族",
    "birth": "1980年1月1日", "id_number": "000000198001010000", "political": "群众", "education": "大学本科", "school": "某某大学",
    "subject": "法学", "unit": "某某中学", "unit_kind": "教师", "post": "教师", "public_servant": "否", "professions": "教育、心理",
    "county": "某某区", "way_in": "个人申请", "recommender": "", "phone": "13800000000", "address": "某某街道1号", "email": "a@example.cn",
    "remark": "", "terms": [{"span": "2021年9月1日至2026年8月31日", "certificate": "某监2021007", "state": "在任"}],
    "years": [{"year": "2025", "drawn": "12", "served": "10", "opinions": "8"}],
    "classes": [{"day": "2025年3月1日", "title": "履职培训", "hours": "6"}],
    "conduct": [{"day": "2025年12月20日", "what": "表彰：年度优秀人民监督员（市级）"}], "grades": [{"year": "2025", "grade": "优秀"}],
}

FORM = PaperForm(N_("Register form of a supervisor (file)"), FIELDS, fields, SAMPLE, "sensitive:export", "sensitive:export", numbered=False)
