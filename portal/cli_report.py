"""`flask report`: the figures on the command line."""
from __future__ import annotations

import click
from flask.cli import AppGroup

from models import Organisation
from portal import extensions
from portal.command import connected
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.subsidies import yuan
from portal.queries import statistics, subsidies

report_cli = AppGroup("report", help="Figures.")


@report_cli.command("year")
@click.argument("year", type=click.IntRange(2003, 2200))
@click.option("--office", default="", help="The bureau's full name; not needed where there is one bureau only.")
def year_report(year: int, office: str) -> None:
    """Print the yearly paragraph."""
    with connected():
        click.echo(statistics.yearly_paragraph(_reader(office), year, local_day(extensions.now())))


@report_cli.command("subsidies")
@click.argument("year", type=click.IntRange(2003, 2200))
@click.option("--office", default="", help="The bureau's full name; not needed where there is one bureau only.")
def subsidies_report(year: int, office: str) -> None:
    """Print what was paid for the days of a year: the sum in yuan and the number of lines."""
    with connected():
        count, total = subsidies.paid_in_year(_reader(office), year)
        click.echo(f"{year}年发放履职补助 {yuan(total)} 元，{count} 条。")


def _reader(office: str) -> Actor:
    bureau = find_bureau(office)
    return Actor(name="command line", roles=frozenset({"leader"}), organisation_id=bureau.id, bureau_id=bureau.id)


def find_bureau(name: str) -> Organisation:
    """Return the bureau of a name, or the only one. Raises DomainError office_unknown, office_ambiguous."""
    bureaus = Organisation.select().where(Organisation.kind == "bureau")
    found = list(bureaus.where(Organisation.name == name) if name else bureaus)
    if not found:
        raise DomainError("office_unknown", name=name)
    if len(found) > 1:
        raise DomainError("office_ambiguous")
    return found[0]
