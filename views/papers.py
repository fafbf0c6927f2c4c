"""Papers: the numbered letters on screen and as Word, and the templates that an office may edit."""
from __future__ import annotations

import re
from typing import Any, ClassVar

from flask import request
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Organisation, Paper, Template
from portal.adapters.storage import LIMIT_MB, MEGABYTE
from portal.domain.errors import DomainError, Forbidden, NotFound
from portal.domain.paper_form import NOTHING
from portal.domain.papers import ANNOUNCEMENT, FORMS, KINDS, form_of
from portal.language import item_name, sentence, word
from portal.queries import paper_offers, papers as facts, related, scope
from portal.services import paper_issue, papers
from views.base import Answer, Page, Register, actor, now
from views.exporting import attachment, told

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class PaperRegister(Register):
    """文书: each reader sees the kinds of paper that the own role opens (portal.queries.scope)."""

    verbs: ClassVar[dict[str, str]] = {
        "index_view": "paper:read", "details_view": "paper:read", "export": "paper:read", "download": "paper:read", "record": "announcement:read",
        "issue": "paper:read",
    }
    column_list = ("number", "kind", "subject", "activity.procuratorate", "issued_at")
    column_labels: ClassVar[dict[str, Any]] = {
        "number": _l("Number"), "kind": _l("Paper"), "subject": _l("About"), "activity.procuratorate": _l("Procuratorate"),
        "issued_at": _l("Issued at"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"kind": KINDS}
    column_filters = ("kind", "issued_at")
    column_searchable_list = ("number", "subject")
    column_sortable_list = ("issued_at",)
    column_default_sort = ("-issued_at",)
    column_cells: ClassVar[dict[str, Any]] = {"activity.procuratorate": lambda row: item_name(row.activity.procuratorate) if row.activity_id else "—"}
    empty_words = _l("No paper has been issued yet. Papers are issued on the page of what they are about.")

    def get_query(self) -> Any:
        """Return the papers without their bytes and data, which a list does not need."""
        columns = [column for column in Paper._meta.sorted_fields if column.name not in ("content", "data")]
        return super().get_query().select(*columns)

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the acts of the list."""
        return [(_("Open"), f"/papers/{row.id}"), (_("Word"), f"/papers/{row.id}/download")]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show a paper as it was issued."""
        paper = scope.get(actor(), Paper, row_id)
        related.load([paper], "activity", "issued_by")
        form = form_of(paper.kind)
        filled = form.fill(paper.number, paper.data)
        if paper.kind == ANNOUNCEMENT:
            return self.render("papers/show.html", paper=paper, letter=filled, rounds=paper.data["rounds"], nothing=NOTHING)
        return self.render("papers/form.html", paper=paper, kinds=KINDS, form=form, filled=filled, heading_of=heading_of)

    @expose("/<int:row_id>/download")
    def download(self, row_id: int) -> Answer:
        """Send the Word file."""
        paper = scope.get(actor(), Paper, row_id)
        name = f"{word(KINDS, paper.kind)} {paper.number or paper.subject}.docx"
        return attachment(papers.open_paper(actor(), paper, at=now()), name, WORD)

    @expose("/<int:row_id>/record/<round_number>")
    def record(self, row_id: int, round_number: str) -> Answer:
        """Send the draw record that the paper names, as it stood when the paper was issued."""
        paper = scope.get(actor(), Paper, row_id)
        number = scope.parse_id(round_number)
        content = papers.open_record(actor(), paper, number, at=now())
        return attachment(content, f"{paper.data['activity_number']}-{number}.json", "application/json")


    @expose("/issue/<kind>/<about_id>", methods=("POST",))
    def issue(self, kind: str, about_id: str) -> Answer:
        """Issue a paper about a row as it stands; the kind's own verb decides who may."""
        about = paper_offers.find(actor(), kind, about_id)
        if not actor().may(FORMS[kind].writes):
            raise Forbidden("forbidden", verb=FORMS[kind].writes)
        issued = paper_issue.issue(actor(), kind, about, at=now())
        words = _("The paper was issued.") if issued.fresh else _("This paper was issued before, and nothing has changed since: here it is.")
        return self.done(words, f"/papers/{issued.paper.id}")


class TemplatePages(Page):
    """Word templates."""

    verbs: ClassVar[dict[str, str]] = {
        "index": "template:read", "fetch": "template:read", "shipped": "template:read", "sample": "template:read", "upload": "template:write",
        "restore": "template:write",
    }

    @expose("/")
    def index(self) -> Answer:
        """Show each kind of paper with its fields and the versions in use."""
        return self._page()

    def _page(self, wrong: list[str] | None = None, opened: str = "") -> str:
        offices = [office for office in facts.bureaus() if "system_admin" in actor().roles or office.id == actor().bureau_id]
        found = {office: facts.all_versions(office.id) for office in offices}
        return str(self.render("papers/templates.html", found=found, kinds=KINDS, forms=FORMS, wrong=wrong or [], opened=opened))

    @expose("/version/<template_id>")
    def fetch(self, template_id: str) -> Answer:
        """Send one version."""
        row = scope.get(actor(), Template, template_id)
        return told(actor(), "template:download", facts.content_of(row), row.filename or f"{row.kind}.docx", WORD, at=now())

    @expose("/shipped/<kind>")
    def shipped(self, kind: str) -> Answer:
        """Send the template that comes with the portal."""
        return told(actor(), "template:download", facts.shipped(_kind(kind)), f"{word(KINDS, kind)}.docx", WORD, at=now())

    @expose("/sample/<office_id>/<kind>")
    def sample(self, office_id: str, kind: str) -> Answer:
        """Send a paper of invented data made with the template in use."""
        _revision, content = facts.current(_office(office_id).id, _kind(kind))
        return _sample(kind, content)

    @expose("/upload/<office_id>/<kind>", methods=("POST",))
    def upload(self, office_id: str, kind: str) -> Answer:
        """Take a new version, or only show what it makes of invented data; say each thing that is wrong with it."""
        office, file = _office(office_id), request.files.get("file")
        content = file.read(LIMIT_MB * MEGABYTE + 1) if file else b""
        try:
            wrong = papers.problems(_kind(kind), content)
        except DomainError as refusal:
            wrong = [refusal]
        if wrong:
            return self._page([sentence(one) for one in wrong], f"{office.id}-{kind}"), 400
        if request.form.get("act") == "try":
            return _sample(kind, content)
        papers.upload_template(actor(), office, kind, filename=file.filename or "" if file else "", content=content, at=now())
        return self.done(_("The new template is used from now on. Papers issued before stay as they are."), f"/templates/#kind-{office.id}-{kind}")

    @expose("/restore/<office_id>/<kind>", methods=("POST",))
    def restore(self, office_id: str, kind: str) -> Answer:
        """Use the shipped template again."""
        office = _office(office_id)
        papers.restore_shipped(actor(), office, _kind(kind), at=now())
        return self.done(_("The shipped template is used again."), f"/templates/#kind-{office.id}-{kind}")

    def title(self) -> str:
        """Return the heading."""
        return _("Word templates")


HINTS = re.compile(r"[;；:：].*|[,，] ?(?:one |每).*|（每.*）")
"""What the words of a field say to those who write templates."""


def heading_of(words: str) -> str:
    """Return what a field is called on the page of a paper."""
    return HINTS.sub("", _(words))


def _sample(kind: str, template: bytes) -> Answer:
    """Send a paper of invented data made with a template."""
    name = f"{_('Sample')} {word(KINDS, kind)}.docx"
    return told(actor(), "template:download", papers.preview(actor(), kind, template), name, WORD, at=now())


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound("not_found")
    return kind


def _office(office_id: str) -> Organisation:
    office: Organisation = scope.get(actor(), Organisation, office_id)
    if office.kind != "bureau" or ("system_admin" not in actor().roles and office.id != actor().bureau_id):
        raise NotFound("not_found")
    return office


def pages() -> list[Any]:
    """Return the pages of this module."""
    return [PaperRegister(Paper, _l("Papers"), category="Papers", endpoint="papers"),
            TemplatePages(_l("Word templates"), category="Papers", endpoint="templates", url="/templates")]
