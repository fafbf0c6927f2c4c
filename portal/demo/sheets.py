"""Sheets that the demo's clerk brought in: people at a class of the region, awards of a year, and those awards once with a wrong day, taken back."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from models import ImportBatch
from portal.adapters.sheets import write_xlsx
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_moment
from portal.services import import_undo, imports

CLASS_HEADS = ("序号", "姓名", "编号", "培训班名称", "培训方式", "开始日期", "结束日期", "学时", "授课人", "培训地点")
CLASS = ("全区人民监督员履职能力示范培训班", "专题辅导", "2024.9.24", "2024.9.25", "12", "自治区司法厅", "呼和浩特市")
LISTENERS = (1, 4, 6, 9, 12, 15, 17, 20)
STRANGER = "贺文斌"
"""Somebody of the class who is no supervisor of this office, as a list of the region names others as well."""

AWARD_HEADS = ("序号", "姓名", "编号", "荣誉称号", "级别", "表彰日期", "表彰单位", "文号")
AWARDED = (3, 7, 13, 21)
AWARD, DOCUMENT = "2024年度优秀人民监督员", "乌司发〔2025〕3号"
WRONG_DAY, DAY = date(2024, 1, 10), date(2025, 1, 10)


def lives(people: Staff) -> Iterable[Life]:
    """Return every act of this part, each a life of its own."""
    yield _class(people)
    yield _awards(people)


def _class(people: Staff) -> Life:
    moment: datetime = local_moment(date(2024, 9, 29), 10)
    yield moment
    who = [(person.name, person.code) for person in (people.supervisors[number] for number in LISTENERS)]
    rows = [(no, name, code, *CLASS) for no, (name, code) in enumerate([*who, (STRANGER, "")], 1)]
    _bring(people, "trainings", "示范培训班参训人员名单.xlsx", CLASS_HEADS, rows, moment)


def _awards(people: Staff) -> Life:
    moment: datetime = local_moment(date(2025, 1, 15), 15)
    yield moment
    mistaken = _bring_awards(people, WRONG_DAY, moment)
    moment += timedelta(minutes=12)
    yield moment
    import_undo.undo(people.actors["clerk"], mistaken, at=moment)
    moment += timedelta(minutes=6)
    yield moment
    _bring_awards(people, DAY, moment)


def _bring_awards(people: Staff, day: date, moment: datetime) -> ImportBatch:
    who = [people.supervisors[number] for number in AWARDED]
    rows = [(no, person.name, person.code, AWARD, "市级", day, people.bureau.name, DOCUMENT) for no, person in enumerate(who, 1)]
    return _bring(people, "awards", "2024年度表彰名单.xlsx", AWARD_HEADS, rows, moment)


def _bring(people: Staff, kind: str, filename: str, heads: Sequence[str], rows: Sequence[Sequence[object]], at: datetime) -> ImportBatch:
    """Stage a sheet and take over its good rows, as the pages do."""
    clerk = people.actors["clerk"]
    table = imports.read_table(clerk, kind, write_xlsx(heads, rows, title="名单"))
    return imports.commit(clerk, imports.stage(clerk, kind, table, filename=filename, at=at), good_only=True, at=at)
