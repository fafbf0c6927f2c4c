"""The draw as both sides watch it: list of draws, draw page that refreshes itself, list before sealing, record."""
from __future__ import annotations

from hashlib import sha256
from typing import Any

import segno
from flask import Response, make_response, request
from flask_admin import expose
from flask_babel import lazy_gettext as _l

from models import Activity, Assignment, Draw
from models.choices import ActivityState
from portal.domain import labels
from portal.domain.draw import GENERAL, PROTOCOL
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor
from portal.language import word
from portal.queries import activities, draw_board, draw_records, pool, scope
from portal.queries.draw_board import Board
from portal.services import draws
from views.doors import Answer, Page, actor, now
from views.draw_acts import DrawActs, activity_of
from views.exporting import attachment
from views.paper_panel import of_activity

PAGE_SIZE = 20
PAPERS = ("draw_request", "draw_record", "recusal_decision")
"""The kinds of paper that are about a draw."""
TABLES = {"states": labels.ACTIVITY_STATES, "places": labels.ASSIGNMENT_STATES, "left_out": labels.LEFT_OUT_REASONS,
          "freed": labels.FREED_REASONS, "passed": labels.PASSED_REASONS, "grounds": labels.RECUSAL_GROUNDS,
          "recusals": labels.RECUSAL_STATES, "draws": labels.DRAW_STATES}


class DrawPages(DrawActs):
    """Draws."""

    verbs = {
        "index": "draw:read", "show": "draw:read", "live": "draw:read", "record": "draw:read", "pool": "draw:preview",
        "conflict": "draw:conflict", "exclude": "supervisor:exclude", "readmit": "supervisor:exclude", "seal": "draw:seal",
        "change_place": "draw:second_round", "second_round": "draw:second_round", "witness": "draw:digits", "digits": "draw:digits",
        "phoned_digits": "draw:phoned_digits", "free": "draw:substitute", "confirm": "draw:confirm",
        "declare_recusal": "recusal:declare", "propose_recusal": "recusal:propose", "decide_recusal": "recusal:decide",
    }

    @expose("/")
    def index(self) -> Answer:
        """List the draws that wait, or all of them, newest first."""
        shown, page = request.args.get("show", "waiting"), _page_number()
        rows, more = draw_board.listed(actor(), waiting=shown != "all", page=page, size=PAGE_SIZE)
        return self.render("draws/index.html", rows=rows, page=page, more=more, shown=shown, tables=TABLES)

    @expose("/<activity_id>")
    def show(self, activity_id: str) -> Answer:
        """Show one activity's draw."""
        activity = activity_of(activity_id)
        return self.render("draws/show.html", panel=of_activity(activity, *PAPERS), **page_facts(draw_board.board(activity)))

    @expose("/<activity_id>/live")
    def live(self, activity_id: str) -> Answer:
        """Answer the page's own question whether something changed: nothing (204), the live part, or the whole page after a step."""
        facts = page_facts(draw_board.board(activity_of(activity_id)))
        if request.args.get("stamp") == facts["stamp"]:
            return Response(status=204)
        if request.args.get("mark") == facts["board"].mark:
            return self.render("draws/_live.html", **facts)
        whole = make_response(self.render("draws/_page.html", panel=of_activity(facts["activity"], *PAPERS), **facts, fresh=True))
        whole.headers.update({"HX-Retarget": "#draw-page", "HX-Reswap": "innerHTML"})
        return whole

    @expose("/<activity_id>/pool")
    def pool(self, activity_id: str) -> Answer:
        """Show the list before it is sealed, or the sealed one."""
        activity = activity_of(activity_id)
        latest = draw_records.latest(activity)
        if activity.state not in (ActivityState.ACCEPTED, ActivityState.DRAWN) and latest is None:
            raise NotFound("not_found")
        return self._sealed_pool(activity, latest) if latest and not _next_is_near(activity, latest) else self._next_pool(activity)

    def _next_pool(self, activity: Activity) -> str:
        board, listed = draw_board.board(activity), pool.preview(activity, now())
        relaxed = ", ".join(word(labels.LEFT_OUT_REASONS, code) for code in listed.relaxed)
        return str(self.render("draws/pool.html", activity=activity, listed=listed, board=board, tables=TABLES, general=GENERAL,
                               relaxed_words=relaxed))

    def _sealed_pool(self, activity: Activity, draw: Draw) -> str:
        draw.activity = activity
        return str(self.render("draws/sealed_pool.html", activity=activity, draw=draw, entries=draw_board.sealed_list(draw),
                               left_out=draw_board.left_out(draw), tables=TABLES))

    @expose("/<activity_id>/record/<round_number>")
    def record(self, activity_id: str, round_number: str) -> Answer:
        """Download the record of one round; the download is kept in the trail."""
        activity = activity_of(activity_id)
        draw = Draw.get_or_none(Draw.activity == activity, Draw.round == scope.parse_id(round_number))
        if draw is None:
            raise NotFound("not_found")
        return _download(draws.hand_out_record(actor(), draw, at=now()), draw_records.file_name(draw))


def _page_number() -> int:
    text = request.args.get("page", "0")
    return min(int(text), 10_000) if text.isascii() and text.isdigit() else 0


def _next_is_near(activity: Activity, latest: Draw) -> bool:
    """Whether the list to show is that of a round yet to be sealed."""
    open_again = activity.state == ActivityState.DRAWN and draw_records.approval(activity, latest.round + 1) is not None
    return activity.state == ActivityState.ACCEPTED or open_again


def _download(text: str, name: str) -> Response:
    return attachment(text.encode(), name, "application/json")


def page_facts(board: Board) -> dict[str, Any]:
    """Return what the draw page's templates need: the board, what this reader may do, and the stamp of what is shown."""
    reader = actor()
    return {
        "board": board, "activity": board.activity, "may": allowed(reader, board.activity), "stamp": stamp(board), "tables": TABLES,
        "assignment_tones": labels.ASSIGNMENT_TONES, "general": GENERAL, "qr": qr, "callable": callable_people(reader, board),
        "full_people": len(board.seats) - board.open.total(),
        "left_out": draw_board.left_out(board.current.draw) if reader.in_bureau and board.current else [],
    }


def allowed(reader: Actor, activity: Activity) -> dict[str, bool]:
    """Return verb → whether this reader may do it here; a city procuratorate only reads what its district ones have."""
    own = not reader.in_procuratorate or reader.organisation_id == activity.procuratorate_id
    verbs = ("draw:seal", "draw:preview", "draw:digits", "draw:phoned_digits", "draw:substitute", "draw:confirm", "draw:second_round",
             "recusal:declare", "recusal:propose", "recusal:decide", "notice:read")
    return {verb: own and reader.may(verb) for verb in verbs}


def callable_people(reader: Actor, board: Board) -> set[int]:
    """Return the assignments whose people this reader may call and who have a phone; the number itself is asked for one at a time."""
    held = (seat.assignment for seat in board.seats)
    return {row.id for row in held
            if isinstance(row, Assignment) and row.supervisor.phone and activities.phone_open(reader, board.activity, row)}


def stamp(board: Board) -> str:
    """Return a digest that changes whenever something on the live part does."""
    people = [(seat.place, row.id, row.version) if (row := seat.assignment) else (seat.place,) for seat in board.seats]
    rounds = [(each.draw.id, each.draw.version, [(ball.no, ball.state) for ball in each.balls]) for each in board.rounds]
    recusals = [(row.id, row.version) for row in board.recusals]
    return sha256(repr((board.mark, board.activity.version, people, rounds, recusals)).encode()).hexdigest()[:16]


def qr(draw: Draw) -> str:
    """Return the seal as a QR code, a picture in an address: protocol, number, round and seal on one line each."""
    words = "\n".join((PROTOCOL, draw.activity.number, str(draw.round), draw.seal))
    return str(segno.make(words, error="m").svg_data_uri(scale=4, border=2, dark="#000", light="#fff"))


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [DrawPages(_l("Draws"), category="Supervised activities", endpoint="draws", url="/draws")]
