"""The flat sheet for re-entry into the national system: its usual columns, until an office sets its own (no table, no clock)."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.domain.errors import DomainError
from portal.domain.import_specs import SUPERVISORS
from portal.domain.importing import Column

LONGEST_HEADING = 60

USUAL = (
    ("name", "姓名"), ("sex", "性别"), ("nation", "民族"), ("birth_date", "出生日期"), ("id_number", "公民身份号码"), ("political", "政治面貌"),
    ("education", "文化程度"), ("school", "毕业院校"), ("subject", "所学专业"), ("work_unit", "工作单位"), ("post", "职务"),
    ("unit_kind", "人员类别"), ("professions", "专业特长"), ("phone", "联系电话"), ("address", "通讯地址"), ("way_in", "产生方式"),
    ("recommender", "推荐单位"), ("county", "所属县区"), ("starts_on", "任期起始日期"), ("ends_on", "任期截止日期"), ("certificate_no", "证书编号"),
    ("remark", "备注"),
)
"""Field and heading, in order. The national system publishes no format, so this is a start that each office changes."""



def fields(columns: Iterable[Column]) -> dict[str, Column]:
    """Return what may stand in the sheet by field, of the columns that a roster may bring."""
    return {column.field: column for column in columns if column.field not in ("no", "term")}


FIELDS = fields(SUPERVISORS.columns)
"""What may stand in the sheet of every office; its own fields come on top."""


@dataclass(frozen=True)
class FlatField:
    """One column as an office has it."""

    field: str
    heading: str
    position: int
    shown: bool


def usual(known: Mapping[str, Column] = FIELDS) -> list[FlatField]:
    """Return every field that is `known`: the usual ones first and shown, the others behind them and not."""
    named = dict(USUAL)
    rest = [(name, column.headings[0]) for name, column in known.items() if name not in named]
    return [FlatField(name, heading, place * 10, name in named) for place, (name, heading) in enumerate((*USUAL, *rest), 1)]


def check(columns: Sequence[FlatField], known: Mapping[str, Column] = FIELDS) -> None:
    """Refuse columns without a heading, headings that are too long, and a sheet without columns.

    Raises DomainError heading_missing, text_long, columns_missing, unknown_code.
    """
    for column in columns:
        if column.field not in known:
            raise DomainError("unknown_code", value=column.field)
        if column.shown and not column.heading:
            raise DomainError("heading_missing")
        if len(column.heading) > LONGEST_HEADING:
            raise DomainError("text_long", limit=LONGEST_HEADING)
    if not any(column.shown for column in columns):
        raise DomainError("columns_missing")
