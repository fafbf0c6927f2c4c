"""`flask demo`: load the demo office, and say who signs in as whom."""
from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal import extensions
from portal.command import connected
from portal.demo import data, load
from portal.domain.draw import sm3
from portal.domain.labels import ROLES
from portal.language import word

demo_cli = AppGroup("demo", help="The demo office 乌海市.")


@demo_cli.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing where the database holds anything, or where DEMO_OFFICE=0.")
def load_demo(if_empty: bool) -> None:
    """Build the demo office in an empty database."""
    with connected():
        if if_empty and (not extensions.settings().demo or not load.is_empty()):
            return
        click.echo(_("Loading the demo office 乌海市 2023; this takes up to a minute…"))
        load.load(accounts_file(), store=extensions.store(), at=extensions.now())
        click.echo(_("The demo office is loaded."))


@demo_cli.command("accounts")
def accounts() -> None:
    """Print the address and every demo account with its password."""
    roles = {username: role for username, _name, role, _key in data.ACCOUNTS}
    click.echo(_("The portal is at %(address)s", address=f"http://{extensions.settings().address}"))
    with connected():
        for username, password, name in load.standing_accounts(accounts_file()):
            shown = password or _("(password changed)")
            click.echo(f"  {username:<12} {shown}  {name} {word(ROLES, roles.get(username, ''))}")


def accounts_file() -> Path:
    """Return the file of the demo accounts' passwords; each database has its own, so that moving to another loses none."""
    settings = extensions.settings()
    own = settings.database_url == f"sqlite:///{settings.instance / 'portal.db'}"
    return settings.instance / ("demo-accounts.txt" if own else f"demo-accounts-{sm3(settings.database_url.encode())[:8]}.txt")
