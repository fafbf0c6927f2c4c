"""An office's own words of notices: every text of every occasion by part of the work, with the fields that it may use and how it reads."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

import views.settings_days as settings_days
from models import Organisation
from portal.domain import notice_words as rules
from portal.domain.errors import DomainError, NotFound
from portal.domain.notice_occasions import OCCASIONS, PARTS, RULES, TEXTS
from portal.domain.notice_texts import words_of
from portal.language import sentence
from portal.queries.notices import own_words
from portal.services import notice_words
from views.base import Answer, Page, actor, expose, now


class NoticeWords(Page):
    """通知文本."""

    verbs: ClassVar[dict[str, str]] = {"index": "settings:read", "put": "settings:write", "restore": "settings:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show every text as it is in force."""
        return self._page()

    def _page(self, key: str = "", typed: str = "", refusal: str = "") -> str:
        """Return the page; for one text with the words just `typed`, and why they cannot be used."""
        offices = settings_days.bureaus()
        office = settings_days.chosen_office(offices)
        own = own_words(office.id) if office else {}
        blocks = [_block(each, own) for each in RULES]
        for block in blocks:
            if block["key"] == key:
                block |= {"words": typed, "refusal": refusal, "tried": not refusal, "sample": "" if refusal else rules.sample(key, own | {key: typed})}
        return str(self.render("settings/notice_words.html", offices=offices, bureau=office, parts=PARTS, occasions=OCCASIONS, texts=TEXTS,
                               blocks={part: [block for block in blocks if block["part"] == part] for part in PARTS}))

    @expose("/<office_id>/<key>", methods=("POST",))
    def put(self, office_id: str, key: str) -> Answer:
        """Use the office's own words for one text, or only show how they would read."""
        office, typed = _office(office_id, key), request.form.get("words", "")
        try:
            if request.form.get("act") == "try":
                return self._page(key, rules.check(key, typed))
            notice_words.set_words(actor(), office, key, typed, at=now())
        except DomainError as refusal:
            if refusal.field is None:
                raise
            return self._page(key, typed, sentence(refusal)), 400
        return self.done(_("These words are used from now on."), f"/settings/notices/?office={office.id}#{key}")

    @expose("/<office_id>/<key>/restore", methods=("POST",))
    def restore(self, office_id: str, key: str) -> Answer:
        """Use the shipped words again."""
        office = _office(office_id, key)
        notice_words.restore(actor(), office, key, at=now())
        return self.done(_("The shipped words are used again."), f"/settings/notices/?office={office.id}#{key}")


def _block(key: str, own: dict[str, str]) -> dict[str, Any]:
    text, _dot, name = key.partition(".")
    return {"key": key, "text": text, "part": OCCASIONS[name].part, "label": OCCASIONS[name].label, "words": words_of(key, own), "own": key in own,
            "rule": RULES[key], "refusal": "", "tried": False, "sample": rules.sample(key, own)}


def _office(office_id: str, key: str) -> Organisation:
    """Return the bureau meant. Raises NotFound for an unknown text or office."""
    if key not in RULES or not office_id.isdigit() or len(office_id) > 9:
        raise NotFound("not_found")
    return settings_days.bureau(int(office_id))


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [NoticeWords(_l("Words of notices"), category="System", endpoint="notice_words", url="/settings/notices")]
