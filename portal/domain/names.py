"""Names of people as they are typed: blanks, widths and separators made one (no table, no clock)."""
from __future__ import annotations

import re
import unicodedata

SEPARATORS = re.compile(r"[、,;/\n|]+")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def tidy_name(text: str) -> str:
    """Return a name without blanks in or around it; a name in Latin letters keeps single blanks between its parts."""
    plain = unicodedata.normalize("NFKC", text.replace("\x00", ""))
    return "".join(plain.split()) if CHINESE.search(plain) else " ".join(plain.split())


def split_names(text: str | None) -> tuple[str, ...]:
    """Return the names in a text that parts them by 、 or commas, semicolons, slashes or lines; each once, in order.

    What stands before a colon says how they are related (“父:王大明”) and is left out.
    """
    parts = SEPARATORS.split(unicodedata.normalize("NFKC", text or ""))
    names = (tidy_name(part.rpartition(":")[2]) for part in parts)
    return tuple(dict.fromkeys(name for name in names if name))
