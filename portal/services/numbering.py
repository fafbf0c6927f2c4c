"""Running numbers of requests and letters, without gaps (rules.md "Papers")."""
from __future__ import annotations

from datetime import datetime

from models import Numbering, Organisation
from models.base import database
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.services import records


def next_number(bureau: Organisation, prefix: str, at: datetime) -> str:
    """Return the next number of a prefix in the local year of `at`, like `乌司监〔2026〕3号`.

    Call it inside the transaction of the act that uses the number: the counter's row stays locked until that transaction ends, so two acts
    never get the same number, and one that rolls back gives its number back. Raises DomainError `prefix_missing` for an empty prefix.
    """
    if not prefix:
        raise DomainError("prefix_missing", office=bureau.name)
    year = local_day(at).year
    with database.atomic():
        counter = _locked_counter(bureau, prefix, year, at)
        records.update(counter, at, last=counter.last + 1)
    return f"{prefix}〔{year}〕{counter.last}号"


def _locked_counter(bureau: Organisation, prefix: str, year: int, at: datetime) -> Numbering:
    Numbering.insert(bureau=bureau, prefix=prefix, year=year, last=0, created_at=at, changed_at=at).on_conflict_ignore().execute()
    row = Numbering.get(Numbering.prefix == prefix, Numbering.year == year)
    return records.lock(Numbering, row.id)
