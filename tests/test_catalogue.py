"""The catalogues hold every msgid of the source, Chinese for each, placeholders kept, nothing fuzzy or left over."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from portal.domain.errors import ERRORS

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None, "N_": None, "_l": None, "_n": (1, 2)}


def catalogue(locale: str) -> Catalog:
    with (ROOT / "portal" / "translations" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def in_source() -> set[str]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS, directory_filter=lambda name: Path(name).name not in {
        ".venv", ".git", "instance", "tests", "static", "docs", "node_modules"})
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%%", text))


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_each_catalogue_holds_just_the_words_of_the_source(locale: str) -> None:
    held = {singular(message) for message in catalogue(locale) if message.id}
    wanted = in_source()
    assert sorted(wanted - held) == []
    assert sorted(held - wanted) == []


def test_every_word_has_chinese_with_the_same_placeholders() -> None:
    wrong = []
    for message in catalogue("zh_Hans_CN"):
        if not message.id:
            continue
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = placeholders(message.id if isinstance(message.id, str) else message.id[1])
        if message.fuzzy or not all(texts) or any(placeholders(text) != wanted for text in texts):
            wrong.append(singular(message))
    assert wrong == []


def test_chinese_is_chinese() -> None:
    """A translation without one Chinese character is a word that was forgotten, unless it is a name, a code or a sign."""
    kept = {"English", "CSV", "Word", "xlsx", "SM3", "JSON"}
    plain = [singular(message) for message in catalogue("zh_Hans_CN") if message.id and singular(message) not in kept
             and not re.search("[\u4e00-\u9fff]", message.string if isinstance(message.string, str) else message.string[0])
             and re.search("[A-Za-z]{3}", re.sub(r"%\(\w+\)[sd]", "", message.string if isinstance(message.string, str) else message.string[0]))]
    assert plain == []


def test_each_refusal_is_a_sentence_that_ends() -> None:
    chinese = catalogue("zh_Hans_CN")
    for code, words in ERRORS.items():
        assert words[-1] in ".!?)", code
        assert words[0].isupper() or words[0] in "%“", code
        assert str(chinese.get(words).string)[-1] in "。!?)!?", code
