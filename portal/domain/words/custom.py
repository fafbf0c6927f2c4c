"""Words of what an office adapts: own fields, words of notices, saved filters."""
from __future__ import annotations

from portal.domain.labels import N_

SPOKEN = {
    "own_field:add": N_("Own field added"),
    "own_field:amend": N_("Own field changed"),
    "supervisor:own_values": N_("Own fields of a file changed"),
    "notice_text:set": N_("Words of a notice changed"),
    "notice_text:restore": N_("Shipped words of a notice restored"),
}

REFUSALS = {
    "own_field_long": N_("“%(name)s” holds %(limit)s characters at most."),
    "own_field_number": N_("“%(name)s” needs a number, such as 12 or 3.5."),
    "own_field_date": N_("“%(name)s” needs a date, such as 2026-03-05."),
    "own_field_choice": N_("“%(name)s” needs one of the values that are offered."),
    "own_field_required": N_("“%(name)s” must be filled in."),
    "own_field_needed": N_("Your office requires this of everybody. Fill in the cell, or add the column to the sheet."),
    "own_field_name": N_("Give the field a name."),
    "own_field_choices": N_("A choice needs the values that it offers, one a line; other kinds have none."),
    "own_field_taken": N_("A field of this name is there already, perhaps a retired one. Choose another name, or take that one up again."),
    "own_field_clash": N_("The portal has a field “%(name)s” of its own. Choose another name."),
    "notice_text_field": N_("“$%(name)s” is no field of this text. Take it out or choose one of the list."),
    "notice_text_missing": N_("The text must hold “$%(name)s”, else people lack what they need."),
    "notice_text_long": N_("A short message holds 70 characters with its fields filled in; the words alone take %(count)s. Shorten them."),
    "notice_text_empty": N_("Write the text, or restore the shipped one."),
    "filter_name": N_("Give the filter a name of %(limit)s characters at most."),
    "filter_nothing": N_("Nothing is searched or filtered here, so there is nothing to save."),
    "filter_many": N_("You saved %(limit)s filters for this list already. Remove one first."),
}
