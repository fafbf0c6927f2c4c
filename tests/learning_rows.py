"""Classes, materials and their people for the tests of learning."""
from __future__ import annotations

from datetime import date

from models import Attendance, Material, Reading, Supervisor, Training
from portal.domain.permissions import Actor
from portal.services.outbox import Reach
from tests.factories import bureau, item, save, supervisor

TODAY = date(2026, 11, 24)
REACH = Reach("https://links.example")


def training(**values: object) -> Training:
    """Return a class of today's three hours."""
    return save(Training(**{"bureau": bureau(), "title": "履职培训", "form": item("training_form"), "starts_on": TODAY, "ends_on": TODAY,
                            "hours_tenths": 30, **values}))


def participant(of: Training, person: Supervisor | None = None, **values: object) -> Attendance:
    """Return a line of a class."""
    return save(Attendance(**{"bureau": of.bureau, "training": of, "supervisor": person or supervisor(of.bureau), **values}))


def material(**values: object) -> Material:
    """Return a material published today."""
    return save(Material(**{"bureau": bureau(), "title": "学习资料", "summary": "请阅读。", "published_on": TODAY, **values}))


def reading(of: Material, person: Supervisor | None = None, **values: object) -> Reading:
    """Return a line of somebody who is to read."""
    return save(Reading(**{"bureau": of.bureau, "material": of, "supervisor": person or supervisor(of.bureau), **values}))


def by_link(person: Supervisor | None = None) -> Actor:
    """Return somebody who acts through a link: the person, or whoever holds a link for many."""
    return Actor(name=person.code if person else "link", roles=frozenset({"link"}), bureau_id=bureau().id,
                 supervisor_id=person.id if person else None)
