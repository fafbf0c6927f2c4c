"""What the demo office reported: the first quarter of 2023 before the last answer had come in, and the whole year before a class was corrected."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from models import Attendance, FrozenFigures, Training
from models.choices import ParticipantState
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_moment
from portal.services import annual_reports, classes, frozen

REPORTS = (
    # reported on, name, first and last day, note
    (date(2023, 4, 3), "2023年第一季度统计报送", date(2023, 1, 1), date(2023, 3, 31), "报自治区司法厅。"),
    (date(2024, 1, 2), "2023年度统计报送", date(2023, 1, 1), date(2023, 12, 31), "报市委政法委，同时抄送市人民检察院。"),
)
CORRECTED_ON, ISSUED_ON = date(2024, 1, 16), date(2024, 1, 22)


def lives(people: Staff) -> Iterable[Life]:
    """Return every act of this part, each a life of its own."""
    for one in REPORTS:
        yield _report(people, *one)
    yield _correction(people)
    yield _annual_report(people)


def _report(people: Staff, on: date, name: str, first: date, last: date, note: str) -> Life:
    moment = local_moment(on, 9)
    yield moment
    frozen.freeze(people.actors["clerk"], name=name, first_day=first, last_day=last, note=note, at=moment)


def _correction(people: Staff) -> Life:
    """The sign-in sheet turned up: somebody marked as away had been in the class after all."""
    moment = local_moment(CORRECTED_ON, 15)
    yield moment
    row = Attendance.select().join(Training).where(
        Training.ends_on.between(date(2023, 1, 1), date(2023, 12, 31)), Attendance.state != ParticipantState.PRESENT).order_by(Attendance.id).first()
    if row is not None:
        classes.mark(people.actors["clerk"], row.training, {row.id: (ParticipantState.PRESENT.value, "")}, at=moment)


def _annual_report(people: Staff) -> Life:
    """The report says what was reported, not what was corrected since."""
    moment = local_moment(ISSUED_ON, 10)
    yield moment
    snapshot = FrozenFigures.get(FrozenFigures.name == REPORTS[-1][1])
    annual_reports.issue(people.actors["clerk"], 2023, snapshot=snapshot, at=moment)
