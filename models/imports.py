"""Imports: the staged rows of a sheet, how an office's headings are read, and the columns of the flat sheet for the national system."""
from __future__ import annotations

from peewee import BooleanField, CharField, IntegerField

from models.base import BaseModel, EncryptedField, JSONField, UTCDateTimeField, link, privacy
from models.choices import ImportState
from models.offices import Organisation, User


class ImportBatch(BaseModel):
    """One uploaded sheet. `labels` are its headings, `mapping` says which column (by its place) is read as which field.

    `counts` maps outcome → rows. `good_only` tells whether wrong rows are left aside when it is committed. A large sheet is committed by the
    worker: `asked_by` is the account that asked for it, `refusal` the code and parameters of what stood in the way.
    """

    bureau = link(Organisation)
    kind = CharField(max_length=20)
    filename = CharField(max_length=120)
    sheet = CharField(max_length=120, default="")
    other_sheets = JSONField(default=list)
    labels = JSONField(default=list)
    mapping = JSONField(default=dict)
    counts = JSONField(default=dict)
    state = CharField(max_length=16, default=ImportState.STAGED.value)
    good_only = BooleanField(default=False)
    made_by = link(User, null=True)
    asked_by = IntegerField(null=True)
    asked_at = UTCDateTimeField(null=True)
    refusal = JSONField(null=True)
    committed_at = UTCDateTimeField(null=True)
    undone_at = UTCDateTimeField(null=True)

    class Meta:
        indexes = ((("bureau", "created_at"), False),)
        privacy = privacy(bureau="bureau kind filename sheet other_sheets labels mapping counts state good_only made_by asked_by asked_at"
                          " refusal committed_at undone_at")


class ImportRow(BaseModel):
    """One row of a sheet: its cells as read, what was found about them, what the clerk chose, and what it wrote.

    `written` lists table, id, version and whether the row was made; `before` holds the former values of what was changed.
    Cells, findings and former values are encrypted: they hold ID numbers and phones.
    """

    batch = link(ImportBatch, backref="rows")
    number = IntegerField()
    cells = EncryptedField(null=True)
    outcome = CharField(max_length=12, default="")
    findings = EncryptedField(null=True)
    choice = CharField(max_length=12, default="")
    written = JSONField(default=list)
    before = EncryptedField(null=True)

    class Meta:
        indexes = ((("batch", "number"), True), (("batch", "outcome", "number"), False))
        privacy = privacy(bureau="batch number outcome choice written")


class ImportHeading(BaseModel):
    """How one office reads one heading of its sheets: as a field, or (empty) not at all; kept when a clerk corrects it."""

    bureau = link(Organisation)
    kind = CharField(max_length=20)
    heading = CharField(max_length=120)
    field = CharField(max_length=40, default="")

    class Meta:
        indexes = ((("bureau", "kind", "heading"), True),)
        privacy = privacy(bureau="bureau kind heading field")


class FlatColumn(BaseModel):
    """One column of an office's flat sheet for re-entry into the national system: which field, under which heading, in which order."""

    bureau = link(Organisation)
    field = CharField(max_length=40)
    heading = CharField(max_length=60)
    position = IntegerField()
    shown = BooleanField(default=True)

    class Meta:
        indexes = ((("bureau", "field"), True),)
        privacy = privacy(bureau="bureau field heading position shown")
