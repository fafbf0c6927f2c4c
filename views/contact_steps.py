"""A step's form on a page of its own, as contact's pages use it: the words typed are never lost to a refusal."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wtforms import TextAreaField

from portal.domain.errors import Forbidden
from views.base import Answer, Page, PortalForm, actor, attempt
from views.forms import Given, stripped


@dataclass(frozen=True)
class Step:
    """One step: its form, its label, the sentence of what was done, the verb that opens it, and the act."""

    form: type[PortalForm]
    label: Any
    done: Any
    verb: str
    act: Callable[[Any, Any], Any]
    hint: Any = ""


def words_field(label: Any, limit: int, *, hint: Any = "", needed: bool = True, rows: int = 5) -> TextAreaField:
    """Return a field for a longer text."""
    return TextAreaField(label, [Given()] if needed else [], filters=[stripped], description=hint, render_kw={"rows": rows, "maxlength": limit})


def take(page: Page, step: Step, row: Any, *, heading: str, url: str, after: str | None = None, **values: Any) -> Answer:
    """Show a step's form or take it; done, go to `after`, or back to the row's page at `url`."""
    if not actor().may(step.verb):
        raise Forbidden("forbidden", verb=step.verb)
    form = step.form.of_request(**values)
    if form.sent() and attempt(form, lambda: step.act(row, form)):
        return page.done(str(step.done), after or url)
    return page.render("liaison/step.html", form=form, step_title=step.label, heading=heading, label=step.label, hint=step.hint, url=url)
