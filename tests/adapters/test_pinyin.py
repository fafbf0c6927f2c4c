from __future__ import annotations

import pytest

from portal.adapters.pinyin import spell

NAMES = [
    ("王晓东", "wangxiaodong", "wxd", "the plain case"),
    (" 王 晓 东 ", "wangxiaodong", "wxd", "blanks in or round the name"),
    ("单田芳", "shantianfang", "stf", "单 as a surname is shan"),
    ("解小龙", "xiexiaolong", "xxl", "解 as a surname is xie"),
    ("仇和", "qiuhe", "qh", "仇 as a surname is qiu"),
    ("区志明", "ouzhiming", "ozm", "区 as a surname is ou"),
    ("查良镛", "zhaliangyong", "zly", "查 as a surname is zha"),
    ("曾国强", "zengguoqiang", "zgq", "曾 as a surname is zeng"),
    ("任重", "renzhong", "rz", "a surname is read so at the head only"),
    ("李单", "lidan", "ld", "elsewhere the character keeps its usual reading"),
    ("尉迟敬德", "yuchijingde", "ycjd", "two-character surnames"),
    ("查干巴拉", "chaganbala", "cgbl", "a Mongolian name is no surname and given name"),
    ("买买提·吐尔逊", "maimaitituerxun", "mmttex", "the dot between names is left out"),
    ("吕梁", "lvliang", "ll", "ü is typed v"),
    ("Anna 王", "annawang", "aw", "Latin letters stay"),
    ("", "", "", "nothing"),
]


@pytest.mark.parametrize(("name", "pinyin", "initials", "why"), NAMES)
def test_names(name: str, pinyin: str, initials: str, why: str) -> None:
    assert spell(name) == (pinyin, initials), why
