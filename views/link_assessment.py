"""The phone page of the yearly self-report: taken once; a late one is taken too, and says so."""
from __future__ import annotations

from flask_babel import gettext as _

from models import Assessment, AssessmentRound, LinkToken
from models.choices import LinkPurpose
from portal.domain import assessments as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.services import assessments
from views.doors import now
from views.forms import stripped
from views.link_task import Fields, LinkTask, Page


def _form(link: LinkToken) -> Assessment:
    row: Assessment = Assessment.select(Assessment, AssessmentRound).join(AssessmentRound).where(Assessment.id == link.target_id).get()
    return row


def _page(link: LinkToken) -> Page:
    row = _form(link)
    return "self_report", {"row": row, "round": row.round, "limit": rules.LONGEST_REPORT, "late": local_day(now()) > row.round.report_until}


def _over(link: LinkToken) -> DomainError | None:
    """Why nothing is asked any more: the grading went on without, or a report in time stands."""
    row = _form(link)
    if row.reported_at is not None and not row.report_late and local_day(now()) > row.round.report_until:
        return DomainError("assess_report_stands", day=row.round.report_until)
    return None if row.round.state in rules.ACTS["report"] else Conflict("assess_report_closed")


def _report(actor: Actor, link: LinkToken, form: Fields) -> str:
    made = assessments.report_by_link(actor, link, words=stripped(form.get("words", "")) or "", at=now())
    return _("Thank you. Your self-report was received after the deadline.") if made.report_late else _("Thank you. Your self-report was received in time.")


TASKS: dict[str, LinkTask] = {LinkPurpose.SELF_REPORT: LinkTask(_page, {"report": _report}, over=_over)}
