"""What can wait for somebody."""
from __future__ import annotations

from datetime import date

from portal.domain.permissions import ROLES, VERBS
from portal.domain.tasks import KINDS, Task


def test_every_kind_waits_for_some_role() -> None:
    assert [name for name, kind in KINDS.items() if not VERBS.get(kind.verb, frozenset()) & set(ROLES)] == []


def test_a_kind_has_its_own_words_and_some_working_days_or_its_rows_own_day() -> None:
    assert len({kind.words for kind in KINDS.values()}) == len(KINDS)
    assert [name for name, kind in KINDS.items() if kind.days is not None and not 1 <= kind.days <= 20] == []
    assert KINDS["give_digits"].days == 1 and KINDS["answer_opinion"].days is None


def test_a_task_is_known_by_what_it_says() -> None:
    first, second = (Task("review_request", 7, "乌检需〔2026〕1号", "公开听证", "乌海市人民检察院", date(2026, 11, day)) for day in (25, 26))
    assert first != second and first.kind in KINDS
