"""Words of papers that are issued by themselves, and of the store of files."""
from __future__ import annotations

from portal.domain.labels import N_

FIELDS = {"template_sm3": N_("SM3 digest of the template"), "data_sm3": N_("SM3 digest of the data")}

REFUSALS = {
    "store_unreachable": N_("The place where files are kept cannot be reached. Try again in a few minutes; if it goes on, tell the system administrator."),
    "paper_not_now": N_("This paper cannot be issued as things stand now. The page of the matter offers what can be issued; reload it."),
}
