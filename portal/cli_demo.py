"""`flask demo`: load the demo office, and say who signs in as whom."""
from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal import extensions
from portal.command import connected
from portal.demo import data, load
from portal.domain.labels import ROLES
from portal.language import word

demo_cli = AppGroup("demo", help="The demo office 乌海市.")


@demo_cli.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing where the database holds anything, or where DEMO_OFFICE=0.")
def load_demo(if_empty: bool) -> None:
    """Build the demo office in an empty database."""
    settings = extensions.settings()
    with connected():
        if if_empty and (not settings.demo or not load.is_empty()):
            return
        click.echo(_("Loading the demo office 乌海市 2023; this takes up to a minute…"))
        load.load(settings.instance, at=extensions.now())
        click.echo(_("The demo office is loaded."))


@demo_cli.command("accounts")
@click.option("--address", default="", help="Where the portal is served, printed above the accounts.")
def accounts(address: str) -> None:
    """Print the address and every demo account with its password."""
    roles = {username: role for username, _name, role, _key in data.ACCOUNTS}
    if address:
        click.echo(_("The portal is at %(address)s", address=address))
    for username, password, name in load.read_accounts(extensions.settings().instance):
        click.echo(f"  {username:<12} {password}  {name} {word(ROLES, roles.get(username, ''))}")
