"""What the activity page shows, put into words: the flow, the facts, the people, the story, and what can be done now."""
from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l, ngettext
from markupsafe import Markup, escape

from models import Activity
from models.choices import ActivityState as S
from portal.domain import labels, trail_words
from portal.domain.activity_acts import Act, open_acts, primary
from portal.domain.draw_format import read_utc
from portal.domain.papers import KINDS
from portal.language import item_name, word
from portal.queries import activities, history, plans
from portal.queries.activities import ActivityFile
from portal.queries.history import Happening
from views.activity_forms import item_words
from views.doors import actor, now
from views.formatting import listed, local_date, local_time, time_span, titled

FLOW = (
    # label, stamp that dates it
    (_l("Request"), "submitted_at"), (_l("Review"), "accepted_at"), (_l("Sealing"), "sealed_at"), (_l("Draw"), "drawn_at"),
    (_l("Notice"), "confirmed_at"), (_l("Announcement"), "announced_at"), (_l("Duty"), "held_at"), (_l("Feedback"), ""),
    (_l("Filing"), "closed_at"),
)
REACHED = {
    # state: how many steps of the flow are behind it
    S.DRAFT: 0, S.RETURNED: 0, S.SUBMITTED: 1, S.ACCEPTED: 2, S.SEALED: 3, S.DRAWN: 4, S.CONFIRMED: 5, S.ANNOUNCED: 6, S.HELD: 7, S.CLOSED: 9,
}
STORY_TONES = {
    "request:return": "late", "request:cancel": "late", "draw:free_place": "due", "request:reschedule": "due", "request:accept": "done",
    "draw:draw": "done", "activity:hold": "done", "activity:announce": "done", "activity:close": "done",
}
TOLD_BY_THE_DRAW = {("activity", "draw:seal")}
"""Acts that the trail holds twice, of the activity and of its draw: the story tells them once."""


def page_facts(file: ActivityFile, revealed: dict[int, str] | None = None) -> dict[str, Any]:
    """Return everything that the page's template needs."""
    acts = open_acts(actor(), file.situation)
    first = primary(acts, file.situation)
    own_draft = file.situation.own and any(act.words == "lead" for act in acts)
    return {
        "file": file, "activity": file.activity, "first": first, "rest": [act for act in acts if act is not first], "act_words": act_words,
        "flow": flow(file), "facts": facts(file), "story": story(file), "revealed": revealed or {},
        "lead": activities.lead_of(file.activity, now()) if own_draft else None, "notes": notes(file), "tables": labels,
    }


def act_words(act: Act, file: ActivityFile) -> str:
    """Return the sentence that a posted act is confirmed with: its consequence, and what is still open."""
    sentence = str(_(act.sentence))
    open_opinions = file.figures.get("open_opinions", 0)
    if act.name == "close" and open_opinions:
        sentence += "\n" + ngettext("%(num)d opinion still waits for an answer.", "%(num)d opinions still wait for an answer.", open_opinions)
    return sentence


def flow(file: ActivityFile) -> list[dict[str, Any]]:
    """Return the steps of the flow line with their dates."""
    activity = file.activity
    if activity.state == S.CANCELLED:
        return _cut_short(activity)
    reached = REACHED[S(activity.state)] + (activity.state == S.HELD and file.situation.fed_back)
    return [_flow_step(label, activity, stamp, _mark(activity, number, reached)) for number, (label, stamp) in enumerate(FLOW)]


def _mark(activity: Activity, number: int, reached: int) -> str:
    if number == 1 and activity.state == S.RETURNED:
        return "refused"
    return "done" if number < reached else "current" if number == reached else "todo"


def _cut_short(activity: Activity) -> list[dict[str, Any]]:
    """The flow of a cancelled activity: as far as it came, then refused."""
    stamped = [number for number, (_label, stamp) in enumerate(FLOW) if stamp and getattr(activity, stamp)]
    reached = max(stamped, default=-1) + 1
    marks = ["done"] * reached + ["refused"] + ["skipped"] * len(FLOW)
    steps = [_flow_step(label, activity, stamp, mark) for (label, stamp), mark in zip(FLOW, marks, strict=False)]
    steps[reached]["note"] = f"{_('Cancelled')} {local_date(activity.cancelled_at)}"
    return steps


def _flow_step(label: Any, activity: Activity, stamp: str, mark: str) -> dict[str, Any]:
    at = getattr(activity, stamp) if stamp and mark == "done" else None
    return {"label": label, "state": mark, "note": local_date(at) if at else None}


def facts(file: ActivityFile) -> list[tuple[Any, ...]]:
    """Return the facts of the request in pairs."""
    row = file.activity
    told: list[tuple[Any, ...]] = [
        (_("Mode"), item_name(row.mode)), (_("Procuratorate"), item_name(row.procuratorate)),
        (_("Time"), time_span(row.starts_at, row.ends_at)), (_("Place"), row.place),
        (_("People"), people_asked(file)), (_("Business line"), item_name(row.business_line)),
    ]
    item = plans.item_of(row)
    told += [(_("Yearly plan"), Markup('<a href="/plans/{}">{} {}</a>').format(item.plan_id, item.plan.year, item_words(item)), "wide")] \
        if item is not None else []
    told += [(_("Must-invite kind"), item_name(row.must_invite))] if row.must_invite_id else []
    told += [(_("Lead time"), lead_words(row))] if row.lead_days is not None else []
    told += [(_("Why it is urgent"), row.urgent_reason, "wide")] if row.urgent_reason else []
    told += [(_("Parties to check"), listed(file.parties) or _("None named"), "wide")] if file.parties is not None else []
    told += [(_("Remark"), row.remark, "wide")] if row.remark else []
    told += [(_("What became of the matter"), row.outcome, "wide")] if row.outcome else []
    return told


def people_asked(file: ActivityFile) -> Markup:
    """Return how many people are asked for, and with which professions, one line each."""
    lines = [ngettext("%(num)d person in general", "%(num)d people in general", file.activity.general_places)] if file.activity.general_places \
        else []
    lines += [_("%(count)s × %(profession)s: %(why)s", count=row.places, profession=item_name(row.profession), why=row.why)
              for row in file.special]
    return Markup("<br>").join(escape(one) for one in lines)


def lead_words(row: Activity) -> str:
    """Return the lead time at sending, and what it made of the request."""
    days = ngettext("%(num)d working day", "%(num)d working days", row.lead_days)
    if row.exceptional:
        return _("%(days)s, sent as an exception", days=days)
    return _("%(days)s, urgent", days=days) if row.urgent else days


def notes(file: ActivityFile) -> list[tuple[str, str, str]]:
    """Return (title, text, tone) of what the reader should know before anything else."""
    row, found = file.activity, []
    if row.state == S.RETURNED:
        found.append((_("Returned for correction"), row.state_words, "late"))
    elif row.state == S.CANCELLED:
        found.append((_("Cancelled"), row.state_words, "late"))
    elif row.rescheduled_at and row.state_words:
        found.append((_("Time or place changed on %(day)s", day=local_date(row.rescheduled_at)), row.state_words, "info"))
    found += _consent_note(row) if row.state == S.SUBMITTED else []
    if file.too_many:
        found.append((_("Many people"), _("%(count)s people are asked for; more than %(usual)s is unusual.", count=file.places,
                                          usual=file.most_people), "due"))
    untold = [person.assignment.supervisor.name for person in file.people if person.to_be_told]
    if untold:
        found.append((_("Still to be told of the cancelling"), listed(untold), "due"))
    return found + (_feedback_note(file) if row.state == S.HELD else [])


def _consent_note(row: Activity) -> list[tuple[str, str, str]]:
    if row.exceptional:
        return [(_("Sent as an exception"), _("Only the bureau's leader may accept it. Reason given: %(reason)s", reason=row.urgent_reason), "due")]
    if row.urgent:
        return [(_("Urgent"), _("By accepting it the bureau consents to the short lead time. Reason given: %(reason)s",
                                reason=row.urgent_reason), "due")]
    return []


def _feedback_note(file: ActivityFile) -> list[tuple[str, str, str]]:
    missing = file.figures["without_feedback"]
    words = [ngettext("feedback on %(num)d person", "feedback on %(num)d people", missing)] if missing else []
    words += [] if file.figures["case_feedback"] else [_("feedback on the case")]
    return [(_("Before closing"), _("Still missing: %(what)s", what=listed(words)), "info")] if words else []


def story(file: ActivityFile) -> list[dict[str, Any]]:
    """Return the timeline, newest first."""
    names = {person.assignment.id: person.assignment.supervisor.name for person in file.people}
    happened = [one for one in history.of_activity(actor(), file.activity) if (one.table, one.verb) not in TOLD_BY_THE_DRAW]
    return [_entry(one, names) for one in happened]


def _entry(one: Happening, names: dict[int, str]) -> dict[str, Any]:
    what = word(trail_words.VERBS, one.verb)
    about = names.get(one.row_id or 0) if one.table == "assignment" else None
    return {"at": one.at, "what": titled(what, about) if about else what, "who": _who(one), "note": _note(one), "tone": STORY_TONES.get(one.verb)}


def _who(one: Happening) -> str:
    """The name of an account; a supervisor's link and the portal itself by what they are."""
    kind = next((role for role in ("link", "system") if role in one.roles), "")
    return word(labels.ROLES, kind) if kind else one.who


def _note(one: Happening) -> str:
    """What the act changed in time and place, which paper it issued, and its reason."""
    moved = one.changes.get("starts_at") if one.verb == "request:reschedule" else None
    kind = one.changes.get("kind") if one.verb == "paper:issue" else None
    told = [_("%(old)s → %(new)s", old=_moment(moved[0]), new=_moment(moved[1]))] if moved else [word(KINDS, kind[1])] if kind else []
    return "\n".join([*told, one.reason] if one.reason else told)


def _moment(text: str) -> str:
    """A moment of the trail on the screen."""
    return local_time(read_utc(text))


def page_title(activity: Activity) -> str:
    """Return the heading: the number where there is one, and the title."""
    return f"{activity.number} {activity.title}" if activity.number else activity.title


def address(activity: Activity) -> str:
    """Return the address of an activity's page."""
    return url_for("activities.details_view", row_id=activity.id)
