"""Words of papers that are issued by themselves."""
from __future__ import annotations

from portal.domain.labels import N_

FIELDS = {"template_sm3": N_("SM3 digest of the template")}

REFUSALS = {
    "paper_not_now": N_("This paper cannot be issued as things stand now. The page of the matter offers what can be issued; reload it."),
}
