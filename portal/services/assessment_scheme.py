"""Change the grading scheme of an office: each change is a new version; rounds that run keep the one they were opened with."""
from __future__ import annotations

from datetime import datetime

from models import AssessmentScheme, Organisation
from models.base import database
from portal.domain import scoring
from portal.domain.errors import Conflict, DomainError
from portal.domain.permissions import Actor, require
from portal.domain.scoring import Scheme
from portal.queries import assessments as reading
from portal.services import audit, records

LONGEST_NOTE = 200


def save(actor: Actor, bureau: Organisation, scheme: Scheme, *, revision: int, note: str = "", at: datetime) -> AssessmentScheme:
    """Keep a scheme as the office's next version; `revision` is the version that the editor saw.

    Raises what portal.domain.scoring.check_scheme raises, DomainError scheme_same, Conflict changed_meanwhile.
    """
    require(actor, "settings:write")
    scoring.check_scheme(scheme)
    with database.atomic():
        records.lock(Organisation, bureau.id)
        before = reading.scheme_in_force(bureau.id)
        if before.revision != revision:
            raise Conflict("changed_meanwhile")
        content = scoring.kept_scheme(scheme)
        if content == before.content:
            raise DomainError("scheme_same")
        made = records.insert(AssessmentScheme(bureau=bureau, revision=before.revision + 1, content=content, note=note.strip()[:LONGEST_NOTE],
                                               made_by=actor.user_id), at)
        audit.record(actor, "scheme:save", made, at=at, label=f"{bureau.name} {made.revision}", reason=made.note,
                     changes={"scheme": told(scoring.read_scheme(before.content), scheme)})
    return made


def told(before: Scheme, after: Scheme) -> list[str]:
    """Return the lines that differ, before and after, as the trail keeps them."""
    old, new = _lines(before), _lines(after)
    return ["；".join(line for line in lines if line not in others) for lines, others in ((old, new), (new, old))]


def _lines(scheme: Scheme) -> list[str]:
    named = [f"{item.heading}·{item.name} {item.points} {item.kind} {item.source} {item.way} {item.full} {item.each}"
             f"{' '.join(f'{word}={percent}' for word, percent in item.options)}{' bonus' if item.bonus else ''}" for item in scheme.items]
    return [*named, f"bonus_most {scheme.bonus_most}"]
