"""免除/辞任决定书: the decision that ends a term before its time."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.domain.labels import N_
from portal.domain.paper_form import NOTHING, PaperForm, day_words

FIELDS = {
    "number": N_("Number of the letter"),
    "date": N_("Day of the letter"),
    "bureau": N_("Judicial bureau"),
    "kind": N_("免除 or 辞任"),
    "name": N_("Name of the person"),
    "code": N_("Code"),
    "unit": N_("Work unit"),
    "certificate": N_("Certificate no."),
    "term": N_("First and last day of the term"),
    "ground": N_("Ground"),
    "matter": N_("What was found, or what the person wrote"),
    "heard": N_("What the person said to it"),
    "decision": N_("Words of the decision"),
    "effective": N_("Day from which it holds"),
    "barred": N_("Sentence that the person can never be appointed again; nothing otherwise"),
    "contact_name": N_("Bureau's contact"),
    "contact_phone": N_("Phone of the bureau's contact"),
}

BARRED = "依照《人民监督员选任管理办法》，今后不得再次担任人民监督员。"


def fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of a decision from its number and its frozen data."""
    first, last, effective = (day_words(date.fromisoformat(data[name])) for name in ("starts_on", "ends_on", "effective_on"))
    return {
        "number": number, "date": day_words(date.fromisoformat(data["issued_on"])), "bureau": data["bureau"],
        "kind": "免除" if data["removal"] else "辞任", "name": data["name"], "code": data["code"], "unit": data["unit"] or NOTHING,
        "certificate": data["certificate"] or NOTHING, "term": f"{first}至{last}", "ground": data["ground"], "matter": data["matter"],
        "heard": data["heard"] or NOTHING, "decision": data["decision"], "effective": effective, "barred": BARRED if data["barred"] else "",
        "contact_name": data["contact_name"], "contact_phone": data["contact_phone"],
    }


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "removal": True, "name": "张某某", "code": "MM-2021-007", "unit": "某某中学", "certificate": "某监2021007",
    "starts_on": "2021-09-01", "ends_on": "2026-08-31", "ground": "违法犯罪或者违反纪律", "matter": "经查，该同志泄露所监督案件的评议内容。",
    "heard": "本人对事实没有异议。", "decision": "免除其人民监督员职务。", "effective_on": "2026-03-05", "issued_on": "2026-03-05",
    "barred": True, "contact_name": "王某某", "contact_phone": "0000-1234567",
}

FORM = PaperForm(N_("Decision on removal or resignation"), FIELDS, fields, SAMPLE, "conduct:read", "appointment:end")
