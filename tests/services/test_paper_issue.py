"""Papers issued by themselves: who issues which about what, in which state, once for what it says, numbered, and readable by whom."""
from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from models import (
    Activity,
    Assignment,
    AuditEntry,
    CaseFeedback,
    Draw,
    Feedback,
    Numbering,
    Opinion,
    Organisation,
    Paper,
    Recusal,
    TemplateCopy,
)
from models.base import BaseModel
from models.choices import ActivityState, OpinionState
from portal.domain.draw import sm3
from portal.domain.errors import Conflict, DomainError
from portal.domain.papers import FORMS
from portal.domain.permissions import ROLES, VERBS, Actor
from portal.queries import paper_offers, papers as facts, scope
from portal.services import paper_issue, papers, recusals
from tests import factories, real_draw
from tests.factories import AT, item, save
from tests.services.test_papers import at_once, docx, text_of

pytestmark = pytest.mark.usefixtures("db")

ActorAs = Callable[[str], Actor]
LATER = AT + timedelta(days=1)


def opinion(state: str = "closed", **values: object) -> Opinion:
    """An opinion of somebody who attended, answered and contested as far as its state says."""
    activity = factories.drawn_activity("held", starts_at=AT)
    place = Assignment.get(Assignment.activity == activity)
    answered = {"answer": "partly", "explanation": "已部分整改。", "answered_at": AT} if state not in ("received", "routed") else {}
    contested = {"objection": "仍有异议。", "objected_at": AT} if state in ("objected", "decided", "closed") else {}
    decided = {"decision": "adopted", "decision_words": "全部整改。", "decided_at": AT} if state in ("decided", "closed") else {}
    return save(Opinion(**{
        "bureau": activity.bureau, "supervisor": place.supervisor, "activity": activity, "assignment": place, "procuratorate": activity.procuratorate,
        "mode": activity.mode, "words": "建议补充释法说理。", "source": "paper", "received_on": AT.date(), "received_at": AT, "state": state,
        **answered, **contested, **decided, **values}))


def fed_back(state: str = "held") -> Activity:
    activity = factories.drawn_activity(state, starts_at=AT)
    for place in Assignment.select().where(Assignment.activity == activity):
        save(Feedback(bureau=activity.bureau, assignment=place, on_time=True, prepared=True, conduct=item("feedback_mark"), given_at=AT))
    save(CaseFeedback(bureau=activity.bureau, activity=activity, outcome="息诉。", given_at=AT))
    return activity


def recusal(state: str = "upheld") -> Recusal:
    activity = factories.drawn_activity("drawn")
    place = Assignment.get(Assignment.activity == activity)
    return save(Recusal(bureau=activity.bureau, activity=activity, supervisor=place.supervisor, ground="relative", words="表兄是当事人",
                        source="person", state=state, raised_at=AT, decided_at=AT, decision_words="经办人的话"))


ROWS: dict[str, Callable[[], BaseModel]] = {
    "draw_request": lambda: factories.activity("submitted", special=(("law", 1),)),
    "draw_record": lambda: Draw.get(Draw.activity == factories.drawn_activity("drawn")),
    "recusal_decision": recusal,
    "duty_notice": lambda: Assignment.get(Assignment.activity == factories.drawn_activity("confirmed")),
    "duty_sign_in": lambda: factories.drawn_activity("announced"),
    "duty_feedback": fed_back,
    "opinion_sheet": opinion,
    "opinion_answer": opinion,
    "objection_report": opinion,
}
KINDS = list(ROWS)


def test_every_kind_with_states_has_its_matter_and_the_other_way_round() -> None:
    assert [kind for kind, form in FORMS.items() if form.states] == [kind for kind in FORMS if kind in paper_offers.MATTERS]
    assert set(paper_offers.MATTERS) == set(ROWS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_kept_with_data_template_and_digest_and_can_be_made_again(actor_as: ActorAs, kind: str) -> None:
    writer = next(role for role in ("officer", "clerk") if role in VERBS[FORMS[kind].writes])
    issued = paper_issue.issue(actor_as(writer), kind, ROWS[kind](), at=AT)
    paper = Paper.get_by_id(issued.paper.id)
    assert (issued.fresh, paper.kind, paper.issued_at, paper.content, paper.template_sm3) == (True, kind, AT, None, sm3(facts.shipped(kind)))
    content = papers.open_paper(actor_as(writer), paper, at=AT)
    other = docx("{{ number }}" if FORMS[kind].numbered else "{{ date }}")
    papers.upload_template(actor_as("system_admin"), factories.bureau(), kind, filename="x.docx", content=other, at=AT)
    kept = Paper.get_by_id(paper.id)
    assert papers.open_paper(actor_as(writer), kept, at=LATER) == content == papers.remade(kept)
    assert kept.sm3 == sm3(content)
    assert "{{" not in text_of(content)


@pytest.mark.parametrize("kind", KINDS)
def test_who_issues_and_who_reads(actor_as: ActorAs, kind: str) -> None:
    row, form, issued = ROWS[kind](), FORMS[kind], []
    others = ("neighbour_clerk", "neighbour_officer", "district_officer", *(role for role in ROLES if role not in VERBS[form.writes]))
    for role in others:
        with pytest.raises(DomainError, match=r"forbidden|not_found|not_own_request"):
            paper_issue.issue(actor_as(role), kind, row, at=AT)
    for role in (role for role in ROLES if role in VERBS[form.writes]):
        issued.append(paper_issue.issue(actor_as(role), kind, row, at=AT))
    assert [one.fresh for one in issued] == [True] + [False] * (len(issued) - 1)
    readers = {role for role in (*ROLES, *others) if scope.visible(actor_as(role), Paper).exists()}
    assert readers == set(ROLES) & VERBS[form.reads]


STATES = [("draw_request", ActivityState, ("submitted", "accepted")), ("duty_sign_in", ActivityState, ("confirmed", "announced", "held", "closed")),
          ("duty_notice", ActivityState, ("confirmed", "announced")), ("duty_feedback", ActivityState, ("held", "closed")),
          ("opinion_sheet", OpinionState, tuple(OpinionState)), ("opinion_answer", OpinionState, ("answered", "told", "objected", "decided", "closed")),
          ("objection_report", OpinionState, ("objected", "decided", "closed"))]


@pytest.mark.parametrize(("kind", "states", "fit"), STATES, ids=[row[0] for row in STATES])
def test_in_which_states_a_paper_is_issued(actor_as: ActorAs, kind: str, states: type, fit: tuple[str, ...]) -> None:
    row = ROWS[kind]()
    found = [state for state in states if paper_offers.is_open(kind, _in_state(row, str(state)))]
    assert found == list(fit)
    wrong = next((state for state in states if state not in fit), None)
    if wrong:
        holder = row.activity if isinstance(row, Assignment) else row
        type(holder).update(state=wrong).where(type(holder).id == holder.id).execute()
        writer = actor_as("officer" if "officer" in VERBS[FORMS[kind].writes] else "clerk")
        with pytest.raises(Conflict, match="paper_not_now"):
            paper_issue.issue(writer, kind, row, at=AT)


def _in_state(row: BaseModel, state: str) -> BaseModel:
    holder = row.activity if isinstance(row, Assignment) else row
    holder.state = state
    return row


@pytest.mark.parametrize("change", [
    lambda row: Assignment.update(state="notified").where(Assignment.id == row.id),
    lambda row: Assignment.update(state="freed").where(Assignment.id == row.id)])
def test_a_notice_goes_to_who_said_yes(actor_as: ActorAs, change: Callable[[Assignment], object]) -> None:
    place = ROWS["duty_notice"]()
    change(place).execute()
    with pytest.raises(Conflict, match="paper_not_now"):
        paper_issue.issue(actor_as("clerk"), "duty_notice", place, at=AT)


@pytest.mark.parametrize("missing", [Feedback, CaseFeedback])
def test_the_feedback_sheet_waits_for_all_feedback(actor_as: ActorAs, missing: type[BaseModel]) -> None:
    activity = fed_back()
    missing.delete().execute()
    with pytest.raises(Conflict, match="paper_not_now"):
        paper_issue.issue(actor_as("officer"), "duty_feedback", activity, at=AT)


def test_an_opinion_that_nobody_contested_is_not_laid_before_the_chief(actor_as: ActorAs) -> None:
    with pytest.raises(Conflict, match="paper_not_now"):
        paper_issue.issue(actor_as("officer"), "objection_report", opinion("closed", objection="", objected_at=None), at=AT)


def test_what_says_nothing_new_stays_the_only_one(actor_as: ActorAs) -> None:
    clerk, place = actor_as("clerk"), ROWS["duty_notice"]()
    first = paper_issue.issue(clerk, "duty_notice", place, at=AT)
    again = paper_issue.issue(clerk, "duty_notice", place, at=LATER)
    assert (again.fresh, again.paper.id, Paper.select().count(), Numbering.get().last) == (False, first.paper.id, 1, 1)
    Activity.update(place="第二会议室").where(Activity.id == place.activity_id).execute()
    changed = paper_issue.issue(clerk, "duty_notice", Assignment.get_by_id(place.id), at=LATER)
    assert (changed.fresh, changed.paper.number) == (True, "乌司监〔2026〕2号")
    assert Paper.get_by_id(first.paper.id).data["place"] == "第一会议室"


def test_many_presses_at_once_make_one_paper_of_each_matter_and_numbers_without_gaps(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    places = list(Assignment.select().where(Assignment.activity == factories.drawn_activity("confirmed", people=4)))
    outcomes = at_once([lambda one=one: paper_issue.issue(clerk, "duty_notice", one, at=AT).paper.number for one in (*places, *places)])
    assert sorted(outcomes) == sorted([f"乌司监〔2026〕{no}号" for no in range(1, 5)] * 2)
    assert Paper.select().count() == 4


def test_a_procuratorates_letter_is_numbered_where_it_has_a_prefix(actor_as: ActorAs) -> None:
    officer = actor_as("officer")
    assert paper_issue.issue(officer, "draw_request", factories.activity("submitted"), at=AT).paper.number == ""
    Organisation.update(letter_prefix="乌检监").where(Organisation.id == officer.organisation_id).execute()
    assert paper_issue.issue(officer, "draw_request", factories.activity("submitted"), at=AT).paper.number == "乌检监〔2026〕1号"
    assert paper_issue.issue(officer, "opinion_answer", opinion(), at=AT).paper.number == "乌检监〔2026〕2号"


def test_a_bureau_without_a_prefix_issues_no_letter(actor_as: ActorAs) -> None:
    place = ROWS["duty_notice"]()
    Organisation.update(letter_prefix="").where(Organisation.id == place.bureau_id).execute()
    with pytest.raises(DomainError, match="prefix_missing"):
        paper_issue.issue(actor_as("clerk"), "duty_notice", place, at=AT)


def test_a_paper_issued_before_a_new_template_stays_with_the_old_one(actor_as: ActorAs) -> None:
    clerk, first = actor_as("clerk"), ROWS["duty_notice"]()
    old = paper_issue.issue(clerk, "duty_notice", first, at=AT).paper
    papers.upload_template(actor_as("system_admin"), factories.bureau(), "duty_notice", filename="x.docx", content=docx("{{ number }}新版"), at=AT)
    new = paper_issue.issue(clerk, "duty_notice", ROWS["duty_notice"](), at=AT).paper
    assert "新版" not in text_of(papers.open_paper(clerk, old, at=LATER))
    assert "新版" in text_of(papers.open_paper(clerk, new, at=LATER))
    assert (Paper.get_by_id(old.id).template_revision, Paper.get_by_id(new.id).template_revision, TemplateCopy.select().count()) == (0, 1, 2)


def test_a_paper_of_before_templates_were_kept_takes_the_one_in_force_when_it_is_opened(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    paper = paper_issue.issue(clerk, "duty_notice", ROWS["duty_notice"](), at=AT).paper
    Paper.update(template_sm3="").execute()
    TemplateCopy.delete().execute()
    content = papers.open_paper(clerk, Paper.get_by_id(paper.id), at=AT)
    assert (Paper.get_by_id(paper.id).template_sm3, papers.remade(Paper.get_by_id(paper.id))) == (sm3(facts.shipped("duty_notice")), content)


@pytest.mark.parametrize("kind", KINDS)
def test_no_paper_holds_a_phone_of_a_person_a_party_or_why_somebody_stood_back(actor_as: ActorAs, kind: str) -> None:
    writer = next(role for role in ("clerk", "officer") if role in VERBS[FORMS[kind].writes])
    text = json.dumps(paper_issue.issue(actor_as(writer), kind, ROWS[kind](), at=AT).paper.data, ensure_ascii=False)
    people = [place.supervisor for place in Assignment.select()]
    assert not [person for person in people if person.phone in text or person.id_number in text]
    assert "表兄" not in text and "经办人的话" not in text


def test_who_stood_back_before_the_list_was_sealed_stays_unknown_to_the_procuratorate(actor_as: ActorAs) -> None:
    activity, person = factories.activity("accepted"), factories.supervisor()
    raised = recusals.declare(actor_as("clerk"), activity, person, ground="relative", at=AT)
    row = recusals.decide(actor_as("clerk"), raised, uphold=True, at=AT)
    paper_issue.issue(actor_as("clerk"), "recusal_decision", row, at=AT)
    assert scope.visible(actor_as("leader"), Paper).count() == 1
    assert scope.visible(actor_as("officer"), Paper).count() == 0


def test_papers_of_an_opinion_on_own_initiative_go_with_the_opinion(actor_as: ActorAs) -> None:
    row = opinion("received", activity=None, assignment=None, procuratorate=None, subject="窗口服务")
    paper = paper_issue.issue(actor_as("clerk"), "opinion_sheet", row, at=AT).paper
    assert (paper.activity_id, paper.subject) == (None, f"{row.supervisor.name}：窗口服务")
    assert [scope.visible(actor_as(role), Paper).count() for role in ("clerk", "officer", "neighbour_officer")] == [1, 0, 0]
    Opinion.update(procuratorate=factories.procuratorate(), state="routed").execute()
    assert [scope.visible(actor_as(role), Paper).count() for role in ("clerk", "officer", "neighbour_officer")] == [1, 1, 0]


def test_the_record_says_who_gave_the_place_back(actor_as: ActorAs) -> None:
    activity = real_draw.drawn(actor_as)
    left = real_draw.asked(activity)[0]
    recusals.decide(actor_as("clerk"), recusals.declare(actor_as("clerk"), activity, left.supervisor, ground="relative", at=AT), uphold=True, at=AT)
    paper = paper_issue.issue(actor_as("clerk"), "draw_record", Draw.get(), at=AT).paper
    text = text_of(papers.open_paper(actor_as("officer"), paper, at=AT))
    assert "名额已让出" in text and "补派" in text and "回避" not in text
    assert AuditEntry.select().where(AuditEntry.verb == "paper:issue").count() == 1
