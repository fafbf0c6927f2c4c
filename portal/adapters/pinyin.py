"""Chinese names in pinyin, so that wangxiaodong and wxd find 王晓东."""
from __future__ import annotations

import unicodedata

from pypinyin import lazy_pinyin

SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "曾": "zeng", "盖": "ge", "任": "ren", "朴": "piao",
    "乐": "yue", "覃": "qin", "翟": "zhai", "缪": "miao", "员": "yun", "黑": "he", "洗": "xian", "燕": "yan", "召": "shao",
    "折": "she", "种": "chong", "祭": "zhai", "繁": "po", "秘": "bi", "郗": "xi", "逄": "pang", "乜": "nie", "阚": "kan",
    "隗": "wei", "重": "chong", "卜": "bu", "薄": "bo", "都": "du", "句": "gou", "妫": "gui", "臧": "zang", "藏": "zang",
    "郇": "xun", "牟": "mou", "粘": "nian", "能": "nai", "行": "xing", "角": "jue", "贾": "jia", "尉迟": "yu chi", "万俟": "mo qi",
    "长孙": "zhang sun", "令狐": "ling hu", "澹台": "tan tai", "中行": "zhong hang",
}
"""Surnames that read otherwise than the character does elsewhere, syllables parted by blanks."""

GIVEN_CHARACTERS = 2
"""A given name's length after such a surname; what is longer is no surname but a name by sound, as the Mongolian 查干巴拉."""


def spell(name: str) -> tuple[str, str]:
    """Return a name's pinyin and its initials in small ASCII letters, without blanks: ("wangxiaodong", "wxd").

    Surnames are read as surnames (单 shan, 解 xie); ü is v, as on keyboards; signs that are neither letter nor digit fall away.
    """
    characters = "".join(unicodedata.normalize("NFKC", name).split())
    surname = next((head for head in (characters[:2], characters[:1])
                    if head in SURNAMES and len(characters) <= len(head) + GIVEN_CHARACTERS), "")
    syllables = [*SURNAMES.get(surname, "").split(), *lazy_pinyin(characters[len(surname):])]
    spoken = [letters for syllable in syllables if (letters := _ascii(syllable))]
    return "".join(spoken), "".join(letters[0] for letters in spoken)


def _ascii(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isascii() and sign.isalnum())
