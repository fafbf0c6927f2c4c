"""The own file on a phone: read-only, with the wish for a correction."""
from __future__ import annotations

from flask_babel import gettext as _

from models import LinkToken
from models.choices import LinkPurpose, ParticipantState
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.words import dossier as words
from portal.queries import corrections as wishes, dossier, people, related
from portal.services import corrections
from views.doors import now
from views.formatting import masked
from views.link_task import Fields, LinkTask, Page
from views.model_forms import SENSITIVE_KINDS
from views.supervisor_words import LABELS

SHOWN = 10
"""How many of the latest duties, classes and opinions a phone page shows."""
OPEN_FACTS = ("code", "work_unit", "post", "email", "school", "subject")
MASKED = ("id_number", "phone", "address", "bank_card")


def _page(link: LinkToken) -> Page:
    row = link.supervisor
    people.hang([row])
    related.load([row], "sex", "nation", "education", "political")
    year = local_day(now()).year
    facts = [(LABELS[name], getattr(row, name)) for name in OPEN_FACTS]
    facts += [(LABELS[name], masked(getattr(row, name), SENSITIVE_KINDS.get(name, "other"))) for name in MASKED]
    attended = [line for line in dossier.classes(row) if line.state == ParticipantState.PRESENT]
    return "file", {
        "person": row, "own": facts, "year": year, "figures": dossier.figures(row, year), "duties": dossier.duties(row, SHOWN),
        "classes": attended[:SHOWN], "opinions": dossier.opinions(row)[:SHOWN], "hours": dossier.hours_by_year(attended),
        "wishes": wishes.of_person(row), "choices": [(name, LABELS[name]) for name in corrections.FIELDS], "limit": corrections.LONGEST,
        "states": words.CORRECTION_STATES, "tones": words.CORRECTION_TONES, "names": LABELS,
    }


def _correct(actor: Actor, link: LinkToken, form: Fields) -> str:
    field = form.get("field") or "none"
    corrections.ask(actor, link, field="" if field == "other" else field, proposed=form.get("proposed", ""), at=now())
    return _("Thank you. The office looks at it; the answer can be read with the same link.")


TASKS: dict[str, LinkTask] = {LinkPurpose.FILE: LinkTask(_page, {"correct": _correct}, lasts=True)}
