"""Bulletins as their pages read them: to whom one goes, who opened it when, and what was answered."""
from __future__ import annotations

from dataclasses import dataclass

from models import Bulletin, BulletinOffice, BulletinReading, Organisation
from models.choices import OrganisationKind
from portal.domain.bulletins import RECIPIENTS
from portal.domain.permissions import Actor
from portal.queries import related, scope


@dataclass(frozen=True)
class Receipt:
    """One addressed office: its answer, and the accounts that opened the bulletin, the first one first."""

    addressed: BulletinOffice
    readings: list[BulletinReading]


def recipients(sender: Organisation) -> list[Organisation]:
    """Return the offices that an office may address."""
    kind = RECIPIENTS[OrganisationKind(sender.kind)]
    other_side = (Organisation.bureau == sender.id) if kind == OrganisationKind.PROCURATORATE else (Organisation.id == sender.bureau_id)
    return list(Organisation.select().where(Organisation.kind == kind, Organisation.active, other_side).order_by(Organisation.level, Organisation.id))


def receipts(actor: Actor, bulletin: Bulletin) -> list[Receipt]:
    """Return the addressed offices that the reader may see, with their receipts: the sender sees all, an addressed office its own."""
    offices = list(scope.visible(actor, BulletinOffice).select(BulletinOffice, Organisation).join(Organisation, on=BulletinOffice.office).where(
        BulletinOffice.bulletin == bulletin).order_by(BulletinOffice.id))
    readings = list(scope.visible(actor, BulletinReading).where(BulletinReading.bulletin == bulletin).order_by(
        BulletinReading.read_at, BulletinReading.id))
    related.load(offices, "answered_by")
    related.load(readings, "user")
    return [Receipt(row, [one for one in readings if one.office_id == row.office_id]) for row in offices]


def has_opened(actor: Actor, bulletin: Bulletin) -> bool:
    """Whether the text is open to an account: it signed for it, or its office wrote it."""
    if bulletin.sender_id == actor.organisation_id:
        return True
    return bool(BulletinReading.select().where(BulletinReading.bulletin == bulletin, BulletinReading.user == actor.user_id).exists())


def office_ids(bulletin: Bulletin) -> list[int]:
    """Return the ids of the addressed offices."""
    return [row.office_id for row in BulletinOffice.select().where(BulletinOffice.bulletin == bulletin).order_by(BulletinOffice.id)]
