"""What the page of a recruitment round shows, put into words: the flow, what stands in the way, what can be done now, the links."""
from __future__ import annotations

from collections import Counter
from typing import Any

import segno
from flask_babel import gettext as _, lazy_gettext as _l

from models import Recruitment
from models.choices import ApplicantState, RecruitmentState as S
from portal import extensions
from portal.domain import recruitment as rules
from portal.domain.calendar import WorkCalendar
from portal.domain.invitations import recruitment_text
from portal.domain.localtime import local_day
from portal.domain.recruitment_balance import AGE_BANDS, SERVANTS
from portal.domain.words import recruitment as words
from portal.language import item_name, sentence, word
from portal.queries import parameters, recruitment as facts
from portal.queries.notices import own_words
from views.doors import actor, now
from views.formatting import local_date

SPOKEN: dict[str, tuple[Any, Any, Any]] = {
    # step: button, what it brings, what is said afterwards
    "publish": (_l("Publish the notice"), _l("The notice of recruitment is issued as a numbered paper. Days and places stay as they are."),
                _l("The notice is published. Print the paper and make the link to the form.")),
    "open": (_l("Open the applications"), _l("The form behind the link takes applications from now on."), _l("Applications are open.")),
    "review": (_l("Close the applications"), _l("Nobody can apply any more; the review of both offices begins."),
               _l("Applications are closed. Ask the procuratorate, and review each application.")),
    "inspect": (_l("Begin the inspection"), _l("The review ends; who was not admitted stays out."),
                _l("The inspection has begun. Record one for everybody who passed.")),
    "announce": (_l("Publish the people proposed"), _l("The public notice is issued as a paper; objections are taken from now on."),
                 _l("The public notice is running. Objections appear below.")),
    "decide": (_l("Decide and appoint"), _l("Everybody proposed is registered, gets a certificate number and a term of office. This cannot be undone."),
               _l("The appointments are made. The clerk records the oath and issues the certificates.")),
    "close": (_l("Issue the certificates"), _l("Each certificate is issued under its number, and the round is closed."),
              _l("The certificates are issued and the round is closed.")),
}
WITH_WORDS: dict[str, tuple[Any, Any, Any]] = {
    "reopen": (_l("Go back to choosing"), _l("The public notice ends without a decision; a new one follows."), _l("The round is back at choosing.")),
    "cancel": (_l("Give the round up"), _l("The round ends without appointments. What was entered stays readable."), _l("The round was given up.")),
}
FLOW = (
    (_l("Draft"), "noticed_on"), (_l("Notice of recruitment"), "opened_on"), (_l("Applying"), "review_on"),
    (_l("Review of qualifications"), "inspection_on"),
    (_l("Inspection"), "published_on"), (_l("Public notice"), "decided_on"), (_l("Certificates"), "closed_on"), (_l("Filing"), ""),
)
"""Label of each step of the flow line, and the day on which it was done."""


def page_facts(row: Recruitment, **known: Any) -> dict[str, Any]:
    """Return what every part of the round's page needs: the flow, and what can be done now; `known` is what `facts.standing` need not read."""
    step, hurdles = next_step(row, **known)
    mine = step is not None and actor().may(rules.STEPS[step].verb)
    open_now = rules.steps_open(row.state)
    return {
        "row": row, "flow": flow(row), "next": step if mine and not hurdles else None,
        "hurdles": [sentence(one) for one in hurdles] if mine else [], "spoken": SPOKEN, "with_words": WITH_WORDS,
        "others": [name for name in WITH_WORDS if name in open_now and actor().may(rules.STEPS[name].verb)],
        "may_write": actor().may("recruitment:write"), "may_amend": "amend" in open_now and actor().may("recruitment:write"), "tables": words,
    }


def next_step(row: Recruitment, *, calendar: WorkCalendar | None = None, **known: Any) -> tuple[str | None, list[Any]]:
    """Return the step that leads on from the round's state, and what stands in its way."""
    step = next((name for name in rules.steps_open(row.state) if name in SPOKEN), None)
    if step is None:
        return None, []
    return step, rules.hurdles(step, facts.standing(row, local_day(now()), calendar or parameters.calendar(row.bureau_id), **known))


def flow(row: Recruitment) -> list[dict[str, Any]]:
    """Return the steps of the flow line with their days; a round given up ends where it was."""
    if row.state == S.CANCELLED:
        reached = sum(bool(stamp and getattr(row, stamp)) for _label, stamp in FLOW)
        marks = ["done"] * reached + ["refused"] + ["skipped"] * len(FLOW)
    else:
        reached = rules.PROGRESS.index(S(row.state)) + (row.state == S.CLOSED)
        marks = ["done"] * reached + ["current"] + ["todo"] * len(FLOW)
    steps = [{"label": label, "state": mark, "note": local_date(getattr(row, stamp)) if stamp and mark == "done" else None}
             for (label, stamp), mark in zip(FLOW, marks, strict=False)]
    if row.state == S.CANCELLED:
        steps[reached]["note"] = local_date(row.cancelled_on)
    return steps


def counted(found: Counter[str]) -> list[tuple[str, str, int]]:
    """Return code, words and number of each state in which applications of a round are, in the order of the work."""
    return [(state.value, word(words.APPLICANT_STATES, state), found[state]) for state in ApplicantState if found[state]]


def link_facts(row: Recruitment, token: str) -> dict[str, Any]:
    """Return the address just made, its QR code, and the text for WeChat groups; the address is not kept."""
    base = extensions.settings().public_link_url
    url = f"{base}/l/{token}" if base and token else ""
    text = recruitment_text(facts.notice_facts(row, local_day(now()), row.starts_on), url, own_words(row.bureau_id))
    return {"url": url, "text": text, "qr": str(segno.make(url, error="m").svg_data_uri(scale=5, border=2)) if url else "", "reachable": bool(base)}


def sheet_facts(row: Recruitment) -> dict[str, Any]:
    """Return the balance sheet with the words of its lines."""
    quotas, items = facts.quotas(row), list(parameters.items_of(("profession", "sex"), row.bureau_id))
    sheet = facts.sheet(row, local_day(now()), quotas, [item.code for item in items if item.kind == "profession"])
    names = {**{quota.county.code: item_name(quota.county) for quota in quotas}, **{item.code: item_name(item) for item in items},
             **{code: _(text) for table in (AGE_BANDS, SERVANTS) for code, text in table.items()}}
    titles = {"servants": _("Public servants"), "sex": _("Sex"), "age": _("Age on the first day of the term"), "profession": _("Professions")}
    groups = [(titles[key], [line for line in lines if line.applied]) for key, lines in sheet.groups.items()]
    return {"sheet": sheet, "names": names, "groups": [(title, lines) for title, lines in groups if lines]}
