"""Announcements: numbered without gaps, their data frozen, their bytes the same for ever; and the templates that they are made with."""
from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document

from models import Activity, Assignment, AuditEntry, Chain, Numbering, Organisation, Paper, Template
from models.base import database
from models.choices import HOLDING
from portal.domain.draw import sm3
from portal.domain.draw_record import verify_record
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.paper_announcement import FIELDS, SAMPLE, letter_fields
from portal.domain.permissions import ROLES, Actor
from portal.queries import draw_records, papers as facts
from portal.services import audit, draws, papers
from tests import factories, real_draw
from tests.factories import AT

pytestmark = pytest.mark.usefixtures("db")

ActorAs = Callable[[str], Actor]
KIND = "announcement"
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def confirm(actor_as: ActorAs, activity: Activity) -> Activity:
    """Everybody who holds a place says yes, and the clerk confirms."""
    Assignment.update(state="accepted").where(Assignment.activity == activity, Assignment.state.in_(HOLDING)).execute()
    return draws.confirm(actor_as("clerk"), activity, at=AT)


def confirmed(actor_as: ActorAs, **values: object) -> Activity:
    return confirm(actor_as, real_draw.drawn(actor_as, **values))


def text_of(content: bytes) -> str:
    """The words of a Word file's body and tables."""
    document = Document(io.BytesIO(content))
    return "\n".join("".join(node.text or "" for node in line.iter(f"{WORDS}t")) for line in document.element.body.iter(f"{WORDS}p"))


def docx(*paragraphs: str) -> bytes:
    """A Word file of these paragraphs."""
    document, stream = Document(), io.BytesIO()
    for words in paragraphs:
        document.add_paragraph(words)
    document.save(stream)
    return stream.getvalue()


# --- announcing ---------------------------------------------------------------------------------------------------------------------------


def test_the_result_is_announced_by_a_numbered_letter(actor_as: ActorAs) -> None:
    activity = confirmed(actor_as)
    head = Chain.get(Chain.name == audit.chain_name(activity.bureau_id))
    position, digest = head.last, head.digest
    paper = papers.announce(actor_as("clerk"), activity, at=AT)
    row = Activity.get_by_id(activity.id)
    assert (row.state, row.announced_at) == ("announced", AT)
    assert (paper.number, paper.kind, paper.issued_at, paper.issued_by_id, paper.content) == (
        "乌司监〔2026〕1号", KIND, AT, actor_as("clerk").user_id, None)
    data = Paper.get_by_id(paper.id).data
    assert data["audit"] == {"position": position, "digest": digest}
    assert (data["earlier"], data["issued_on"], data["procuratorate"]) == ([], "2026-11-24", "乌海市人民检察院")
    assert [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id.desc()).limit(2)] == ["activity:announce", "paper:issue"]
    assert audit.verify() is None


def test_the_letter_holds_seal_digits_and_record_of_the_draw(actor_as: ActorAs) -> None:
    activity = confirmed(actor_as)
    paper = papers.announce(actor_as("clerk"), activity, at=AT)
    draw = draw_records.draws_of(activity)[0]
    (one,) = paper.data["rounds"]
    assert (one["seal"], one["digits"], one["digits_source"], one["round"]) == (draw.seal, "577155", "signed_in", 1)
    assert one["record"] == draw_records.record_of(draw)
    assert one["record_digest"] == sm3(one["record"].encode())
    assert verify_record(one["record"]).ok
    people = [person["name"] for person in paper.data["people"]]
    assert sorted(people) == sorted(row.supervisor.name for row in real_draw.asked(activity))


def test_no_sensitive_value_and_no_party_reaches_the_letter(actor_as: ActorAs) -> None:
    activity = confirmed(actor_as)
    paper = papers.announce(actor_as("clerk"), activity, at=AT)
    text = json.dumps(paper.data, ensure_ascii=False) + text_of(papers.open_paper(actor_as("officer"), paper, at=AT))
    for place in real_draw.asked(activity):
        assert place.supervisor.phone not in text
        assert place.supervisor.id_number not in text


@pytest.mark.parametrize("role", [*ROLES, "neighbour_clerk"])
def test_only_the_bureaus_clerk_announces(actor_as: ActorAs, role: str) -> None:
    activity, actor = confirmed(actor_as), actor_as(role)
    try:
        found = papers.announce(actor, activity, at=AT).number
    except DomainError as refusal:
        found = refusal.code
    expected = {"clerk": "乌司监〔2026〕1号", "neighbour_clerk": "not_found"}.get(role, "forbidden")
    assert (found, Paper.select().count()) == (expected, 1 if role == "clerk" else 0)


@pytest.mark.parametrize("state", ["draft", "submitted", "accepted", "sealed", "drawn", "announced", "held", "closed", "cancelled"])
def test_only_what_is_confirmed_is_announced(actor_as: ActorAs, state: str) -> None:
    activity = factories.activity(state)
    with pytest.raises(Conflict) as caught:
        papers.announce(actor_as("clerk"), activity, at=AT)
    assert (caught.value.code, caught.value.params["state"], Paper.select().count()) == ("step_not_now", state, 0)


def test_a_refusal_gives_the_number_back(actor_as: ActorAs) -> None:
    with pytest.raises(DomainError) as caught:
        papers.announce(actor_as("clerk"), factories.activity("confirmed"), at=AT)
    assert (caught.value.code, Numbering.select().where(Numbering.prefix == "乌司监").count()) == ("announce_without_draw", 0)
    assert papers.announce(actor_as("clerk"), confirmed(actor_as), at=AT).number == "乌司监〔2026〕1号"


def test_a_bureau_without_letter_prefix_is_told_so(actor_as: ActorAs) -> None:
    activity = confirmed(actor_as)
    Organisation.update(letter_prefix="").where(Organisation.id == activity.bureau_id).execute()
    with pytest.raises(DomainError) as caught:
        papers.announce(actor_as("clerk"), activity, at=AT)
    assert (caught.value.code, Activity.get_by_id(activity.id).state) == ("prefix_missing", "confirmed")


def test_letters_of_many_clerks_at_once_have_numbers_without_gaps(actor_as: ActorAs) -> None:
    for _ in range(8):
        factories.supervisor()
    activities = [confirmed(actor_as, pool=0, places=1, starts_at=AT + timedelta(days=14 + no)) for no in range(6)]
    clerk = actor_as("clerk")
    outcomes = at_once([lambda one=one: papers.announce(clerk, one, at=AT).number for one in (*activities, *activities)])
    numbers = sorted(found for found in outcomes if "号" in found)
    assert numbers == [f"乌司监〔2026〕{no}号" for no in range(1, 7)]
    assert outcomes.count("step_not_now") == 6
    heads = [paper.data["audit"]["position"] for paper in Paper.select().order_by(Paper.id)]
    assert len(set(heads)) == 6
    assert audit.verify() is None


def at_once(acts: list[Callable[[], str]]) -> list[str]:
    """Do the acts in threads, each with a connection of its own; return what each got."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act: Callable[[], str]) -> None:
        database.connect()
        try:
            start.wait(20)
            outcomes.append(act())
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            database.close()
    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_nothing_is_half_written_when_the_trail_cannot_be(actor_as: ActorAs, monkeypatch: pytest.MonkeyPatch) -> None:
    activity, clerk = confirmed(actor_as), actor_as("clerk")

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("disk full")
    with monkeypatch.context() as patched:
        patched.setattr("portal.services.audit.record", broken)
        with pytest.raises(RuntimeError):
            papers.announce(clerk, activity, at=AT)
    assert (Paper.select().count(), Activity.get_by_id(activity.id).state) == (0, "confirmed")
    assert papers.announce(clerk, activity, at=AT).number == "乌司监〔2026〕1号"


def test_a_freed_place_is_followed_by_a_supplementary_letter(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), confirmed(actor_as)
    first = papers.announce(clerk, activity, at=AT)
    left = real_draw.asked(activity)[0]
    substitute = draws.free_place(clerk, left, reason="ill", at=AT)
    second = papers.announce(clerk, confirm(actor_as, Activity.get_by_id(activity.id)), at=AT + timedelta(days=1))
    assert (second.number, second.data["earlier"], first.data["earlier"]) == ("乌司监〔2026〕2号", ["乌司监〔2026〕1号"], [])
    told = {person["name"]: person["substitute"] for person in second.data["people"]}
    assert told[substitute.supervisor.name] is True
    assert left.supervisor.name not in told
    assert left.supervisor.name in {person["name"] for person in Paper.get_by_id(first.id).data["people"]}
    assert first.data["rounds"][0]["record_digest"] != second.data["rounds"][0]["record_digest"]
    text = text_of(papers.open_paper(clerk, second, at=AT))
    assert "补充抽选结果通报函" in text
    assert "乌司监〔2026〕1号" in text
    assert "补派" in text
    assert "补充" not in text_of(papers.open_paper(clerk, first, at=AT))


def test_a_second_round_and_digits_told_by_phone_stand_in_the_letter(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), real_draw.drawn(actor_as, pool=2, places=2)
    for _ in range(3):
        factories.supervisor()
    assert draws.free_place(clerk, real_draw.asked(activity)[0], reason="away", at=AT) is None
    draws.approve_second_round(actor_as("leader"), activity, words="首轮递补名单用尽", at=AT)
    again = draws.seal(clerk, Activity.get_by_id(activity.id), at=AT)
    draws.give_witness_digits(actor_as("officer"), again, digits="204466", name="钱公证", unit="乌海市公证处", at=AT)
    draws.give_digits(clerk, again, digits="583017", teller="李联络", at=AT)
    paper = papers.announce(clerk, confirm(actor_as, Activity.get_by_id(activity.id)), at=AT)
    assert [(one["round"], one["digits"], one["digits_source"]) for one in paper.data["rounds"]] == [
        (1, "577155", "signed_in"), (2, "583017", "phone")]
    text = text_of(papers.open_paper(clerk, paper, at=AT))
    for words in ("第1次抽选", "第2次抽选", "首轮递补名单用尽", "检察院数字系电话告知", "李联络", "钱公证", "204466", "583017"):
        assert words in text
    for one in paper.data["rounds"]:
        assert one["seal"] in text
        assert one["record_digest"] in text


# --- opening ------------------------------------------------------------------------------------------------------------------------------


def test_the_bytes_are_made_once_and_stay_the_same(actor_as: ActorAs) -> None:
    paper = papers.announce(actor_as("clerk"), confirmed(actor_as), at=AT)
    first = papers.open_paper(actor_as("clerk"), paper, at=AT)
    kept = Paper.get_by_id(paper.id)
    assert (kept.sm3, kept.template_revision, bytes(kept.content)) == (sm3(first), 0, first)
    papers.upload_template(actor_as("system_admin"), factories.bureau(), KIND, filename="own.docx", content=docx("{{ number }} 另一种"), at=AT)
    Organisation.update(name="改名的局").where(Organisation.id == kept.bureau_id).execute()
    for row in (paper, kept, Paper.get_by_id(paper.id)):
        assert papers.open_paper(actor_as("officer"), row, at=AT + timedelta(days=400)) == first
    verbs = [entry.verb for entry in AuditEntry.select().where(AuditEntry.object_type == "paper")]
    assert verbs == ["paper:issue", "paper:render", *["paper:open"] * 4]


def test_of_many_first_readers_all_get_the_same_bytes(actor_as: ActorAs) -> None:
    paper, clerk = papers.announce(actor_as("clerk"), confirmed(actor_as), at=AT), actor_as("clerk")
    digests = at_once([lambda: sm3(papers.open_paper(clerk, Paper.get_by_id(paper.id), at=AT)) for _ in range(4)])
    assert len(digests) == 4
    assert set(digests) == {Paper.get_by_id(paper.id).sm3}
    assert AuditEntry.select().where(AuditEntry.verb == "paper:render").count() == 1


def test_the_shipped_letter_says_what_it_must(actor_as: ActorAs) -> None:
    activity = confirmed(actor_as)
    paper = papers.announce(actor_as("clerk"), activity, at=AT)
    text = text_of(papers.open_paper(actor_as("clerk"), paper, at=AT))
    (one,) = paper.data["rounds"]
    for words in (paper.number, "乌海市司法局", "乌海市人民检察院", activity.number, activity.title, activity.place, "2026年11月24日", one["seal"],
                  "577155", one["record_digest"], paper.data["audit"]["digest"], "共抽选人民监督员2名", "王联络", "0473-1234568"):
        assert words in text, words
    for place in real_draw.asked(activity):
        assert place.supervisor.name in text
        assert place.supervisor.work_unit in text
    assert "{{" not in text
    assert "第2次抽选" not in text


def test_a_stored_file_that_was_changed_is_not_handed_out(actor_as: ActorAs) -> None:
    paper = papers.announce(actor_as("clerk"), confirmed(actor_as), at=AT)
    papers.open_paper(actor_as("clerk"), paper, at=AT)
    Paper.update(content=docx("不同")).where(Paper.id == paper.id).execute()
    with pytest.raises(DomainError) as caught:
        papers.open_paper(actor_as("clerk"), Paper.get_by_id(paper.id), at=AT)
    assert (caught.value.code, caught.value.params["number"]) == ("paper_damaged", paper.number)


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_papers(actor_as: ActorAs, role: str) -> None:
    paper, actor = papers.announce(actor_as("clerk"), confirmed(actor_as), at=AT), actor_as(role)
    allowed = role in ("clerk", "leader", "officer", "chief")
    for act in (lambda: papers.open_paper(actor, paper, at=AT), lambda: papers.open_record(actor, paper, 1, at=AT)):
        if allowed:
            assert act()
            continue
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.code == "forbidden"


def test_the_record_attached_is_the_one_whose_digest_the_letter_names(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), confirmed(actor_as)
    paper = papers.announce(clerk, activity, at=AT)
    draws.free_place(clerk, real_draw.asked(activity)[0], reason="ill", at=AT)
    content = papers.open_record(actor_as("officer"), paper, 1, at=AT)
    assert sm3(content) == paper.data["rounds"][0]["record_digest"]
    assert verify_record(content).ok
    assert content.decode() != draw_records.record_of(draw_records.draws_of(activity)[0])
    for missing in (0, 2):
        with pytest.raises(NotFound):
            papers.open_record(clerk, paper, missing, at=AT)


# --- templates ----------------------------------------------------------------------------------------------------------------------------


def test_the_shipped_template_has_nothing_against_it_and_shows_every_field_of_a_round() -> None:
    assert papers.problems(KIND, facts.shipped(KIND)) == []
    fields = letter_fields("x", SAMPLE)
    named = set(fields) | {f"people.{name}" for name in fields["people"][0]} | {f"rounds.{name}" for name in fields["rounds"][0]}
    assert named == set(FIELDS)


def test_a_preview_shows_invented_people(actor_as: ActorAs) -> None:
    text = text_of(papers.preview(actor_as("clerk"), KIND, facts.shipped(KIND)))
    assert "某某市人民检察院" in text
    assert "张某某" in text
    assert "补派、第2次抽选" in text


@pytest.mark.parametrize(("content", "codes"), [
    (docx("{{ number }}"), []),
    (docx("{{ nummer }} {{ sael }}"), [("template_field_unknown", "nummer"), ("template_field_unknown", "sael")]),
    (docx("{{ number }}{% for one in people %}{{ one.name }}{{ one.phone }}{% endfor %}"), [("template_field_unknown", "people.phone")]),
    (docx("{{ number }}{% for one in rounds %}{{ one.sael }}{% endfor %}"), [("template_field_unknown", "rounds.sael")]),
    (docx("{{ number }}{% for one in people %}{% if one.note == '无此备注' %}{{ one.phone }}{% endif %}{% endfor %}"),
     [("template_field_unknown", "people.phone")]),
    (docx("{{ number }}{% for one in people %}{{ one.name }}{% endfor %}{% for one in rounds %}{{ one.seal }}{% endfor %}"), []),
    (docx("{{ number }}{{ title.size }}"), [("template_field_unknown", "title.size")]),
    (docx("没有编号"), [("template_without_number", None)]),
    (docx("{{ number "), [("template_refused", None)]),
    (docx("{{ number }}{% for one in people %}"), [("template_refused", None)]),
    (docx("{{ number }}{{ people + 1 }}"), [("template_refused", None)]),
    (docx("{{ number }}{{ 1 / 0 }}"), [("template_refused", None)]),
    (docx("{{ number.upper() }}"), [("template_refused", None)]),
])
def test_each_unknown_field_has_its_own_refusal(content: bytes, codes: list[tuple[str, str | None]]) -> None:
    assert [(refusal.code, refusal.params.get("name")) for refusal in papers.problems(KIND, content)] == codes


@pytest.mark.parametrize(("content", "refusal"), [
    (b"", "file_kind_refused"), (b"%PDF-1.7", "file_kind_refused"), (b"PK\x03\x04broken", "file_kind_refused"),
    (b"x" * (10 * 1024 * 1024 + 1), "file_too_large"),
])
def test_what_is_no_word_file_is_refused(actor_as: ActorAs, content: bytes, refusal: str) -> None:
    with pytest.raises(DomainError) as caught:
        papers.upload_template(actor_as("system_admin"), factories.bureau(), KIND, filename="x.docx", content=content, at=AT)
    assert (caught.value.code, caught.value.field, Template.select().count()) == (refusal, "file", 0)


def test_a_file_with_macros_is_refused() -> None:
    stream = io.BytesIO(docx("{{ number }}"))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    with pytest.raises(DomainError) as caught:
        papers.problems(KIND, stream.getvalue())
    assert caught.value.code == "file_kind_refused"


def test_an_offices_own_template_is_used_from_now_on(actor_as: ActorAs) -> None:
    admin, bureau, activity = actor_as("system_admin"), factories.bureau(), confirmed(actor_as)
    first = papers.upload_template(admin, bureau, KIND, filename="../通报函.docx", content=docx("{{ number }} 甲"), at=AT)
    second = papers.upload_template(admin, bureau, KIND, filename="通报函2.docx", content=docx("{{ number }} 乙"), at=AT)
    assert [(row.revision, row.filename) for row in facts.versions(bureau.id, KIND)] == [(2, "通报函2.docx"), (1, "通报函.docx")]
    assert (first.sm3, facts.current(bureau.id, KIND)[0]) == (sm3(bytes(first.content)), 2)
    assert facts.current(factories.neighbour_bureau().id, KIND) == (0, facts.shipped(KIND))
    paper = papers.announce(actor_as("clerk"), activity, at=AT)
    assert text_of(papers.open_paper(actor_as("clerk"), paper, at=AT)).strip() == f"{paper.number} 乙"
    assert Paper.get_by_id(paper.id).template_revision == second.revision


def test_back_to_the_shipped_template(actor_as: ActorAs) -> None:
    admin, bureau = actor_as("system_admin"), factories.bureau()
    with pytest.raises(DomainError) as caught:
        papers.restore_shipped(admin, bureau, KIND, at=AT)
    assert caught.value.code == "template_shipped_already"
    papers.upload_template(admin, bureau, KIND, filename="own.docx", content=docx("{{ number }}"), at=AT)
    row = papers.restore_shipped(admin, bureau, KIND, at=AT)
    assert (row.revision, row.filename, row.sm3) == (2, "", sm3(facts.shipped(KIND)))
    assert facts.current(bureau.id, KIND) == (2, facts.shipped(KIND))
    with pytest.raises(DomainError):
        papers.restore_shipped(admin, bureau, KIND, at=AT)
    assert [entry.verb for entry in AuditEntry.select().where(AuditEntry.object_type == "template")] == ["template:write"] * 2


@pytest.mark.parametrize("role", [role for role in ROLES if role != "system_admin"])
def test_only_the_system_administrator_changes_templates(actor_as: ActorAs, role: str) -> None:
    actor = actor_as(role)
    for act in (lambda: papers.upload_template(actor, factories.bureau(), KIND, filename="x.docx", content=docx("{{ number }}"), at=AT),
                lambda: papers.restore_shipped(actor, factories.bureau(), KIND, at=AT)):
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.code == "forbidden"


def test_there_is_no_other_kind_of_paper(actor_as: ActorAs) -> None:
    for act in (lambda: papers.problems("../../etc/passwd", docx("{{ number }}")),
                lambda: papers.restore_shipped(actor_as("system_admin"), factories.bureau(), "x", at=AT),
                lambda: papers.preview(actor_as("system_admin"), "x", docx("{{ number }}"))):
        with pytest.raises(DomainError) as caught:
            act()
        assert caught.value.code == "unknown_code"


def test_two_administrators_at_once_make_two_versions(actor_as: ActorAs) -> None:
    admin, bureau = actor_as("system_admin"), factories.bureau()
    acts = [lambda no=no: str(papers.upload_template(admin, bureau, KIND, filename="x.docx", content=docx(f"{{{{ number }}}} {no}"),
                                                     at=AT).revision) for no in range(3)]
    assert sorted(at_once(acts)) == ["1", "2", "3"]


def test_a_paper_issued_at_new_years_eve_in_utc_belongs_to_the_new_year_in_china(actor_as: ActorAs) -> None:
    activity = confirmed(actor_as, starts_at=datetime(2027, 2, 1, 2, tzinfo=UTC))
    paper = papers.announce(actor_as("clerk"), activity, at=datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    assert (paper.number, paper.data["issued_on"]) == ("乌司监〔2027〕1号", "2027-01-01")
