"""What brings people a link outside of activities and classes, and what the office's own group reads.

These texts are content for people who read Chinese, whatever the screen's language is; their words are an office's own where it set them.
"""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.domain.notice_texts import Own, Sender, fill, one_line, reply_words, words_of
from portal.domain.paper_form import NOTHING, day_words


def invitation(kind: str, person: str, sender: Sender, link: str, own: Own = None, **more: str) -> str:
    """Return the text that brings a person a link: `initiative`, `suggestion` or `own_file` (which says for how many `days` it is good)."""
    return fill(words_of(f"long.{kind}", own), {"person": one_line(person), "link": link, **sender.fields, **more})


def recruitment_text(data: Mapping[str, Any], link: str, own: Own = None) -> str:
    """Return the text for WeChat groups or a site that brings the form of a recruitment round, from what its notice says.

    Without a link it sends people to the office and its phone.
    """
    counties = data["counties"]
    values = {
        "title": one_line(data["title"]), "total": str(sum(one["places"] for one in counties)),
        "counties": "、".join(f"{one['name']}{one['places']}名" for one in counties), "min_age": str(data["min_age"]),
        "education": data["education"], "from": day_words(date.fromisoformat(data["apply_from"])),
        "until": day_words(date.fromisoformat(data["apply_until"])), "office": data["bureau"], "phone": data["contact_phone"] or NOTHING, "link": link,
    }
    return fill(words_of("long.recruitment", own), values | {"reply": reply_words("recruitment", values, own)})


def group_text(number: str, people: int, own: Own = None) -> str:
    """Return what the office's own group reads when people wait to be notified: no name, no title, no place."""
    return fill(words_of("group.waiting", own), {"number": number, "people": str(people)})
