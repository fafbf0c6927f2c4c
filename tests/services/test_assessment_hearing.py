"""Who is heard in a grading, and how the final grades are told: links, opinions, objections, notices."""
from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest

from models import Assessment, AssessmentObjection, AssessmentOpinion, AssessmentTelling, LinkToken, Paper, Supervisor
from portal.domain.errors import Forbidden, NotFound
from portal.domain.localtime import local_day
from portal.services import (
    assessment_hearing as hearing,
    assessment_rounds as rounds,
    assessment_telling as telling,
    assessments,
    links,
    papers,
)
from portal.services.outbox import Reach
from tests import factories, grading
from tests.factories import item
from tests.grading import ActorAs, morning, outcome

pytestmark = pytest.mark.usefixtures("db")
NOTICE = morning(grading.PUBLISHED, 1)
TOLD = morning(grading.DECIDED, 1)


def drawn(actor_as: ActorAs) -> tuple[object, list[Assessment]]:
    """Return the open grading of a year in which two people served at the procuratorate."""
    factories.drawn_activity("held", starts_at=morning(date(grading.YEAR, 6, 3)))
    return grading.opened(actor_as, 1)


def test_a_self_report_comes_by_link_once(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 2)
    told = hearing.write_texts(actor_as("clerk"), row, at=morning(grading.OPENED), reach=Reach("https://links.example"))
    assert [one.row.id for one in told] == [form.id for form in made] and "2026年1月16日" in told[0].texts.long and told[0].url in told[0].texts.sms
    link = links.look_up(told[0].url.rpartition("/")[2], at=morning(grading.OPENED))
    person = links.actor_of(link)
    assert outcome(lambda: assessments.report_by_link(person, link, words="长" * 2001, at=morning(grading.OPENED))) == "words_long"
    kept = assessments.report_by_link(person, link, words="认真履职", at=morning(grading.OPENED))
    assert (kept.report, kept.report_source, kept.report_late) == ("认真履职", "link", False)
    assert outcome(lambda: assessments.report_by_link(person, link, words="再次", at=morning(grading.OPENED))) == "link_used"
    again = hearing.write_texts(actor_as("clerk"), row, at=morning(grading.OPENED), reach=Reach("https://links.example"))
    assert [one.row.id for one in again] == [made[1].id]
    assert hearing.write_texts(actor_as("clerk"), row, only=made[0].id, at=morning(grading.OPENED))[0].url == ""


@pytest.mark.parametrize(("days", "late"), [(0, False), (11, False), (12, True), (40, True)])
def test_a_late_report_is_taken_and_marked(actor_as: ActorAs, days: int, late: bool) -> None:
    row, made = grading.opened(actor_as, 1)
    if days >= 12:
        rounds.review(actor_as("clerk"), row, at=morning(grading.DEADLINE, 1))
    kept = assessments.report(grading.by_link(made[0].supervisor), made[0], words="述职", at=morning(grading.OPENED, days))
    assert kept.report_late == late


def test_a_report_in_time_is_not_made_late_by_mending_it(actor_as: ActorAs) -> None:
    _row, made = grading.opened(actor_as, 1)
    assessments.report(grading.by_link(made[0].supervisor), made[0], words="述职", at=morning(grading.OPENED))
    mended = assessments.report(actor_as("clerk"), made[0], words="述职（更正）", received_on=grading.DEADLINE,
                                at=morning(grading.DEADLINE, 3))
    assert (mended.report, mended.report_late) == ("述职（更正）", False)


def test_each_procuratorate_is_asked_about_those_who_were_drawn_for_it(actor_as: ActorAs) -> None:
    row, made = drawn(actor_as)
    clerk, officer = actor_as("clerk"), actor_as("officer")
    assert outcome(lambda: hearing.ask(clerk, row, due_on=date(2026, 1, 4), at=morning(grading.OPENED))) == "assess_due_early"
    assert hearing.ask(clerk, row, due_on=date(2026, 1, 14), at=morning(grading.OPENED)) == 2
    assert outcome(lambda: hearing.ask(clerk, row, due_on=date(2026, 1, 14), at=morning(grading.OPENED))) == "assess_nobody_asked"
    asked = AssessmentOpinion.select().order_by(AssessmentOpinion.id).first()
    assert outcome(lambda: hearing.opine(officer, asked, mark=item("grade"), at=morning(grading.OPENED))) == "unknown_code"
    given = hearing.opine(officer, asked, mark=item("feedback_mark", "fair"), words="履职认真", at=morning(grading.OPENED))
    form = Assessment.get_by_id(given.assessment_id)
    assert form.scores["i6"]["value"] == 800 and form.scores["i6"]["points"] == 40
    with pytest.raises(NotFound):
        hearing.opine(actor_as("district_officer"), asked, mark=item("feedback_mark"), at=morning(grading.OPENED))
    with pytest.raises(Forbidden):
        hearing.opine(clerk, asked, mark=item("feedback_mark"), at=morning(grading.OPENED))
    assert made[-1].id not in {one.assessment_id for one in AssessmentOpinion.select()}


def objection(actor_as: ActorAs, **values: object) -> AssessmentObjection:
    _row, made = grading.published(actor_as)
    return hearing.object_to(actor_as("clerk"), made[0], **{"words": "反映其履职不认真", "received_on": date(2026, 1, 27), "anonymous": True,
                                                            "at": NOTICE} | values)


def test_objections_are_taken_while_the_notice_runs(actor_as: ActorAs) -> None:
    row, made = grading.published(actor_as)
    clerk = actor_as("clerk")
    values = {"words": "反映", "received_on": date(2026, 1, 27), "anonymous": False, "at": NOTICE}
    assert outcome(lambda: hearing.object_to(clerk, made[0], **values)) == "assess_objection_who"
    assert outcome(lambda: hearing.object_to(clerk, made[0], **values | {"words": " "})) == "words_missing"
    assert outcome(lambda: hearing.object_to(clerk, made[0], **values | {"anonymous": True, "received_on": date(2026, 2, 9)})) == "assess_day_future"
    late = {"anonymous": True, "received_on": date(2026, 2, 3), "at": morning(date(2026, 2, 3))}
    assert outcome(lambda: hearing.object_to(clerk, made[0], **values | late)) == "assess_objection_closed"
    kept = hearing.object_to(clerk, made[0], **values | {"name": "某某", "contact": "13800000000"})
    assert (kept.name, kept.contact, kept.state) == ("某某", "13800000000", "open")
    hearing.reveal_objector(clerk, kept, reason="核实情况", at=NOTICE)
    assert outcome(lambda: hearing.reveal_objector(clerk, kept, reason="", at=NOTICE)) == "words_missing"
    assert outcome(lambda: rounds.finalise(actor_as("leader"), row, at=morning(grading.DECIDED))) == "assess_objections_open"


@pytest.mark.parametrize(("upheld", "code"), [(True, ""), (False, "assess_notice_grade")])
def test_only_an_upheld_objection_changes_a_grade_during_the_notice(actor_as: ActorAs, upheld: bool, code: str) -> None:
    row = objection(actor_as)
    hearing.handle(actor_as("clerk"), row, upheld=upheld, finding="经核实", at=NOTICE)
    assert outcome(lambda: hearing.handle(actor_as("clerk"), row, upheld=True, finding="再次", at=NOTICE)) == "assess_objection_handled"
    with pytest.raises(Forbidden):
        assessments.set_grade(actor_as("clerk"), row.assessment, item("grade", "basic"), reason="异议成立", at=NOTICE)
    assert outcome(lambda: assessments.set_grade(actor_as("leader"), row.assessment, item("grade", "basic"), reason="异议成立", at=NOTICE)) == code


def test_grades_are_told_to_person_unit_and_recommender(actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as)
    clerk, way = actor_as("clerk"), item("contact_way")
    issued = telling.issue_notices(clerk, row, at=TOLD)
    assert [paper.data["addressee"] for paper in issued] == ["person", "unit"] * 3 and telling.issue_notices(clerk, row, at=TOLD) == []
    assert papers.open_paper(clerk, Paper.get_by_id(issued[0].id), at=TOLD).startswith(b"PK")
    ids = [form.id for form in made]
    told = {"addressee": "person", "forms": ids, "told_on": grading.DECIDED, "how": way, "at": TOLD}
    for wrong, code in (({"addressee": "mother"}, "unknown_code"), ({"how": item("grade")}, "unknown_code"), ({"forms": []}, "nothing_chosen"),
                        ({"told_on": date(2026, 2, 1)}, "assess_told_when"), ({"told_on": date(2026, 2, 9)}, "assess_told_when"),
                        ({"addressee": "recommender"}, "assess_addressee"), ({"forms": [*ids, 999]}, "assess_addressee")):
        assert outcome(lambda change=wrong: telling.tell(clerk, row, **told | change)) == code
    assert telling.tell(clerk, row, **told) == 3 and outcome(lambda: telling.tell(clerk, row, **told)) == "assess_told_already"
    assert {one.told_on for one in AssessmentTelling.select()} == {grading.DECIDED}


def test_a_reopened_round_is_told_anew(actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as, 1)
    clerk, leader = actor_as("clerk"), actor_as("leader")
    telling.issue_notices(clerk, row, at=TOLD)
    telling.tell(clerk, row, addressee="person", forms=[made[0].id], told_on=grading.DECIDED, how=item("contact_way"), at=TOLD)
    rounds.step_back(leader, row, "reopen", words="漏计一次表彰", at=TOLD)
    rounds.publish(leader, row, at=TOLD)
    rounds.finalise(leader, row, at=morning(date(2026, 2, 26)))
    issued = telling.issue_notices(clerk, row, at=morning(date(2026, 2, 26)))
    assert [paper.data["edition"] for paper in issued] == [2, 2]
    assert telling.tell(clerk, row, addressee="person", forms=[made[0].id], told_on=date(2026, 2, 26), how=item("contact_way"),
                        at=morning(date(2026, 2, 26))) == 1


def test_the_form_and_the_summary_are_kept_with_the_final_grades_and_stay_the_same(actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as, 2)
    leader, kept = actor_as("leader"), Paper.select().where(Paper.kind.in_(("assessment_form", "assessment_summary")))
    assert [(paper.kind, paper.about_id) for paper in kept.order_by(Paper.id)] == [
        *(("assessment_form", form.id) for form in made), ("assessment_summary", row.id)]
    form, summary = telling.written_form(leader, made[0], at=TOLD), telling.written_summary(leader, row, at=TOLD)
    Supervisor.update(work_unit="后来的单位").execute()
    assert (telling.written_form(leader, made[0], at=TOLD), telling.written_summary(leader, row, at=TOLD)) == (form, summary)
    with zipfile.ZipFile(io.BytesIO(telling.written_forms(leader, row, at=TOLD))) as archive:
        assert archive.read(archive.namelist()[0]) == form
    rounds.step_back(leader, row, "reopen", words="漏计一次表彰", at=TOLD)
    assert telling.written_form(leader, made[0], at=TOLD) != form, "while it is reopened, the form says how it stands"
    rounds.publish(leader, row, at=TOLD)
    rounds.finalise(leader, row, at=morning(date(2026, 2, 26)))
    assert kept.count() == 6 and telling.written_form(leader, made[0], at=TOLD) != form


def test_forms_and_summary_are_written_out(actor_as: ActorAs) -> None:
    row, made = grading.final(actor_as, 2)
    leader = actor_as("leader")
    assert telling.written_form(leader, made[0], at=TOLD).startswith(b"PK")
    with zipfile.ZipFile(io.BytesIO(telling.written_forms(leader, row, at=TOLD))) as archive:
        assert len(archive.namelist()) == 2 and made[0].supervisor.code in archive.namelist()[0]
    assert telling.written_summary(leader, row, at=TOLD).startswith(b"PK")
    old = factories.save(Assessment(bureau=row.bureau, supervisor=made[0].supervisor, year=2020, grade=item("grade")))
    assert outcome(lambda: telling.written_form(leader, old, at=TOLD)) == "assess_no_round"
    with pytest.raises(Forbidden):
        telling.written_forms(actor_as("officer"), row, at=TOLD)


def test_nobody_touches_another_bureaus_round(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 1)
    neighbour = actor_as("neighbour_clerk")
    for act in (lambda: hearing.write_texts(neighbour, row, at=NOTICE), lambda: hearing.ask(neighbour, row, due_on=date(2027, 1, 1), at=NOTICE),
                lambda: assessments.score(neighbour, made[0], {}, at=NOTICE), lambda: telling.written_forms(neighbour, row, at=NOTICE),
                lambda: telling.issue_notices(neighbour, row, at=NOTICE), lambda: assessments.refresh(neighbour, row, at=NOTICE)):
        with pytest.raises(NotFound):
            act()
    assert LinkToken.select().count() == 0


def test_a_report_from_paper_counts_from_the_day_on_which_it_came(actor_as: ActorAs) -> None:
    row, made = grading.opened(actor_as, 1)
    came = grading.DEADLINE + timedelta(days=2)
    kept = assessments.report(actor_as("clerk"), made[0], words="述职", received_on=came, at=morning(grading.DEADLINE, 4))
    assert kept.report_late and local_day(kept.reported_at) == came
    rounds.set_deadline(actor_as("clerk"), row, report_until=grading.DEADLINE + timedelta(days=4), at=morning(grading.DEADLINE, 4))
    assert not Assessment.get_by_id(made[0].id).report_late
    rounds.step_back(actor_as("leader"), row, "cancel", words="重来", at=morning(grading.DEADLINE, 4))
    rounds.open_round(actor_as("clerk"), year=grading.YEAR, report_until=grading.DEADLINE + timedelta(days=4), at=morning(grading.DEADLINE, 4))
    assert not Assessment.get_by_id(made[0].id).report_late
