"""One page of a list: what the address asks for, cleaned, and the rows it stands for.

Whatever an address holds (pages before the first, unknown columns, 300 words, NUL) gives a page, never a fault.
"""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from peewee import JOIN, SQL, ForeignKeyField, ModelSelect, Select, fn

from models.base import BaseModel
from portal.domain.errors import NotFound
from portal.queries import related
from portal.queries.scope import parse_id
from views.filters import Filter

COUNT_CAP = 10_000
MAX_SEARCH, MAX_WORDS = 100, 8
PAGE_SIZES = (20, 50, 100)


class Joins:
    """A query whose related tables are joined on demand along their declared foreign keys, each once, from the register's own table."""

    def __init__(self, query: ModelSelect, model: type[BaseModel]) -> None:
        self.query, self.model = query, model
        self._sources: dict[str, Any] = {"": model}

    def column(self, path: str) -> Any:
        """Return the column of a dotted path, joining what it needs. Raises KeyError for a path that leads nowhere."""
        return getattr(self._source(path.rpartition(".")[0]), field_of(self.model, path).name)

    def _source(self, path: str) -> Any:
        if path not in self._sources:
            before, _, name = path.rpartition(".")
            here = self._source(before)
            there = field_of(self.model, path).rel_model.alias()
            self.query = self.query.join_from(here, there, JOIN.LEFT_OUTER, on=getattr(here, name) == there.id)
            self._sources[path] = there
        return self._sources[path]


def field_of(model: type[BaseModel], path: str) -> Any:
    """Return the model field of a dotted path. Raises KeyError when there is none."""
    *steps, name = path.split(".")
    for step in steps:
        model = model._meta.fields[step].rel_model
    return model._meta.fields[name]


def foreign_paths(model: type[BaseModel], paths: Sequence[str]) -> list[str]:
    """Return the foreign keys that must be loaded to show these columns."""
    wanted = []
    for path in paths:
        try:
            found = field_of(model, path)
        except KeyError:
            continue
        wanted += [path] if isinstance(found, ForeignKeyField) else [path.rpartition(".")[0]] if "." in path else []
    return list(dict.fromkeys(wanted))


@dataclass
class Listing:
    """A list as asked for. `columns` are (path, label), `sortable` paths by column, `order` the order when nothing is asked."""

    model: type[BaseModel]
    query: ModelSelect
    endpoint: str
    columns: Sequence[tuple[str, Any]]
    sortable: Mapping[str, str]
    searchable: Sequence[str]
    filters: Sequence[Filter]
    order: Sequence[str]
    loads: Sequence[str] = ()
    size: int = 20
    args: Mapping[str, str] = field(default_factory=lambda: request.args.to_dict())
    total: int = 0
    more: bool = False
    page: int = 0
    rows: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.args = {key: value.replace("\x00", "")[:MAX_SEARCH] for key, value in self.args.items()}
        self.search = self.args.get("search", "").strip()
        self.sort = self.args.get("sort", "") if self.args.get("sort", "") in self.sortable else ""
        self.descending = bool(self.sort) and self.args.get("desc") == "1"
        self.size = int(self.args["size"]) if self.args.get("size", "") in map(str, PAGE_SIZES) else self.size
        self._joins = Joins(self.query, self.model)
        self._narrow()

    def _narrow(self) -> None:
        conditions = [found for each in self.filters if (found := self._condition(each)) is not None]
        conditions += [reduce(or_, [self._joins.column(path).contains(term) for path in self.searchable]) for term in self.words()]
        if conditions:
            self._joins.query = self._joins.query.where(reduce(and_, conditions))

    def _condition(self, each: Filter) -> Any:
        return each.condition(self._joins.column(each.name), self.args) if self.asked(each) else None

    def asked(self, each: Filter) -> bool:
        """Whether the address asks for this filter."""
        return any(self.args.get(key) for key in each.keys)

    def words(self) -> list[str]:
        """Return the words searched for; each must be found in one of the searchable columns."""
        return self.search.split()[:MAX_WORDS] if self.searchable else []

    def fetch(self) -> Listing:
        """Read the page's rows with their count: one statement, and one for each table that the columns refer to.

        A page past the end costs another one, for the last page.
        """
        asked = self.args.get("page", "")
        self._read(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0)
        if self.page and not self.rows:
            self._read(0)
            self._read(max(self.pages - 1, 0))
        self._complete(self.rows)
        return self

    def _read(self, page: int) -> None:
        counted = self._joins.query.select(self.model.id).order_by().limit(COUNT_CAP + 1)
        total = Select([counted], [fn.COUNT(SQL("1"))]).alias("list_total")
        self.page = page
        self.rows = list(self.ordered().select_extend(total).limit(self.size).offset(page * self.size))
        found = self.rows[0].list_total if self.rows else 0
        self.total, self.more = min(found, COUNT_CAP), found > COUNT_CAP

    def everything(self, limit: int) -> list[Any]:
        """Return all rows that the filters leave, up to `limit`, in order."""
        rows = list(self.ordered().limit(limit))
        self._complete(rows)
        return rows

    def _complete(self, rows: list[Any]) -> None:
        related.load(rows, *self.loads)
        self.hang(rows)

    def hang(self, rows: list[Any]) -> None:
        """Hang on the rows what the columns show beside the table's own; a listing that shows more says so here, in a fixed number of statements."""

    def ordered(self) -> ModelSelect:
        """Return the query in the order asked for, the key last, so that no row moves between pages."""
        asked = [("-" if self.descending else "") + self.sortable[self.sort]] if self.sort else list(self.order)
        clauses = [self._clause(path) for path in asked]
        return self._joins.query.order_by(*clauses, self.model.id.desc())

    def _clause(self, path: str) -> Any:
        column = self._joins.column(path.removeprefix("-"))
        return column.desc() if path.startswith("-") else column.asc()

    @property
    def pages(self) -> int:
        """Return the number of pages, counting up to the cap."""
        return -(-self.total // self.size)

    def url(self, **changes: Any) -> str:
        """Return the address of this list with some parameters changed; None drops one. The page starts anew unless it is given."""
        merged = {key: value for key, value in (self.asked_args() | changes).items() if value not in (None, "", 0)}
        return url_for(f"{self.endpoint}.index_view", **merged)

    def asked_args(self) -> dict[str, str]:
        """Return what the address asks for and this list understands, but for the page."""
        known = {"search", "sort", "desc", "size"} | {key for each in self.filters for key in each.keys}
        return {key: value for key, value in self.args.items() if value and key in known}

    def query_string(self) -> str:
        """Return what the address asks for, as it may be kept and asked again."""
        return urlencode(self.asked_args())

    def page_url(self, number: int) -> str:
        """Return the address of another page."""
        return self.url(page=number or None)

    def sort_url(self, column: str) -> str:
        """Return the address that sorts by a column, the other way round when it is sorted by it already."""
        return self.url(sort=column, desc="1" if self.sort == column and not self.descending else None)

    def direction(self, column: str) -> str | None:
        """Return how a column is sorted, in ARIA's words."""
        return None if self.sort != column else "descending" if self.descending else "ascending"

    def chips(self) -> list[dict[str, Any]]:
        """Return the filters in use, each with what was asked and the address without it."""
        used = [(each, words) for each in self.filters if (words := each.chip(self.args))]
        return [{"label": each.label, "value": words, "remove_url": self.url(**dict.fromkeys(each.keys))} for each, words in used]

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter leaves rows out."""
        return bool(self.search) or any(self.asked(each) for each in self.filters)


def row_ids(texts: Sequence[str], limit: int = 500) -> list[int]:
    """Return the keys posted with a bulk action. Raises NotFound for a malformed one and for more than `limit`."""
    if len(texts) > limit:
        raise NotFound("not_found")
    return sorted({parse_id(text) for text in texts})
