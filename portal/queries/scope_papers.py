"""What a procuratorate sees of the papers beyond those of its activities (access.md "Rows")."""
from __future__ import annotations

from peewee import Expression, ModelSelect

from models import Assignment, Opinion, Paper, Recusal


def of_opinions(offices: ModelSelect) -> Expression:
    """Return the condition that a paper is about an opinion that lies with one of these procuratorates, inside an activity or not."""
    with_them = Opinion.select(Opinion.id).where(Opinion.procuratorate.in_(offices))
    return (Paper.about_type == "opinion") & Paper.about_id.in_(with_them)


def names_only_drawn() -> Expression:
    """Return the condition that a paper names nobody who stood back before a list was sealed: a procuratorate knows those drawn for it only."""
    same = (Assignment.activity == Recusal.activity) & (Assignment.supervisor == Recusal.supervisor)
    drawn = Recusal.select(Recusal.id).join(Assignment, on=same)
    return (Paper.kind != "recusal_decision") | Paper.about_id.in_(drawn)
