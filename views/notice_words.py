"""An office's own words of notices: every text of every occasion, with the fields that it may use."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

import views.settings_days as settings_days
from models import Organisation
from portal.domain import notice_words as rules
from portal.domain.errors import DomainError, NotFound
from portal.domain.notice_shipped import SHIPPED
from portal.domain.notice_texts import texts
from portal.language import sentence
from portal.queries.notices import own_words
from portal.services import notice_words
from views.base import Answer, Page, actor, expose, now

SHOWN = {"long": "wechat", "sms": "sms", "script": "script", "subject": "mail_subject"}
"""Text → the field of the ready texts that shows it at work."""


class NoticeWords(Page):
    """通知文本."""

    verbs: ClassVar[dict[str, str]] = {"index": "settings:read", "put": "settings:write", "restore": "settings:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show every text as it is in force."""
        return self._page()

    def _page(self, refused: dict[str, str] | None = None) -> str:
        offices = settings_days.bureaus()
        office = settings_days.chosen_office(offices)
        own = own_words(office.id) if office else {}
        blocks = [self._block(key, own, refused or {}) for key in SHIPPED]
        return str(self.render("settings/notice_words.html", offices=offices, bureau=office, blocks=blocks, occasions=rules.OCCASIONS,
                               texts=rules.TEXTS))

    def _block(self, key: str, own: dict[str, str], refused: dict[str, str]) -> dict[str, Any]:
        text, _dot, occasion = key.partition(".")
        typed = request.form.get("words", "") if key in refused else own.get(key, SHIPPED[key])
        return {"key": key, "text": text, "occasion": occasion, "words": typed, "own": key in own, "fields": rules.fields_of(key),
                "refusal": refused.get(key, ""), "sample": getattr(texts(occasion, rules.SAMPLE, own), SHOWN[text])}

    @expose("/<office_id>/<key>", methods=("POST",))
    def put(self, office_id: str, key: str) -> Answer:
        """Use the office's own words for one text."""
        office = _office(office_id, key)
        try:
            notice_words.set_words(actor(), office, key, request.form.get("words", ""), at=now())
        except DomainError as refusal:
            if refusal.field is None:
                raise
            return self._page({key: sentence(refusal)}), 400
        return self.done(_("These words are used from now on."), f"/settings/notices/?office={office.id}#{key}")

    @expose("/<office_id>/<key>/restore", methods=("POST",))
    def restore(self, office_id: str, key: str) -> Answer:
        """Use the shipped words again."""
        office = _office(office_id, key)
        notice_words.restore(actor(), office, key, at=now())
        return self.done(_("The shipped words are used again."), f"/settings/notices/?office={office.id}#{key}")


def _office(office_id: str, key: str) -> Organisation:
    """Return the bureau meant. Raises NotFound for an unknown text or office."""
    if key not in SHIPPED or not office_id.isdigit() or len(office_id) > 9:
        raise NotFound("not_found")
    return settings_days.bureau(int(office_id))


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [NoticeWords(_l("Words of notices"), category="System", endpoint="notice_words", url="/settings/notices")]
