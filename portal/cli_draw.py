"""The draw commands: verify a record without a database, export records."""
from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.command import connected
from portal.domain.draw_record import FAILURES, STEPS, Verdict, verify_record
from portal.language import word
from portal.queries import draw_records

draw_cli = AppGroup("draw", help="Draws and their records.")


@draw_cli.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Verify a record file; exit 1 and name the first step that fails when it does not hold. Needs no database."""
    verdict = verify_record(file.read_bytes())
    if not verdict.ok:
        click.echo(failure_words(verdict))
        sys.exit(1)
    manifest = (verdict.record or {})["manifest"]
    click.echo(_("The record holds: %(number)s, round %(round)s, all eight steps.", number=manifest["activity"], round=manifest["round"]))


def failure_words(verdict: Verdict) -> str:
    """Return which step fails, by its name in the protocol, and what that means."""
    step = str(verdict.step)
    return _("Step that fails: %(code)s (%(name)s). %(words)s", code=step, name=word(STEPS, step),
             words=word(FAILURES, step) % dict(verdict.params))


@draw_cli.command("export")
@click.argument("number", required=False)
@click.option("--round", "round_number", type=int, help="The round; the last one by default.")
@click.option("--all", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write every record into this folder.")
def export(number: str | None, round_number: int | None, folder: Path | None) -> None:
    """Print the record of one draw as it is verified, or write all of them as <number>-<round>.json."""
    if (number is None) == (folder is None) or (folder and round_number):
        raise click.UsageError(_("Name either a number, with --round if wanted, or --all FOLDER."))
    with connected():
        if folder is not None:
            click.echo(_("Records written: %(count)s.", count=write_all(folder)), err=True)
        else:
            click.echo(draw_records.record_of(draw_records.find(str(number), round_number)).encode(), nl=False)


def write_all(folder: Path) -> int:
    """Write the record of every drawn round into a folder, made where it is missing; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for draw in draw_records.all_drawn():
        (folder / draw_records.file_name(draw)).write_bytes(draw_records.record_of(draw).encode())
        count += 1
    return count
