"""Picklists: the rows that an office may change instead of enums (rules.md "Picklists"); and filters of lists that a user saved."""
from __future__ import annotations

from peewee import SQL, BooleanField, CharField, IntegerField, TextField

from models.base import BaseModel, JSONField, link, privacy
from models.offices import Organisation, User

PICKLISTS = (
    "mode", "business_line", "must_invite", "sex", "nation", "education", "political", "unit_kind", "profession", "way_in", "county",
    "training_form", "contact_way", "grade", "appointment_end", "feedback_mark",
    "award_level", "discipline_kind",
    "recruitment_bar", "excluded_post", "inspection_way",
)


class PicklistItem(BaseModel):
    """One value of one list; `bureau` empty = for every office. Retired values stay on old rows.

    `facts` holds what a rule needs to know of the value: grade {"renewal": true}, mode {"paragraph": "…", "must_invite": true}.
    The order of a list may matter as well: an education suffices when it stands no lower than the one that is needed.
    """

    bureau = link(Organisation, null=True)
    kind = CharField(max_length=20)
    code = CharField(max_length=40)
    name = CharField(max_length=120)
    name_en = CharField(max_length=200, default="")
    position = IntegerField(default=0)
    active = BooleanField(default=True)
    synonyms = JSONField(default=list)
    facts = JSONField(default=dict)

    class Meta:
        indexes = ((("bureau", "kind", "code"), True), (("kind", "position"), False))
        privacy = privacy(public="bureau kind code name name_en position active synonyms facts")


PicklistItem.add_index(PicklistItem.index(PicklistItem.kind, PicklistItem.code, unique=True, where=SQL("bureau_id IS NULL"),
                                          name="picklist_item_shared_code"))


class SavedFilter(BaseModel):
    """A list as one user asked for it, under a name: `page` is the list's endpoint, `query` the address's parameters."""

    user = link(User, backref="saved_filters")
    page = CharField(max_length=40)
    name = CharField(max_length=40)
    query = TextField()

    class Meta:
        indexes = ((("user", "page", "name"), True),)
        privacy = privacy(bureau="user page name query")
