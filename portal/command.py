"""What every command shares: one connection, and refusals as sentences."""
from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import gettext as _
from peewee import OperationalError

from models.base import database
from portal.domain.errors import DomainError
from portal.language import sentence


@contextmanager
def connected() -> Iterator[None]:
    """Hold a database connection for one command; a refusal, or a database that is away, becomes a sentence on stderr and exit code 1."""
    try:
        database.connect(reuse_if_open=True)
    except OperationalError as error:
        click.echo(_("The database of DATABASE_URL cannot be reached: %(fault)s", fault=error), err=True)
        sys.exit(1)
    try:
        yield
    except DomainError as error:
        click.echo(sentence(error), err=True)
        sys.exit(1)
    finally:
        database.close()
