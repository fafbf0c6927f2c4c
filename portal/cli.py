"""The command line: schema, accounts, trail, keys, draws, figures, imports, the demo office and the worker."""
from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _

from models import Organisation, User
from models.base import database
from portal import extensions, schema
from portal.cli_demo import demo_cli
from portal.cli_draw import draw_cli
from portal.cli_import import import_cli
from portal.cli_report import report_cli
from portal.command import connected
from portal.domain.errors import DomainError
from portal.domain.permissions import ROLES, SYSTEM, Actor
from portal.services import audit, keys, users

users_cli = AppGroup("users", help="Accounts.")
audit_cli = AppGroup("audit", help="The trail.")
keys_cli = AppGroup("keys", help="The keys of encrypted fields.")


def init_app(app: Flask) -> None:
    """Hang the commands on the application."""
    for command in (migrate, users_cli, audit_cli, keys_cli, demo_cli, draw_cli, report_cli, import_cli):
        app.cli.add_command(command)


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the newest schema; refuse keys that do not open what it holds."""
    with connected():
        for name in schema.upgrade():
            click.echo(name)
        keys.check()


def command_actor() -> Actor:
    """Return the actor of a command: whoever holds the machine, acting as both administrators, named so in the trail."""
    return Actor(name="command line", roles=frozenset({"system_admin", "security_admin", "system"}))


@users_cli.command("create")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--username", required=True, prompt=True)
@click.option("--name", default="")
@click.option("--office", default="", help="The office's full name, for roles that need one.")
def create_user(role: str, username: str, name: str, office: str) -> None:
    """Make an account with one role and print its random password once."""
    with connected(), database.atomic():
        organisation = Organisation.get_or_none(Organisation.name == office) if office else None
        if office and organisation is None:
            raise DomainError("unknown_code", value=office)
        actor, at = command_actor(), extensions.now()
        user, password = users.create_user(actor, username=username, name=name or username, organisation=organisation, at=at)
        users.set_roles(actor, user, frozenset({role}), at=at)
        click.echo(_("User name: %(username)s  password (shown once): %(password)s", username=user.username, password=password))


@users_cli.command("reset")
@click.argument("username")
def reset_user(username: str) -> None:
    """Give an account a new random password, printed once."""
    with connected():
        user = User.get_or_none(User.username == username)
        if user is None:
            raise DomainError("unknown_code", value=username)
        click.echo(users.reset_password(command_actor(), user, at=extensions.now()))


@audit_cli.command("verify")
def verify_audit() -> None:
    """Recompute every chain of the trail and look for its triggers; exit 1 and name the first broken row, or the tables without triggers."""
    with connected():
        broken, unguarded = audit.verify(), audit.missing_guards()
    if broken:
        click.echo(_("Broken: chain %(chain)s, row %(position)s.", chain=broken[0], position=broken[1]), err=True)
    if unguarded:
        click.echo(_("Not guarded any more, as triggers are missing: %(tables)s.", tables=", ".join(unguarded)), err=True)
    if broken or unguarded:
        sys.exit(1)
    click.echo(_("The trail is intact."))


@keys_cli.command("rotate")
def rotate_keys() -> None:
    """Encrypt every sensitive field anew under the newest key of FIELD_KEYS and print how many values changed."""
    with connected():
        count = keys.rotate(SYSTEM, extensions.cipher(), at=extensions.now())
        click.echo(_("%(count)s values were encrypted anew.", count=count))


@keys_cli.command("new")
def new_key() -> None:
    """Add a new key version to the key file, so that it becomes the one that encrypts."""
    with connected():
        version = keys.add_version(extensions.settings().instance / "field_keys")
        click.echo(_("Key version %(version)s was added. Restart the portal, then run: flask keys rotate", version=version))
