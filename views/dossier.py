"""One person, one file (一人一档): the tabs of a person's page, the whole file for print, the register form, the own data, the link to the file."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import segno
from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

import views.attachments as attachments
import views.cells as cells
import views.own_fields as own_fields
from models import Leave, Supervisor, Undertaking
from models.base import EncryptedField, database
from portal import extensions
from portal.adapters.storage import DOCX
from portal.domain import labels, trail_words
from portal.domain.errors import DomainError
from portal.domain.invitations import invitation
from portal.domain.localtime import local_day
from portal.domain.papers import KINDS, REGISTER_FORM
from portal.domain.words import (
    assessment as assessment_words,
    conduct as conduct_words,
    dossier as words,
    learning as learning_words,
    subsidies as subsidy_words,
)
from portal.language import word
from portal.queries import (
    conduct,
    corrections as wishes,
    dossier as reading,
    learning,
    liaison,
    own_fields as reading_own,
    papers as issued,
    register_form,
    related,
    scope,
)
from portal.queries.notices import own_words, sender
from portal.services import audit, corrections, papers
from views.base import Answer, Page, actor, expose, go, now
from views.exporting import attachment
from views.formatting import folded
from views.supervisor_rows import hang
from views.supervisor_words import DETAILS, LABELS

Facts = dict[str, Any]

TABLES: Facts = {
    "subsidy_words": subsidy_words,
    "labels": labels, "opinion_states": labels.OPINION_STATES, "case_states": conduct_words.CASE_STATES, "case_tones": conduct_words.CASE_TONES,
    "assessment_states": assessment_words.ROUND_STATES, "assessment_tones": assessment_words.ROUND_TONES,
    "correction_states": words.CORRECTION_STATES, "correction_tones": words.CORRECTION_TONES,
    "participant_states": learning_words.PARTICIPANT_STATES, "learning_tones": learning_words.TONES,
}


def _hanging(model: Any, row: Supervisor, order: str) -> list[Any]:
    """Return the visible rows of a person, the latest first."""
    return list(scope.visible(actor(), model).where(model.supervisor == row).order_by(getattr(model, order).desc(), model.id.desc()))


def _terms(row: Supervisor) -> Facts:
    return {"leaves": _hanging(Leave, row, "starts_on"), "undertakings": _hanging(Undertaking, row, "signed_on"), "today": local_day(now())}


def _learning(row: Supervisor) -> Facts:
    attended = reading.classes(row)
    others = [one for one in learning.of_person(row) if one.kind != "class"]
    return {"classes": attended, "hours": reading.hours_by_year(attended), "others": others}


def _subsidies(row: Supervisor) -> Facts:
    lines = reading.subsidies(row)
    return {"lines": lines, "sums": reading.sums_by_year(lines)}


def _contact(row: Supervisor) -> Facts:
    events = [{"day": one.day, "what": word(words.EVENTS, one.kind), "words": one.words, "url": one.url} for one in liaison.of_person(row)]
    return {"attempts": reading.attempts(row), "contacts": events}


def _files(row: Supervisor) -> Facts:
    return {"panel": attachments.panel(row), "papers": issued.papers_about(row), "kinds": KINDS}


def _changes(row: Supervisor) -> Facts:
    return {"changes": [{"at": one.at, "what": word(trail_words.VERBS, one.verb), "who": one.who, "note": _note(one)}
                        for one in reading.changes(row)]}


def _note(change: reading.Change) -> str:
    """Return which fields were changed and why, in words."""
    names = "、".join(str(LABELS.get(name) or word(trail_words.FIELDS, name)) for name in change.fields)
    return "；".join(part for part in (names, change.reason) if part)


LOADERS: dict[str, Callable[[Supervisor], Facts]] = {
    "basic": lambda row: {"corrections": wishes.of_person(row)},
    "terms": _terms,
    "duty": lambda row: {"duties": reading.duties(row), "opinions": reading.opinions(row)},
    "learning": _learning,
    "conduct": conduct.of_person,
    "subsidies": _subsidies,
    "assessments": lambda row: {"assessments": reading.assessments(row)},
    "contact": _contact,
    "files": _files,
    "changes": _changes,
}
"""Tab → what it shows; a tab is loaded when it is opened only."""


def chosen_tab() -> str:
    """Return the tab that the address asks for, the first one when it is none."""
    return request.args.get("tab", "") if request.args.get("tab", "") in LOADERS else next(iter(LOADERS))


def tabs(row: Supervisor, current: str) -> list[Facts]:
    """Return the tabs of a person's page."""
    return [{"label": word(words.TABS, name), "url": f"/supervisors/{row.id}?tab={name}", "current": name == current} for name in LOADERS]


def story(row: Supervisor) -> list[Facts]:
    """Return the timeline beside the file, or all of it where the address asks for it."""
    limit = reading.ALL if request.args.get("story") == "all" else reading.LONGEST
    return [{"day": one.day, "what": word(words.EVENTS, one.kind), "note": folded(one.words, 60), "url": one.url,
             "tone": words.EVENT_TONES.get(one.kind, "neutral")} for one in reading.timeline(row, limit)]


def head(row: Supervisor) -> Facts:
    """Return what stands on top of the file: this year's figures."""
    year = local_day(now()).year
    return {"year": year, "figures": reading.figures(row, year)}


class DossierPages(Page):
    """What can be made of a person's file."""

    in_menu = False
    stands_under = "supervisors"
    verbs: ClassVar[dict[str, str]] = {
        "index": "supervisor:read", "whole": "supervisor:read", "form": "sensitive:export", "own_data": "sensitive:export", "link": "supervisor:write",
    }

    @expose("/")
    def index(self) -> Answer:
        """Go to the register, from which files are opened."""
        return go("/supervisors/")

    @expose("/<row_id>")
    def whole(self, row_id: str) -> Answer:
        """Show the whole file on one page, for print."""
        row = self._person(row_id)
        return self.render("supervisors/whole.html", row=row, own=open_facts(row), parts=PRINTED, story=story(row), **printed(row), **TABLES)

    @expose("/<row_id>/form", methods=("POST",))
    def form(self, row_id: str) -> Answer:
        """Send the register form (登记表) as Word, for a reason."""
        row, reason = self._person(row_id), self._reason()
        content = papers.write_out(actor(), REGISTER_FORM, about=row, data=register_form.facts(row, now()), reason=reason, at=now())
        return attachment(content, f"{_('Register form')} {row.code} {row.name}.docx", DOCX)

    @expose("/<row_id>/own-data", methods=("POST",))
    def own_data(self, row_id: str) -> Answer:
        """Show all that is kept on a person, and who looked at it, for the person to take away."""
        row, reason = self._person(row_id), self._reason()
        with database.atomic():
            audit.record(actor(), "file:seen", row, at=now(), reason=reason)
        looks = [{"at": one.at, "what": word(trail_words.VERBS, one.verb), "who": one.who, "note": _note(one)} for one in reading.looks(row)]
        return self.render("supervisors/own_data.html", row=row, own=[*open_facts(row), *clear_values(row)], parts=PRINTED, looks=looks,
                           **printed(row), **TABLES)

    @expose("/<row_id>/link", methods=("POST",))
    def link(self, row_id: str) -> Answer:
        """Make a link to the own file and show it once."""
        row = self._person(row_id)
        url = corrections.file_link(actor(), row, base=extensions.settings().public_link_url, at=now())
        code = segno.make(url, error="m").svg_data_uri(scale=4, border=2)
        text = invitation("own_file", row.name, sender(row.bureau), url, own_words(row.bureau_id), days=str(corrections.FILE_DAYS))
        return self.render("supervisors/link.html", row=row, text=text, code=code)

    def _person(self, row_id: str) -> Supervisor:
        row = scope.get(actor(), Supervisor, row_id)
        hang([row])
        related.load([row], *register_form.PICKS)
        return row

    def _reason(self) -> str:
        reason = request.form.get("reason", "").strip()[:200]
        if not reason:
            raise DomainError("words_missing", field="reason")
        return reason

    def title(self) -> str:
        """Return the heading."""
        return _("Personal file")


PRINTED = tuple(name for name in LOADERS if name not in ("basic", "files", "changes"))
"""The tabs that stand on paper below the basic data."""


def printed(row: Supervisor) -> Facts:
    """Return what the printed tabs show, all together."""
    return {name: value for tab in PRINTED for name, value in LOADERS[tab](row).items()} | {"tab_words": words.TABS}


def open_facts(row: Supervisor) -> list[tuple[Any, Any]]:
    """Return label and value of each open field."""
    fields = reading_own.fields(row.bureau_id)
    own_fields.hang([row], fields)
    return [*((LABELS[name], cells.shown(row, name, None, labels.TONES)) for name in DETAILS), *own_fields.open_facts(row, fields)]


def clear_values(row: Supervisor) -> list[tuple[Any, str]]:
    """Return label and clear text of each sensitive field that holds something."""
    fields = [field for field in row._meta.sorted_fields if isinstance(field, EncryptedField)]
    own = [(secret["label"], getattr(row, secret["name"])) for secret in own_fields.secrets(row, reading_own.fields(row.bureau_id))]
    return [*((LABELS[field.name], getattr(row, field.name)) for field in fields if getattr(row, field.name)), *own]


def pages() -> list[Page]:
    """Return the pages of this module."""
    return [DossierPages(_l("Personal file"), category="People's supervisors", endpoint="dossier", url="/dossier")]
