from __future__ import annotations

import pytest

from portal.domain.names import split_names, tidy_name

TIDY = [
    ("王晓东", "王晓东", "the plain case"),
    (" 王 晓 东\u3000", "王晓东", "blanks of every width"),
    ("阿不都·热合曼", "阿不都·热合曼", "the dot belongs to the name"),
    ("  Anna   Müller ", "Anna Müller", "Latin names keep one blank"),
    ("王晓\x00东", "王晓东", "NUL, which PostgreSQL refuses"),
    ("", "", "nothing"),
]
SPLIT = [
    ("王大明、张小红", ("王大明", "张小红"), "the Chinese comma"),
    ("王大明,张小红;李四；赵五/钱六\n孙七", ("王大明", "张小红", "李四", "赵五", "钱六", "孙七"), "every separator and width"),
    ("父:王大明、母：张小红", ("王大明", "张小红"), "the relation is left out"),
    ("王大明、王 大明、", ("王大明",), "each once, no empty ones"),
    (None, (), "nothing"),
]


@pytest.mark.parametrize(("typed", "kept", "why"), TIDY)
def test_one_name(typed: str, kept: str, why: str) -> None:
    assert tidy_name(typed) == kept, why


@pytest.mark.parametrize(("typed", "kept", "why"), SPLIT)
def test_several_names(typed: str | None, kept: tuple[str, ...], why: str) -> None:
    assert split_names(typed) == kept, why
