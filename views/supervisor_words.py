"""What the fields of a person's file are called, what helps to fill them, and how the form is ordered."""
from __future__ import annotations

from flask_babel import lazy_gettext as _l

LABELS = {
    "code": _l("Code"),
    "name": _l("Name of the person"),
    "pinyin": _l("Pinyin"),
    "initials": _l("Initials"),
    "sex": _l("Sex"),
    "nation": _l("Nationality"),
    "birth_date": _l("Date of birth"),
    "age": _l("Age"),
    "id_number": _l("ID number"),
    "education": _l("Education"),
    "political": _l("Political status"),
    "county": _l("County"),
    "work_unit": _l("Work unit"),
    "unit_kind": _l("Kind of work unit"),
    "post": _l("Post"),
    "professions": _l("Professions"),
    "public_servant": _l("Public servant"),
    "way_in": _l("Way in"),
    "recommender": _l("Recommended by"),
    "school": _l("School"),
    "subject": _l("Subject studied"),
    "phone": _l("Mobile phone"),
    "address": _l("Home address"),
    "email": _l("E-mail address"),
    "bank_card": _l("Bank card"),
    "bank_branch": _l("Bank's branch"),
    "relatives": _l("Near relatives"),
    "no_subsidy": _l("Draws no subsidy"),
    "remark": _l("Remark"),
    "standing": _l("Standing"),
}

DESCRIPTIONS = {
    "code": _l("Empty: the portal gives the next one, such as WH-2023-007. It stays for ever."),
    "id_number": _l("Fills date of birth and sex; kept encrypted, one person one file."),
    "sex": _l("From the ID number."),
    "birth_date": _l("From the ID number."),
    "relatives": _l("Names parted by 、; they are held against the parties of a case before the draw."),
    "public_servant": _l("Staff of party and government offices and public institutions."),
    "no_subsidy": _l("As for public servants who may not take one."),
    "phone": _l("For notices and calls; kept encrypted."),
    "bank_card": _l("For subsidies; kept encrypted."),
    "address": _l("Kept encrypted."),
}

SECTIONS = (
    (_l("Personal data"), ("name", "id_number", "sex", "birth_date", "nation", "political", "code")),
    (_l("Education and work"), ("education", "school", "subject", "work_unit", "unit_kind", "post", "public_servant", "professions")),
    (_l("Ways to reach the person"), ("phone", "email", "county", "address")),
    (_l("Selection"), ("way_in", "recommender")),
    (_l("Conflicts of interest"), ("relatives",)),
    (_l("Subsidy"), ("bank_card", "bank_branch", "no_subsidy")),
    (_l("Other"), ("remark",)),
)

DETAILS = (
    "code", "name", "sex", "nation", "birth_date", "age", "political", "education", "school", "subject", "professions", "work_unit",
    "unit_kind", "post", "public_servant", "county", "email", "way_in", "recommender", "bank_branch", "no_subsidy", "remark",
)
"""The open values of a file, in order."""
