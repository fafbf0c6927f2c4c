"""The grading scheme: headings and items with their points, edited by the system administrator in a table, each change a new version."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from models import AssessmentScheme
from portal.domain import grading_facts, scoring
from portal.domain.errors import DomainError
from portal.domain.scoring import Item, Scheme
from portal.language import sentence
from portal.queries import assessments as reading, scope
from portal.services import assessment_scheme as service
from views.assessment_acts import tenths_of, text
from views.base import Answer, Page, actor, expose, now
from views.settings_days import bureau, bureaus, chosen_office
from views.settings_rules import parted

BLANKS = 3
"""Empty lines below the items, for new ones."""
Fields = Mapping[str, str]


class SchemePages(Page):
    """One office's scheme, its present version or an earlier one."""

    verbs: ClassVar[dict[str, str]] = {"index": "settings:read", "save": "settings:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show the scheme in force, or the version that the address names, which can be taken over again."""
        office = chosen_office(bureaus())
        row = scope.get(actor(), AssessmentScheme, request.args["version"]) if request.args.get("version") else \
            reading.scheme_in_force(office.id if office else None)
        return self._page(office, scoring.read_scheme(row.content), row)

    def _page(self, office: Any, scheme: Scheme, shown: AssessmentScheme, wrong: str = "", note: str = "") -> str:
        present = reading.scheme_in_force(office.id if office else None)
        lines = [*map(line_of, scheme.items), *(blank(number) for number in free_codes(scheme))]
        return str(self.render("settings/scheme.html", offices=bureaus(), bureau=office, scheme=scheme, lines=lines, shown=shown, present=present,
                               versions=reading.scheme_versions(office.id) if office else [], wrong=wrong, note_typed=note, sources=sources(),
                               ways=scoring.WAYS))

    @expose("/<int:office_id>", methods=("POST",))
    def save(self, office_id: int) -> Answer:
        """Take the scheme of an office as its next version."""
        office, form = bureau(office_id), request.form
        present = reading.scheme_in_force(office.id)
        scheme = Scheme((), 0)
        try:
            scheme = posted(form)
            revision = int(form["revision"]) if form.get("revision", "").isascii() and form.get("revision", "").isdigit() else 0
            service.save(actor(), office, scheme, revision=revision, note=text(form, "note"), at=now())
        except DomainError as refusal:
            kept = scheme if scheme.items else scoring.read_scheme(present.content)
            return self._page(office, kept, present, sentence(refusal), text(form, "note")), 400
        return self.done(_("The scheme was saved as a new version. Gradings that are open keep theirs."), self.get_url(".index", office=office.id))


def sources() -> list[tuple[str, str]]:
    """Return value and label of the ways in which an item is filled in: by hand, by kind, or by a fact."""
    by_hand = [(f"kind:{code}", str(_(label))) for code, label in scoring.KINDS.items()]
    return by_hand + [(f"fact:{code}", str(_(fact.label))) for code, fact in grading_facts.FACTS.items()]


def free_codes(scheme: Scheme) -> list[str]:
    """Return keys for new items that no item has."""
    used = {item.code for item in scheme.items}
    return [code for code in (f"i{number}" for number in range(1, 2 * scoring.MOST_ITEMS)) if code not in used][:BLANKS]


def line_of(item: Item) -> dict[str, Any]:
    """Return an item as its line in the table."""
    return {"code": item.code, "heading": item.heading, "name": item.name, "source": f"fact:{item.source}" if item.source else f"kind:{item.kind}",
            "points": item.points, "way": item.way, "full": item.full if item.source and item.way == "share" else None,
            "each": item.each or None, "bonus": item.bonus, "options": "、".join(f"{word}={percent}" for word, percent in item.options)}


def blank(code: str) -> dict[str, Any]:
    """Return an empty line for a new item."""
    return {"code": code, "heading": "", "name": "", "source": "kind:number", "points": None, "way": "share", "full": None, "each": None,
            "bonus": False, "options": ""}


def posted(form: Fields) -> Scheme:
    """Return the scheme that a form says: lines without name and heading are left out, the rest stand by their position.

    Raises DomainError assess_number, scheme_choice.
    """
    codes = [name.removeprefix("name_") for name in form if name.startswith("name_")][:2 * scoring.MOST_ITEMS]
    lines = [(_position(form, code, number), _item(form, code)) for number, code in enumerate(codes)
             if text(form, f"name_{code}") or text(form, f"heading_{code}")]
    return Scheme(tuple(item for _place, item in sorted(lines, key=lambda line: line[0])), tenths_of(form.get("bonus_most", ""), field="bonus_most") or 0)


def _position(form: Fields, code: str, number: int) -> tuple[int, int]:
    typed = form.get(f"position_{code}", "").strip()
    return (int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 9999, number)


def _item(form: Fields, code: str) -> Item:
    origin, _sign, chosen = form.get(f"source_{code}", "").partition(":")
    name = text(form, f"name_{code}")[:60]
    numbers = {key: tenths_of(form.get(f"{key}_{code}", ""), field=key) for key in ("points", "full", "each")}
    return Item(
        code=code[:20], heading=text(form, f"heading_{code}")[:40], name=name, points=numbers["points"] or 0,
        kind=chosen if origin == "kind" else "number", source=chosen if origin == "fact" else "", way=form.get(f"way_{code}", "share"),
        full=1000 if numbers["full"] is None else numbers["full"], each=numbers["each"] or 0, bonus=form.get(f"bonus_{code}") == "1",
        options=_options(text(form, f"options_{code}"), name))


def _options(typed: str, name: str) -> tuple[tuple[str, int], ...]:
    """Return the choices typed as `好=100、一般=60`."""
    found = []
    for part in parted(typed)[:20]:
        word, _sign, percent = part.partition("=")
        if not (percent.strip().isascii() and percent.strip().isdigit() and len(percent.strip()) < 4):
            raise DomainError("scheme_choice", name=name)
        found.append((word.strip()[:30], int(percent)))
    return tuple(found)


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [SchemePages(_l("Grading scheme"), category="System", endpoint="grading_scheme", url="/settings/grading-scheme")]
