"""What forms say of wrong input, by our own catalogue."""
from __future__ import annotations

from flask_babel import gettext as _

from portal.domain.labels import N_

WTFORMS_WORDS = (
    N_("This field is required."), N_("Invalid input."), N_("Not a valid choice."), N_("Not a valid choice"),
    N_("Not a valid date value."), N_("Not a valid datetime value."), N_("Not a valid time value."), N_("Not a valid integer value."),
    N_("Not a valid decimal value."), N_("Not a valid float value."), N_("Invalid email address."),
    N_("Number must be at least %(min)s."), N_("Number must be at most %(max)s."), N_("Number must be between %(min)s and %(max)s."),
    N_("Field must be equal to %(other_name)s."), N_("Invalid Choice: could not coerce."), N_("Invalid value, must be one of: %(values)s."),
    N_("Field must be at least %(min)d characters long."), N_("Field cannot be longer than %(max)d characters."),
    N_("Field must be exactly %(max)d characters long."), N_("Field must be between %(min)d and %(max)d characters long."),
    N_("'%(value)s' is not a valid choice for this field."), N_("'%(value)s' are not valid choices for this field."),
)
"""WTForms' own sentences, so that our catalogue translates them: its Chinese one says "greater than" for "at least"."""


class OurWords:
    """WTForms' translations by our own catalogue."""

    def gettext(self, message: str) -> str:
        """Return the sentence in the reader's language."""
        return str(_(message))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return the sentence for a number; the catalogue keeps the plural form."""
        return str(_(plural)) if count != 1 else str(_(singular))
