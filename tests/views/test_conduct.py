"""Awards, discipline and cases in the browser's hands."""
from __future__ import annotations

from collections.abc import Callable

from models import Appointment, Award, Departure, Discipline
from tests import factories
from tests.conftest import Client
from tests.factories import item

As = Callable[[str], Client]


def test_an_award_is_entered_and_shown(client_as: As) -> None:
    clerk, person = client_as("clerk"), factories.supervisor(name="王晓东")
    values = {"supervisor": person.id, "awarded_on": "2026-01-05", "title": "优秀人民监督员", "level": item("award_level", "city").id, "awarded_by": "市司法局"}
    assert "未来" in clerk.post("/awards/new", data=values | {"awarded_on": "2026-12-05"}).text or Award.select().count() == 0
    answer = clerk.post("/awards/new", data=values)
    assert answer.status_code == 303 and Award.get().title == "优秀人民监督员"
    page = client_as("leader").get(answer.location).text
    assert "优秀人民监督员" in page and "市级" in page and "附件" in page


def test_a_measure_lies_in_the_past(client_as: As) -> None:
    clerk, person = client_as("clerk"), factories.supervisor()
    values = {"supervisor": person.id, "happened_on": "2026-01-05", "kind": item("discipline_kind").id, "matter": "无故缺席", "evidence": "签到表"}
    assert clerk.post("/discipline/new", data=values | {"decided_on": "2027-01-01"}).status_code == 200
    assert Discipline.select().count() == 0
    assert clerk.post("/discipline/new", data=values).status_code == 303


def test_a_removal_from_opening_to_telling(client_as: As) -> None:
    clerk, leader, term = client_as("clerk"), client_as("leader"), factories.supervisor(name="王晓东").appointments.get()
    assert "免除" in clerk.get(f"/appointments/{term.id}/end").text
    values = {"ground": item("appointment_end", "breach").id, "opened_on": "2026-11-24", "matter": "泄露评议内容"}
    assert "不能" in clerk.post(f"/departures/open/{term.id}", data=values | {"matter": ""}).text or Departure.select().count() == 0
    url = clerk.post(f"/departures/open/{term.id}", data=values).location
    assert "免除须先听取" not in clerk.get(url).text and "/decide" not in leader.get(url).text
    clerk.post(f"{url}/hear", data={"heard_on": "2026-11-24", "words": "没有异议"})
    assert "/decide" in leader.get(url).text and "/decide" not in clerk.get(url).text
    assert clerk.get(f"{url}/decide").status_code == 404
    assert leader.post(f"{url}/decide", data={"effective_on": "2026-11-24", "words": "免除其人民监督员职务。"}).status_code == 303
    assert Appointment.get_by_id(term.id).state == "ended"
    again = leader.post(f"{url}/decide", data={"effective_on": "2026-11-24", "words": "免除其人民监督员职务。"})
    assert again.status_code == 200 and "该案件" in again.text
    assert "乌司监〔2026〕1号" in clerk.get(url).text
    clerk.post(f"{url}/tell", data={"told_on": "2026-11-24", "told_how": item("contact_way").id, "words": ""})
    assert Departure.get().state == "told"
    assert clerk.get("/departures/open/999999").status_code == 404 and clerk.get(f"{url}/nothing").status_code == 404
