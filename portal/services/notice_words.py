"""An office's own words of notices, set and taken back by the system administrator."""
from __future__ import annotations

from datetime import datetime

from models import NoticeText, Organisation
from models.base import database
from portal.domain import notice_words as rules
from portal.domain.errors import Conflict
from portal.domain.permissions import Actor, require
from portal.services import audit, records


def set_words(actor: Actor, bureau: Organisation, key: str, words: str, *, at: datetime) -> NoticeText:
    """Use an office's own words for one text of one occasion from now on. Raises what portal.domain.notice_words.check raises."""
    require(actor, "settings:write")
    text = rules.check(key, words)
    with database.atomic():
        row = NoticeText.get_or_none(NoticeText.bureau == bureau, NoticeText.key == key)
        if row is not None:
            return records.change(actor, "notice_text:set", row, at=at, words=text)
        return records.create(actor, "notice_text:set", NoticeText(bureau=bureau, key=key, words=text), at=at)


def restore(actor: Actor, bureau: Organisation, key: str, *, at: datetime) -> None:
    """Use the shipped words again; what stood there stays in the trail. Raises Conflict changed_meanwhile when they are in use already."""
    require(actor, "settings:write")
    with database.atomic():
        row = NoticeText.get_or_none(NoticeText.bureau == bureau, NoticeText.key == key)
        if row is None:
            raise Conflict("changed_meanwhile")
        audit.record(actor, "notice_text:restore", row, at=at, label=key, changes={"words": [row.words, ""]})
        row.delete_instance()
