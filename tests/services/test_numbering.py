from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.base import database
from portal.domain.errors import DomainError
from portal.services.numbering import next_number
from tests import factories

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_numbers_run_per_prefix(db: None) -> None:
    bureau = factories.bureau()
    assert [next_number(bureau, "乌司监", AT) for _ in range(3)] == ["乌司监〔2026〕1号", "乌司监〔2026〕2号", "乌司监〔2026〕3号"]
    assert next_number(bureau, "乌检需", AT) == "乌检需〔2026〕1号"
    assert next_number(bureau, "乌司监", AT) == "乌司监〔2026〕4号"


@pytest.mark.parametrize(("at", "number"), [
    (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), "乌司监〔2026〕2号"),
    (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "乌司监〔2027〕1号"),  # midnight in Shanghai
])
def test_the_year_is_the_local_one(db: None, at: datetime, number: str) -> None:
    next_number(factories.bureau(), "乌司监", AT)
    assert next_number(factories.bureau(), "乌司监", at) == number


def test_an_act_that_rolls_back_gives_its_number_back(db: None) -> None:
    bureau = factories.bureau()
    with pytest.raises(RuntimeError), database.atomic():
        next_number(bureau, "乌司监", AT)
        raise RuntimeError
    assert next_number(bureau, "乌司监", AT) == "乌司监〔2026〕1号"


def test_an_office_without_prefix_is_named(db: None) -> None:
    with pytest.raises(DomainError) as refused:
        next_number(factories.bureau(), "", AT)
    assert (refused.value.code, refused.value.params["office"]) == ("prefix_missing", "乌海市司法局")
