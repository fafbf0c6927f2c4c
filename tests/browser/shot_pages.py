"""The record pages of the parts of a person's file, contact and recruitment that `make shots` photographs: name → address, part by part.

They are made last, on the copy of the demo office: some need a link, a class of today or a sheet in each of its states first.
"""
from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from peewee import fn

from models import (
    Applicant,
    Assessment,
    AssessmentRound,
    Attendance,
    Award,
    Bulletin,
    Correction,
    Departure,
    Discipline,
    ImportBatch,
    LinkToken,
    Material,
    Meeting,
    Reading,
    Recruitment,
    SubsidyBatch,
    SubsidyLine,
    SubsidyRate,
    Suggestion,
    Supervisor,
    Training,
    Visit,
)
from models.choices import LinkPurpose, RecruitmentState
from portal.adapters.progress import Progress
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.words.dossier import TABS
from portal.queries import recruitment as rounds, scope
from portal.services import (
    assessment_hearing,
    class_check_in,
    classes,
    corrections,
    import_jobs,
    imports,
    liaison_suggestions,
    materials,
    records,
    recruitment_rounds,
)
from portal.services.outbox import Reach
from tests.sheets import person, roster

Pages = Iterator[tuple[str, str]]
SAMPLE = Path(__file__).resolve().parent.parent / "data" / "roster-sample.xlsx"


def last(model: Any, *conditions: Any) -> Any:
    """Return the youngest row of a table, of those that fit."""
    return model.select().where(*conditions).order_by(model.id.desc()).first() if conditions else model.select().order_by(model.id.desc()).first()


def of_records(reader: Actor) -> Pages:
    """Yield the record pages behind the registers that a reader opens."""
    shared = {"suggestion": ("/suggestions/{}", Suggestion), "meeting": ("/meetings/{}", Meeting), "bulletin": ("/bulletins/{}", Bulletin)}
    own = {
        "award": ("/awards/{}", Award), "discipline": ("/discipline/{}", Discipline), "departure": ("/departures/{}", Departure),
        "class": ("/trainings/{}", Training), "class-enrol": ("/trainings/{}/enrol", Training), "material": ("/materials/{}", Material),
        "visit": ("/visits/{}", Visit), "correction": ("/corrections/{}", Correction), "recruitment": ("/recruitments/{}", Recruitment),
        "recruitment-balance": ("/recruitments/{}/balance", Recruitment), "recruitment-list": ("/recruitments/{}/list", Recruitment),
        "recruitment-papers": ("/recruitments/{}/papers", Recruitment), "application": ("/applicants/{}", Applicant), "subsidy-batch": ("/subsidy-batches/{}", SubsidyBatch),
        "subsidy-line": ("/subsidies/{}", SubsidyLine), "subsidy-rate": ("/subsidy-rates/{}", SubsidyRate),
        "grading": ("/assessment-rounds/{}", AssessmentRound), "grading-table": ("/assessment-rounds/{}/table", AssessmentRound),
        "grading-sheet": ("/assessment-rounds/{}/table?show=fill", AssessmentRound), "grading-form": ("/assessments/{}", Assessment),
        "grading-rows": ("/assessments/{}/rows/i10", Assessment),
    }
    for name, (place, model) in (shared | (own if reader.in_bureau else {})).items():
        row = scope.visible(reader, model).order_by(model.id.desc()).first()
        if row is not None:
            yield name, place.format(row.id)


def of_finished() -> Pages:
    """Yield the pages of a round that is over, and of somebody whom it appointed."""
    done = last(Applicant, Applicant.appointment.is_null(False))
    yield from ((f"finished-{name or 'round'}", f"/recruitments/{done.recruitment_id}{name and '/'}{name}") for name in ("", "balance", "list", "papers"))
    yield "finished-application", f"/applicants/{done.id}"


def of_file() -> Pages:
    """Yield the tabs of a person's file, the longest one."""
    longest = Attendance.select(Attendance.supervisor).group_by(Attendance.supervisor).order_by(fn.COUNT(Attendance.id).desc()).first()
    for tab in TABS:
        yield f"file-{tab}", f"/supervisors/{longest.supervisor_id}?tab={tab}"


def of_imports(clerk: Actor, at: datetime, folder: Path) -> Pages:
    """Yield the steps of the wizard: upload, columns, preview, being written, and the report."""
    yield "import-upload", "/imports/new"
    sample = _staged(clerk, SAMPLE.read_bytes(), at)
    yield "import-columns", f"/imports/{sample.id}/columns"
    yield "import-preview", f"/imports/{sample.id}"
    large = import_jobs.ask(clerk, _staged(clerk, roster(*(person(number) for number in range(1, 9))), at), good_only=True, at=at)
    Progress(folder / "progress").tell(import_jobs.work_of(large), 3, 8)
    yield "import-working", f"/imports/{large.id}"
    done = imports.commit(clerk, _staged(clerk, roster(person(9)), at), good_only=True, at=at)
    yield "import-report", f"/imports/{done.id}"


def _staged(clerk: Actor, content: bytes, at: datetime) -> ImportBatch:
    return imports.stage(clerk, "supervisors", imports.read_table(clerk, "supervisors", content), filename="名册.xlsx", at=at)


def of_links(clerk: Actor, at: datetime, base: str) -> Pages:
    """Yield the phone pages and the wall behind fresh links."""
    reach, someone = Reach(base=base), Supervisor.select().order_by(Supervisor.id).first()
    yield "link-file", corrections.file_link(clerk, someone, base=base, at=at)
    yield "link-suggestion", liaison_suggestions.invite(clerk, someone, at=at, reach=reach).url
    yield "link-material", materials.push(clerk, last(Material), [last(Reading, Reading.read_at.is_null())], at=at, reach=reach)[0].url
    grading = last(AssessmentRound)
    yield "link-self-report", assessment_hearing.write_texts(clerk, grading, only=last(Assessment, Assessment.round == grading).id, at=at, reach=reach)[0].url
    yield "link-application", f"{base}/l/{recruitment_rounds.make_link(clerk, _open_round(clerk, at), at=at)}"
    today = _class_of_today(clerk, at)
    rows = list(Attendance.select().where(Attendance.training == today))
    yield "link-class-notice", classes.notify(clerk, today, rows, at=at, reach=reach)[0].url
    screen = class_check_in.open_check_in(clerk, today, at=at)
    yield "class-wall", base + class_check_in.screen_address(screen)
    yield "link-class-check-in", class_check_in.wall_address(last(LinkToken, LinkToken.purpose == LinkPurpose.CLASS_CHECK_IN), base, at=at)
    held = last(Attendance, Attendance.state == "present")
    yield "link-class-feedback", class_check_in.ask_feedback(clerk, held.training, at=at, reach=reach)[1]


def _open_round(clerk: Actor, at: datetime) -> Recruitment:
    """Return a round that takes applications, made after the last one."""
    held, today = last(Recruitment), local_day(at)
    days = {"apply_from": today - timedelta(days=9), "apply_until": today + timedelta(days=30), "starts_on": today + timedelta(days=90)}
    values = {name: getattr(held, name) for name in recruitment_rounds.WRITTEN} | days | {"certificate_prefix": "乌人监新"}
    made = recruitment_rounds.create(clerk, values, {quota.county: quota.places for quota in rounds.quotas(held)}, at=at)
    return records.update(made, at, state=RecruitmentState.APPLICATIONS.value, noticed_on=days["apply_from"], opened_on=days["apply_from"])


def _class_of_today(clerk: Actor, at: datetime) -> Training:
    """Return a class of today with three people on its list."""
    held, today = last(Training), local_day(at)
    values = {name: value for name, value in held.__data__.items() if name not in ("id", "created_at", "changed_at", "version")}
    made = records.insert(Training(**values | {"starts_on": today, "ends_on": today}), at)
    classes.enrol(clerk, made, list(Supervisor.select().order_by(Supervisor.id).limit(3)), at=at)
    return made


def of_clerk(clerk: Actor, at: datetime, folder: Path) -> Pages:
    """Yield every record page of the clerk."""
    return chain(of_records(clerk), of_finished(), of_file(), of_imports(clerk, at, folder))
