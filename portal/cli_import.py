"""`flask import`: look at a sheet without writing anything, or take its good rows over."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from models import Organisation, User
from models.base import database
from portal import extensions
from portal.command import connected
from portal.domain.errors import DomainError
from portal.domain.import_specs import SPECS
from portal.domain.importing import ASKS, GOOD, WRONG, Finding, Spec, Table, Verdict, counted
from portal.domain.permissions import Actor
from portal.domain.words.imports import ASKS_ALONE, NOTES, OUTCOMES
from portal.language import joined, read_values, told, word
from portal.services import imports, sessions

import_cli = AppGroup("import", help="Sheets: preview and take over.")

KIND = click.argument("kind", type=click.Choice(list(SPECS)))
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
AS_USER = click.option("--as", "username", default="", help="The account to act as; not needed where there is one judicial bureau only.")
SHEET = click.option("--sheet", default="", help="The sheet's name; by default the one that looks most like such a list.")


@import_cli.command("preview")
@KIND
@FILE
@AS_USER
@SHEET
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array with one object for each row.")
def preview(kind: str, file: Path, username: str, sheet: str, as_json: bool) -> None:
    """Print what would become of each row of FILE; nothing is written."""
    with connected():
        actor = _actor(username)
        table, mapping, verdicts = _judged(actor, kind, file, sheet)
        heads = _headings(imports.spec_for(actor, kind), table, mapping)
        if as_json:
            click.echo(json.dumps([_as_json(verdict, heads) for verdict in verdicts], ensure_ascii=False, indent=1))
            return
        for verdict in verdicts:
            _print_row(verdict, heads)
        _print_counts(verdicts)


@import_cli.command("commit")
@KIND
@FILE
@AS_USER
@SHEET
@click.option("--good-only", is_flag=True, help="Leave wrong rows aside; without it nothing is written while one row is wrong.")
def commit(kind: str, file: Path, username: str, sheet: str, good_only: bool) -> None:
    """Take the rows of FILE over in one transaction; exit 1 and write nothing where it is refused."""
    with connected():
        actor, at = _actor(username), extensions.now()
        table, mapping, verdicts = _judged(actor, kind, file, sheet)
        heads = _headings(imports.spec_for(actor, kind), table, mapping)
        for verdict in verdicts:
            if verdict.outcome not in GOOD:
                _print_row(verdict, heads, err=True)
        with database.atomic():
            batch = imports.stage(actor, kind, table, filename=file.name, at=at)
            imports.commit(actor, batch, good_only=good_only, at=at)
        _print_counts(verdicts)
        click.echo(_("Taken over as import no. %(number)s; it can be undone on its page.", number=batch.id))


def _judged(actor: Actor, kind: str, file: Path, sheet: str) -> tuple[Table, dict[int, str], list[Verdict]]:
    table = imports.read_table(actor, kind, file.read_bytes(), sheet)
    mapping = imports.matched(actor, kind, table)
    verdicts = imports.judge(actor, kind, table.rows, mapping, extensions.now())
    coded = read_values(imports.spec_for(actor, kind))
    for verdict in verdicts:
        verdict.changes = [replace(one, old=coded.get(one.field, {}).get(one.old, one.old), new=coded.get(one.field, {}).get(one.new, one.new))
                           for one in verdict.changes]
    return table, mapping, verdicts


def _actor(username: str) -> Actor:
    """Return the account that is named, or whoever holds the machine, as a clerk of the only bureau.

    Raises DomainError account_unknown, office_unknown, import_office_ambiguous.
    """
    if username:
        user = User.get_or_none(User.username == username, User.active)
        if user is None:
            raise DomainError("account_unknown", name=username)
        return sessions.actor_of(user, sessions.Knock(address=""))
    bureaus = list(Organisation.select().where(Organisation.kind == "bureau").limit(2))
    if len(bureaus) != 1:
        raise DomainError("import_office_ambiguous" if bureaus else "office_unknown", name="")
    bureau = bureaus[0]
    return Actor(name="command line", roles=frozenset({"clerk"}), organisation_id=bureau.id, bureau_id=bureau.id, organisation_name=bureau.name)


def _headings(spec: Spec, table: Table, mapping: dict[int, str]) -> dict[str, str]:
    """Return field → the sheet's own heading, else the field's usual name."""
    return {column.field: _(column.label) for column in spec.columns} | {name: table.labels[place] for place, name in mapping.items()}


def _as_json(verdict: Verdict, heads: dict[str, str]) -> dict[str, object]:
    """A row that asks cannot be taken over as it stands, so it counts as wrong here, where nobody can answer."""
    outcome = WRONG if verdict.outcome == ASKS else verdict.outcome
    return {"row": verdict.reading.number, "no": verdict.no, "outcome": outcome, "reasons": _reasons(verdict, heads)}


def _reasons(verdict: Verdict, heads: dict[str, str]) -> list[str]:
    wrong = [_told(one, heads) for one in verdict.reading.wrong]
    asks = [_(ASKS_ALONE, known=verdict.asks)] if verdict.asks else []
    changes = [joined(heads.get(change.field, change.field), f"{change.old or '—'} → {change.new}") for change in verdict.changes]
    return wrong + asks if verdict.outcome not in GOOD else changes


def _told(finding: Finding, heads: dict[str, str]) -> str:
    return told(heads.get(finding.field, ""), DomainError(finding.code, **finding.params))


def _print_row(verdict: Verdict, heads: dict[str, str], *, err: bool = False) -> None:
    number = "" if verdict.no is None else f" ({verdict.no})"
    click.echo(f"{verdict.reading.number}{number} {verdict.title} {word(OUTCOMES, verdict.outcome)}", err=err)
    notes = [joined(heads.get(one.field, one.field), _(NOTES[one.code], **one.params)) for one in verdict.reading.notes]
    for line in [*_reasons(verdict, heads), *notes]:
        click.echo(f"    {line}", err=err)


def _print_counts(verdicts: Sequence[Verdict]) -> None:
    click.echo("  ".join(f"{word(OUTCOMES, outcome)} {count}" for outcome, count in counted(verdicts).items() if count))
