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
    names = (tidy_name(part) for part in split_parts(text or ""))
    return tuple(dict.fromkeys(name for name in names if name))


def split_parts(text: str) -> list[str]:
    """Return the parts of a text between 、 or commas, semicolons, slashes or lines, width folded, without what stands before a colon."""
    return [part.rpartition(":")[2] for part in SEPARATORS.split(unicodedata.normalize("NFKC", text))]
