"""`flask import` on a database that holds a bureau and nothing else, and on one with several."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from models import ImportBatch, ImportRow, Organisation, Supervisor
from models.base import database
from tests import factories
from tests.factories import AT

SAMPLE = Path(__file__).resolve().parent / "data" / "roster-sample.xlsx"
WRONG = set(range(16, 25))


def run(app: Flask, *arguments: object) -> Result:
    answer = app.test_cli_runner().invoke(args=["import", *map(str, arguments)])
    database.connect(reuse_if_open=True)
    return answer


@pytest.fixture
def bureau(app: Flask) -> Organisation:
    return Organisation.create(kind="bureau", level="city", name="乌海市司法局", short_name="乌海市司法局", created_at=AT, changed_at=AT)


def preview(app: Flask, *more: object) -> list[dict[str, Any]]:
    answer = run(app, "preview", "supervisors", SAMPLE, "--json", *more)
    assert answer.exit_code == 0, answer.output
    found: list[dict[str, Any]] = json.loads(answer.stdout)
    return found


@pytest.mark.usefixtures("bureau")
def test_the_preview_prints_each_row_and_writes_nothing(app: Flask) -> None:
    rows = preview(app)
    assert {tuple(row) for row in rows} == {("row", "no", "outcome", "reasons")}
    assert {row["no"]: row["outcome"] for row in rows} == {no: "wrong" if no in WRONG else "new" for no in range(1, 25)}
    assert [row["row"] for row in rows] == list(range(4, 28))
    assert all(bool(row["reasons"]) == (row["outcome"] == "wrong") for row in rows)
    assert "文本" in rows[15]["reasons"][0] and rows[15]["reasons"][0].startswith("身份证号码：")
    assert not Supervisor.select().exists() and not ImportBatch.select().exists()


@pytest.mark.usefixtures("bureau")
def test_commit_refuses_while_a_row_is_wrong_and_takes_the_good_ones_on_request(app: Flask) -> None:
    refused = run(app, "commit", "supervisors", SAMPLE)
    assert refused.exit_code == 1 and "有误" in refused.stderr and not ImportBatch.select().exists() and not Supervisor.select().exists()
    done = run(app, "commit", "supervisors", SAMPLE, "--good-only")
    assert done.exit_code == 0 and "新增 15" in done.stdout and Supervisor.select().count() == 15
    assert {row.code for row in Supervisor.select()} == {f"WH-2026-{number:03d}" for number in range(1, 16)}
    assert {row["no"]: row["outcome"] for row in preview(app)} == {no: "wrong" if no in WRONG else "unchanged" for no in range(1, 25)}
    again = run(app, "commit", "supervisors", SAMPLE, "--good-only")
    assert again.exit_code == 0 and Supervisor.select().count() == 15 and ImportRow.select().count() == 48


@pytest.mark.usefixtures("bureau")
def test_a_row_that_asks_is_told_what_to_do_where_nobody_can_answer(app: Flask, tmp_path: Path) -> None:
    run(app, "commit", "supervisors", SAMPLE, "--good-only")
    held, sheet = Supervisor.get(), tmp_path / "名册.csv"
    sheet.write_text(f"姓名,出生日期,学历\n{held.name},{held.birth_date},大学本科\n", encoding="utf-8")
    [row] = json.loads(run(app, "preview", "supervisors", sheet, "--json").stdout)
    assert row["outcome"] == "wrong" and f"增加“编号”列并填写{held.code}" in row["reasons"][0]
    sheet.write_text(f"姓名,编号,学历\n{held.name},{held.code},大学本科\n", encoding="utf-8")
    [row] = json.loads(run(app, "preview", "supervisors", sheet, "--json").stdout)
    assert row["outcome"] in ("changed", "unchanged")


@pytest.mark.usefixtures("bureau")
def test_the_plain_preview_says_what_was_read_as_what(app: Flask) -> None:
    shown = run(app, "preview", "supervisors", SAMPLE).stdout
    assert "“党员”读作中共党员" in shown and "新增 15" in shown


def test_with_several_bureaus_the_account_decides(app: Flask) -> None:
    clerk, neighbour, leader = (factories.account(role) for role in ("clerk", "neighbour_clerk", "leader"))
    unnamed = run(app, "preview", "supervisors", SAMPLE)
    assert unnamed.exit_code == 1 and "--as" in unnamed.stderr
    assert run(app, "commit", "supervisors", SAMPLE, "--good-only", "--as", neighbour.username).exit_code == 0
    assert {row.bureau_id for row in Supervisor.select()} == {neighbour.organisation_id}
    mine = preview(app, "--as", clerk.username)
    assert {row["outcome"] for row in mine} == {"wrong"}
    assert len(preview(app, "--as", leader.username)) == 24
    assert run(app, "commit", "supervisors", SAMPLE, "--good-only", "--as", leader.username).exit_code == 1
    assert run(app, "preview", "supervisors", SAMPLE, "--as", "nobody").exit_code == 1


def test_without_a_bureau_and_with_files_that_are_none(app: Flask, tmp_path: Path) -> None:
    assert run(app, "preview", "supervisors", SAMPLE).exit_code == 1
    factories.bureau()
    odd = tmp_path / "x.xlsx"
    odd.write_bytes(b"%PDF-1.7")
    answer = run(app, "preview", "supervisors", odd, "--json")
    assert answer.exit_code == 1 and "无法识别" in answer.stderr and answer.stdout == ""
    assert run(app, "preview", "shoes", SAMPLE).exit_code == 2 and run(app, "preview", "supervisors", tmp_path / "none.xlsx").exit_code == 2
    assert run(app, "preview", "supervisors", SAMPLE, "--sheet", "填表说明").exit_code == 1
