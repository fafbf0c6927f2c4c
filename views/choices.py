"""The rows that a select offers, read once a request and within the reader's scope."""
from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import g

from models import PicklistItem
from portal.queries import scope
from views.doors import actor


def picklist(kind: str, *, live: bool = True) -> list[PicklistItem]:
    """Return the values of a picklist in their order; all lists of a page come from one statement.

    `live=False` also gives retired values, which old rows still have.
    """
    if "picklists" not in g:
        g.picklists = defaultdict(list)
        for item in scope.visible(actor(), PicklistItem).order_by(PicklistItem.position, PicklistItem.id):
            g.picklists[item.kind].append(item)
    return [item for item in g.picklists[kind] if item.active or not live]


def rows(model: Any, *, live: bool = True) -> list[Any]:
    """Return the visible rows of a table, without retired ones where the table knows such."""
    kept: dict[Any, list[Any]] = g.setdefault("choices", {})
    if model not in kept:
        kept[model] = list(scope.visible(actor(), model).order_by(model.id))
    return [row for row in kept[model] if not live or getattr(row, "active", True)]
