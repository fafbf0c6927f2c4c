"""The pages of subsidies: a batch by those who may, its refusals in words, sheets, lines, rates and the year."""
from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook

from models import Assignment, AuditEntry, Outbox, Paper, SubsidyBatch, SubsidyBudget, SubsidyLine, SubsidyRate
from portal.services import subsidies
from tests import factories
from tests.conftest import Client
from tests.services.test_subsidies import with_roles
from tests.services.test_subsidy_cards import new_card
from tests.subsidy_rows import MONTH, NOW, YEAR, ActorAs, again, approved, lines, paid, prepared, rate, reviewed, seen, served

As = Callable[[str], Client]
OCTOBER = {"period": "month", "year": YEAR, "number": MONTH}


def test_the_clerk_prepares_and_others_carry_it_on(client_as: As) -> None:
    rate(), served(factories.supervisor(name="王一"))
    clerk, finance, leader = client_as("clerk"), client_as("finance"), client_as("leader")
    made = clerk.post("/subsidy-batches/new", data=OCTOBER)
    batch = SubsidyBatch.get()
    page = f"/subsidy-batches/{batch.id}"
    assert made.headers["Location"].endswith(page)
    text = clerk.get(page).text
    assert "须由他人复核、审批" in text and "复核通过" not in text and "王一" in text and "¥300.00 每次" in text
    for client, step, state in ((finance, "review", "reviewed"), (leader, "approve", "approved")):
        assert f"{page}/{step}" in client.get(page).text
        client.post(f"{page}/{step}", data={"confirmed": "yes", "seen": seen(batch)})
        assert again(batch).state == state
    assert "登记发放" in finance.get(page).text and "登记发放" not in leader.get(page).text
    finance.post(f"{page}/pay", data={"confirmed": "yes", "paid_on": "2026-11-24", "voucher": "记字1"})
    assert again(batch).state == "paid" and "已发放" in clerk.get("/subsidy-batches/").text
    assert "与复核一致" in finance.get(page).text


def test_the_form_says_why_a_period_has_no_batch(client_as: As) -> None:
    clerk = client_as("clerk")
    assert "没有应发补助" in clerk.post("/subsidy-batches/new", data=OCTOBER).text
    assert "该期间尚未结束" in clerk.post("/subsidy-batches/new", data=OCTOBER | {"number": 11}).text
    for odd in ({"year": "x"}, {"number": "99"}, {"period": "week"}, {"year": "99999999999999999999"}, {"number": ""}):
        assert clerk.post("/subsidy-batches/new", data=OCTOBER | odd).status_code in (200, 400)
    assert not SubsidyBatch.select().exists()


def test_a_form_sent_twice_makes_one_batch(client_as: As) -> None:
    rate(), served()
    clerk = client_as("clerk")
    for _ in range(2):
        clerk.post("/subsidy-batches/new", data=OCTOBER | {"form_key": "a" * 24})
    assert SubsidyBatch.select().count() == 1


def test_refusals_are_sentences_and_change_nothing(client_as: As, actor_as: ActorAs, client_for: Callable[..., Client]) -> None:
    rate(), served()
    with_roles("clerk", "leader", "finance")
    batch = prepared(actor_as("clerk"))
    page, both = f"/subsidy-batches/{batch.id}", client_for(factories.account("clerk"))
    own = both.post(f"{page}/review", data={"seen": seen(batch)}, headers={"Referer": f"http://localhost{page}"}, follow_redirects=True).text
    assert "须由他人复核、审批" in own
    stale = client_as("finance").post(f"{page}/review", data={"seen": "x"}, headers={"Referer": f"http://localhost{page}"}, follow_redirects=True).text
    assert "校验码不同" in stale
    assert client_as("finance").post(f"{page}/explode").status_code == 404
    for odd in ("", "gestern", "0000-00-00", "9999-12-31"):
        assert client_as("finance").post(f"{page}/pay", data={"paid_on": odd}).status_code == 303
    assert again(batch).state == "prepared"


def test_the_leader_returns_a_batch_with_words(client_as: As, actor_as: ActorAs) -> None:
    rate(), served()
    batch = reviewed(actor_as)
    page = f"/subsidy-batches/{batch.id}"
    client_as("leader").post(f"{page}/return", data={"words": "请核对<第二条>"})
    text = client_as("clerk").get(page).text
    assert "请核对&lt;第二条&gt;" in text and "修改完毕，重新提交" in text
    assert "复核通过" not in client_as("finance").get(page).text
    client_as("clerk").post(f"{page}/resubmit")
    assert "复核通过" in client_as("finance").get(page).text


def test_lines_in_one_half_day_are_kept_or_dropped_on_the_page(client_as: As, actor_as: ActorAs) -> None:
    rate()
    person = factories.supervisor()
    served(person), served(person, hour=10)
    clerk, batch = client_as("clerk"), prepared(actor_as("clerk"))
    first, second = lines(batch)
    page = f"/subsidy-batches/{batch.id}"
    assert "疑似重复申领：2条" in clerk.get(page).text
    clerk.post(f"{page}/lines/{first.id}", data={"decision": "keep", "words": "先后到场"})
    clerk.post(f"{page}/lines/{second.id}", data={"decision": "drop", "words": "未到场"})
    assert [line.outcome for line in lines(batch)] == ["pay", "dropped"]
    assert "未到场" in clerk.get(page).text
    other = factories.save(SubsidyLine(bureau=batch.bureau, supervisor=person, kind="travel", day=NOW.date(), amount_fen=0, reason="x"))
    assert clerk.post(f"{page}/lines/{other.id}", data={"decision": "drop", "words": "x"}).status_code == 404
    clerk.post(f"{page}/refresh")
    clerk.post(f"{page}/discard", data={"words": "重做"})
    assert again(batch).state == "discarded" and "已作废" in clerk.get(page).text


def test_the_payment_sheet_as_word_and_table_before_and_after_the_approval(client_as: As, actor_as: ActorAs) -> None:
    rate(), served(factories.supervisor(name="王一")), served(factories.supervisor(name="李二", no_subsidy=True))
    finance, batch = client_as("finance"), prepared(actor_as("clerk"))
    page = f"/subsidy-batches/{batch.id}/sheet"
    draft = words_of(finance.get(f"{page}/docx").data)
    assert "王一" in draft and "叁佰元整" in draft and "不发放" in draft and not Paper.select().exists()
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(finance.get(f"{page}/xlsx").data)).active.iter_rows()]
    assert [row[1] for row in rows[2:4]] == ["王一", "李二"] and rows[-1][8] == "300.00"
    assert finance.get(f"{page}/exe").status_code == 404


def test_the_kept_sheet_stays_byte_for_byte_the_same(client_as: As, actor_as: ActorAs) -> None:
    rate(), served()
    batch = approved(actor_as)
    first = client_as("finance").get(f"/subsidy-batches/{batch.id}/sheet/docx").data
    assert client_as("leader").get(f"/subsidy-batches/{batch.id}/sheet/docx").data == first
    paper = Paper.get(Paper.kind == "subsidy_payout")
    assert "叁佰元整" in client_as("leader").get(f"/papers/{paper.id}").text
    assert client_as("officer").get(f"/papers/{paper.id}").status_code == 404


def words_of(content: bytes) -> str:
    """Return everything that stands in a Word file."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_bank_sheet_is_finances_alone_and_names_who_has_no_account(client_as: As, actor_as: ActorAs) -> None:
    rate(), served(factories.supervisor(name="王一", bank_card="6217000112345678901")), served(factories.supervisor(name="李二"))
    finance, batch = client_as("finance"), approved(actor_as)
    page = f"/subsidy-batches/{batch.id}"
    text = finance.get(page).text
    assert "未登记银行卡：李二" in text and "6217" not in text and f"{page}/bank" not in client_as("leader").get(page).text
    assert finance.post(f"{page}/bank", data={"reason": ""}).status_code == 303
    sheet = finance.post(f"{page}/bank", data={"reason": "十月代发"})
    assert sheet.headers["Cache-Control"] == "no-store" and sheet.data[:2] == b"PK"
    assert AuditEntry.select().where(AuditEntry.verb == "subsidy:bank").count() == 2
    for path in (f"{page}/sheet/xlsx", "/subsidies/export/xlsx", "/subsidy-batches/export/csv"):
        assert b"6217000112345678901" not in finance.get(path).data
    assert not Outbox.select().exists()


# lines


def test_a_cost_from_the_form_to_the_consent(client_as: As) -> None:
    clerk, leader, person = client_as("clerk"), client_as("leader"), factories.supervisor(name="王一")
    day = NOW.date() + timedelta(days=6)
    clerk.post("/subsidies/new", data={"supervisor": person.id, "kind": "travel", "day": day.isoformat(), "amount_fen": "120.50", "reason": "车票"})
    line = SubsidyLine.get()
    page = f"/subsidies/{line.id}"
    assert line.full_fen == 12_050 and "待负责人同意" in leader.get(page).text and "事前审批费用" in leader.get("/").text
    assert "同意该费用" in leader.get(page).text and "同意该费用" not in clerk.get(page).text
    leader.post(f"{page}/agree", data={"decision": "agree"})
    assert again(line).outcome == "pay" and "没有票据的费用不列入批次" in clerk.get(page).text
    form = clerk.get(f"{page}/edit").text
    assert 'name="day"' not in form and 'value="120.5' in form
    over = clerk.post(f"{page}/edit", data={"amount_fen": "121", "version": again(line).version}).text
    assert "负责人同意的上限为¥120.50" in over
    clerk.post(f"{page}/edit", data={"amount_fen": "99.90", "version": again(line).version})
    assert again(line).amount_fen == 9_990
    stale = clerk.post(f"{page}/edit", data={"amount_fen": "50", "version": 1}).text
    assert again(line).amount_fen == 9_990 and "note-late" in stale


def test_a_cost_is_refused_and_a_duty_is_not_edited(client_as: As, actor_as: ActorAs) -> None:
    rate(), served()
    clerk, leader, batch = client_as("clerk"), client_as("leader"), prepared(actor_as("clerk"))
    duty = lines(batch)[0]
    assert "请选择交通、住宿或其他费用" in clerk.get(f"/subsidies/{duty.id}/edit").text
    assert f"/subsidies/{duty.id}/edit" not in clerk.get("/subsidies/").text
    person = factories.supervisor()
    clerk.post("/subsidies/new", data={"supervisor": person.id, "kind": "lodging", "day": "2026-12-01", "amount_fen": "10", "reason": "住宿"})
    cost = SubsidyLine.get(SubsidyLine.kind == "lodging")
    leader.post(f"/subsidies/{cost.id}/agree", data={"decision": "refuse", "words": "可线上"})
    assert again(cost).outcome == "dropped" and "可线上" in clerk.get(f"/subsidies/{cost.id}").text
    assert clerk.get(f"/subsidies/{cost.id}/edit").status_code == 400


@pytest.mark.parametrize(("right", "made"), [("260", 2), ("", 1), ("1e400", 0), ("NaN", 0), ("-5", 0), ("300", 0)])
def test_a_paid_line_is_taken_back_on_its_page(client_as: As, actor_as: ActorAs, right: str, made: int) -> None:
    rate(), served()
    clerk, line = client_as("clerk"), lines(paid(actor_as))[0]
    assert "扣回" in clerk.get(f"/subsidies/{line.id}").text
    clerk.post(f"/subsidies/{line.id}/take-back", data={"words": "登记有误", "right_fen": right})
    assert SubsidyLine.select().where(SubsidyLine.reverses == line).count() == made
    if made:
        assert "扣回与补发" in clerk.get(f"/subsidies/{line.id}").text


# rates and the year


def test_the_administrator_proposes_and_the_leader_countersigns(client_as: As) -> None:
    admin, leader, office = client_as("system_admin"), client_as("leader"), factories.bureau()
    assert "/subsidy-rates/examples/" in admin.get("/subsidy-rates/").text
    admin.post(f"/subsidy-rates/examples/{office.id}")
    count = SubsidyRate.select().count()
    assert count >= 4 and "/subsidy-rates/examples/" not in admin.get("/subsidy-rates/").text
    made = admin.post("/subsidy-rates/new", data={"bureau": office.id, "title": "公开听证", "level": "city", "target": "activity", "modes": ["01", "02"],
                                                  "unit": "half_day", "amount_fen": "320.50", "valid_from": "2026-01-01"})
    row = SubsidyRate.select().order_by(SubsidyRate.id.desc()).get()
    assert made.status_code == 303 and (row.modes, row.amount_fen, row.state) == (["01", "02"], 32_050, "proposed")
    assert "会签补助标准" in leader.get("/").text
    leader.post(f"/subsidy-rates/{row.id}/sign")
    assert again(row).state == "in_force" and "检察官出庭支持公诉" in client_as("clerk").get("/subsidy-rates/").text
    leader.post(f"/subsidy-rates/{row.id}/end", data={"last_on": "2026-12-31"})
    assert again(row).valid_to == date(2026, 12, 31)
    for odd in ({"last_on": "x"}, {}):
        assert leader.post(f"/subsidy-rates/{row.id}/end", data=odd).status_code == 303
    other = SubsidyRate.get(SubsidyRate.state == "proposed")
    leader.post(f"/subsidy-rates/{other.id}/refuse", data={"words": "超出预算"})
    assert "超出预算" in admin.get(f"/subsidy-rates/{other.id}").text
    assert leader.post(f"/subsidy-rates/{other.id}/explode").status_code == 404


@pytest.mark.parametrize("odd", [{"bureau": "0"}, {"amount_fen": "0"}, {"amount_fen": "NaN"}, {"modes": ["99"]}, {"level": "moon"}, {"valid_to": "2020-01-01"},
                                 {"target": "training", "modes": ["01"]}, {"title": ""}])
def test_rates_that_cannot_be_are_refused_at_the_form(client_as: As, odd: dict[str, object]) -> None:
    values = {"bureau": factories.bureau().id, "title": "听证", "level": "city", "target": "activity", "unit": "place", "amount_fen": "1", "valid_from": "2026-01-01"}
    assert client_as("system_admin").post("/subsidy-rates/new", data=values | odd).status_code in (200, 400)
    assert not SubsidyRate.select().exists()


def test_budget_people_and_statement_of_a_year(client_as: As, actor_as: ActorAs) -> None:
    rate()
    person = factories.supervisor(name="王一")
    served(person)
    paid(actor_as)
    clerk, finance = client_as("clerk"), client_as("finance")
    clerk.post(f"/subsidy-years/budget?year={YEAR}", data={"amount_fen": "¥60,000.00", "note": "年初预算"})
    assert SubsidyBudget.get().amount_fen == 6_000_000
    text = finance.get(f"/subsidy-years/?year={YEAR}").text
    assert "¥60,000.00" in text and "¥59,700.00" in text and "王一" in text and "设定预算" not in text
    home = client_as("leader").get("/").text
    assert f"{YEAR}年补助" in home and "¥59,700.00" in home
    page = finance.get(f"/subsidy-years/people/{person.id}?year={YEAR}").text
    assert "2026-10-15" in page and "¥300.00" in page and "2026年10月履职补助" in page
    for odd in ("0", "99999", "abc", "2002"):
        assert finance.get(f"/subsidy-years/?year={odd}").status_code == 200
        assert clerk.post(f"/subsidy-years/budget?year={odd}", data={"amount_fen": "1"}).status_code == 303
    for amount in ("-1", "NaN", "", "1e400"):
        clerk.post(f"/subsidy-years/budget?year={YEAR}", data={"amount_fen": amount})
    assert [row.amount_fen for row in SubsidyBudget.select()] == [6_000_000]


def test_the_tab_of_the_file_tells_the_batches(client_as: As, actor_as: ActorAs) -> None:
    rate()
    person = factories.supervisor()
    served(person), served(person, month=9)
    paid(actor_as, 9), prepared(actor_as("clerk"))
    text = client_as("clerk").get(f"/supervisors/{person.id}?tab=subsidies").text
    assert "2026年9月履职补助" in text and "已发放" in text and "编制中" in text


def test_the_dialog_of_the_bank_sheet_asks_about_a_card_that_came_after_the_approval(client_as: As, actor_as: ActorAs) -> None:
    rate()
    one = factories.supervisor(name="李二", bank_card="6217000112345678901")
    served(one)
    batch, finance = approved(actor_as), client_as("finance")
    new_card(actor_as("clerk"), one)
    page = f"/subsidy-batches/{batch.id}"
    assert f'name="asked" value="{one.id}" required' in finance.get(page).text
    refused = finance.post(f"{page}/bank", data={"reason": "十月代发"}, follow_redirects=True).text
    assert "审批后" in refused and "李二" in refused
    assert finance.post(f"{page}/bank", data={"reason": "十月代发", "asked": [str(one.id)]}).mimetype.endswith("sheet")


def test_what_would_be_refused_is_not_offered(client_as: As, actor_as: ActorAs) -> None:
    rate()
    place, person = served(), factories.supervisor(no_subsidy=True)
    served(person)
    batch, clerk = prepared(actor_as("clerk")), client_as("clerk")
    Assignment.update(state="absent").where(Assignment.id == place.id).execute()
    subsidies.refresh(actor_as("clerk"), batch, at=NOW)
    page = clerk.get(f"/subsidy-batches/{batch.id}").text
    assert 'value="keep"' not in page and 'value="drop"' not in page
    Assignment.update(state="attended").where(Assignment.id == place.id).execute()
    subsidies.refresh(actor_as("clerk"), batch, at=NOW)
    assert 'value="drop"' in clerk.get(f"/subsidy-batches/{batch.id}").text
