"""Phone pages of learning: the notice of a class, checking in by the code on the wall, feedback on a class, and a material to read."""
from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _

from models import Attachment, Attendance, LinkToken, Material, Reading, Training
from models.choices import LinkPurpose, ParticipantState
from portal.domain import learning as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.words import learning as words
from portal.queries import attachments, classes as facts, parameters, related
from portal.queries.scope import parse_id
from portal.services import class_check_in, classes, materials
from views.doors import now
from views.formatting import clock_time
from views.link_task import Act, Fields, LinkTask, Page
from views.notices import qr, reach

# the notice of a class -----------------------------------------------------------------------------------------------------------


def _line(link: LinkToken) -> Attendance | None:
    row: Attendance | None = Attendance.select(Attendance, Training).join(Training).where(Attendance.id == link.target_id).get_or_none()
    return row


def _class_page(link: LinkToken) -> Page:
    row = _line(link)
    training = row.training if row is not None else None
    if training is not None:
        related.load([training], "form")
    return "class_notice", {"row": row, "training": training, "reasons": words.DECLINE_REASONS}


def _class_over(link: LinkToken) -> DomainError | None:
    row = _line(link)
    if row is None:
        return Conflict("class_left")
    over = local_day(now()) > row.training.ends_on or row.state != ParticipantState.ENROLLED
    return Conflict("class_over") if over else None


def _say(*, coming: bool) -> Act:
    def answer(actor: Actor, link: LinkToken, form: Fields) -> str:
        row = _line(link)
        if row is None:
            raise Conflict("class_left")
        classes.answer(actor, row, coming=coming, reason=form.get("reason", ""), words=form.get("words", ""), at=now())
        return _("Thank you. It is noted that you will come.") if coming else _("Thank you. It is noted that you cannot come.")
    return answer


# checking in ---------------------------------------------------------------------------------------------------------------------


def _wall_page(link: LinkToken) -> Page:
    training = Training.get_by_id(link.target_id)
    return "class_check_in", {"training": training, "code": request.values.get("code", "")}


def _screen_page(link: LinkToken) -> Page:
    """The screen on the wall: the code of the moment, and who came last."""
    at, base, training = now(), reach().base, Training.get_by_id(link.target_id)
    opened = facts.open_check_in(training, at) if base else None
    people = facts.participants(training)
    arrived = sorted((row for row in people if row.checked_in_at), key=lambda row: (row.checked_in_at, row.id))
    return "class_screen", {"training": training, "picture": qr(class_check_in.wall_address(opened, base, at=at)) if opened else "",
                            "total": len(people), "arrived": len(arrived), "last": arrived[-1] if arrived else None}


def _wall_over(link: LinkToken) -> DomainError | None:
    """A code that was photographed and passed on opens nothing."""
    holds = class_check_in.code_holds(link, request.values.get("code", ""), at=now())
    return None if holds else Conflict("class_code_old")


def _check_in(actor: Actor, link: LinkToken, form: Fields) -> str:
    done = class_check_in.check_in_by_link(actor, link, name=form.get("name", ""), mark=form.get("mark", ""), code=form.get("code", ""),
                                           at=now())
    said = {"name": done.row.supervisor.name, "time": clock_time(done.row.checked_in_at)}
    if done.again:
        return _("%(name)s was checked in already, at %(time)s. Nothing was changed.", **said)
    return _("%(name)s is checked in, at %(time)s.", **said)


# feedback ------------------------------------------------------------------------------------------------------------------------


def _feedback_page(link: LinkToken) -> Page:
    training = Training.get_by_id(link.target_id)
    marks = {str(item.id): item for item in parameters.items("feedback_mark", link.bureau_id)}
    return "class_feedback", {"training": training, "marks": marks, "limit": rules.LONGEST_FEEDBACK,
                              "key": request.values.get("key") or class_check_in.new_key()}


def _feedback_over(link: LinkToken) -> DomainError | None:
    try:
        rules.check_feedback_room(*facts.feedback_room(Training.get_by_id(link.target_id)))
    except Conflict as refusal:
        return refusal
    return None


def _feedback(actor: Actor, link: LinkToken, form: Fields) -> str:
    class_check_in.give_feedback(actor, Training.get_by_id(link.target_id), rating_id=posted_rating(form), words=form.get("words", ""),
                                 key=form.get("key") or class_check_in.new_key(), at=now())
    return _("Thank you. Your feedback was received, without your name.")


def posted_rating(form: Fields) -> int | None:
    """Return the id of the mark that a form names, or None for what cannot be one."""
    try:
        return parse_id(form.get("rating", ""))
    except NotFound:
        return None


# a material ----------------------------------------------------------------------------------------------------------------------


def _reading(link: LinkToken) -> Reading | None:
    row: Reading | None = Reading.select(Reading, Material).join(Material).where(Reading.id == link.target_id).get_or_none()
    return row


def _files(link: LinkToken) -> Sequence[Attachment]:
    row = _reading(link)
    return attachments.of_row(row.material) if row is not None else []


def _reading_page(link: LinkToken) -> Page:
    row = _reading(link)
    return "reading", {"row": row, "material": row.material if row is not None else None, "files": _files(link)}


def _reading_over(link: LinkToken) -> DomainError | None:
    return None if _reading(link) is not None else Conflict("material_left")


def _read(actor: Actor, link: LinkToken, _form: Fields) -> str:
    row = _reading(link)
    if row is None:
        raise Conflict("material_left")
    materials.confirm(actor, row, at=now())
    return _("Thank you. It is noted that you have read it.")


TASKS: dict[str, LinkTask] = {
    LinkPurpose.CLASS_NOTICE: LinkTask(_class_page, {"come": _say(coming=True), "stay_away": _say(coming=False)}, over=_class_over),
    LinkPurpose.CLASS_CHECK_IN: LinkTask(_wall_page, {"check_in": _check_in}, over=_wall_over),
    LinkPurpose.CLASS_SCREEN: LinkTask(_screen_page),
    LinkPurpose.CLASS_FEEDBACK: LinkTask(_feedback_page, {"feedback": _feedback}, over=_feedback_over),
    LinkPurpose.READING: LinkTask(_reading_page, {"read": _read}, over=_reading_over, files=_files),
}
