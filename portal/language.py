"""Words on the screen: gettext for refusals, codes and rows that carry two names. Needs an application or request context."""
from __future__ import annotations

from collections.abc import Mapping

from flask_babel import get_locale, gettext

from models import Organisation, PicklistItem
from portal.domain import labels
from portal.domain.errors import ERRORS, DomainError
from portal.domain.importing import Spec
from portal.domain.words import assessment, conduct, learning, liaison, planning, recruitment, subsidies

LOCALES = {"zh_Hans_CN": "中文", "en": "English"}
DEFAULT_LOCALE = "zh_Hans_CN"

CODE_PARAMS: dict[str, Mapping[str, str]] = {"state": labels.ACTIVITY_STATES, "opinion_state": labels.OPINION_STATES,
                                                "case_state": conduct.CASE_STATES,
                                                "suggestion_state": liaison.SUGGESTION_STATES,
                                                "meeting_state": liaison.MEETING_STATES,
                                                "round_state": recruitment.ROUND_STATES,
                                                "applicant_state": recruitment.APPLICANT_STATES,
                                                "assess_state": assessment.ROUND_STATES,
                                                "plan_state": planning.PLAN_STATES,
                                                "batch_state": subsidies.BATCH_STATES,
                                                "rate_state": subsidies.RATE_STATES}
"""Parameters of refusals whose values are codes with a word of their own."""


def sentence(error: DomainError) -> str:
    """Return the refusal as a sentence in the reader's language."""
    params = {name: _param(name, value) for name, value in error.params.items()}
    return gettext(ERRORS[error.code], **params)


def told(heading: str, refusal: DomainError) -> str:
    """Return the refusal of one cell as a sentence that begins with the heading of its column."""
    return joined(heading, sentence(refusal)) if heading else sentence(refusal)


def joined(heading: str, words: str) -> str:
    """Return words behind what they are about, parted by a colon of the reader's language."""
    return f"{heading}{'：' if is_chinese() else ': '}{words}"


def read_values(spec: Spec) -> dict[str, dict[str, str]]:
    """Return field → value → word of the fields of a sheet whose values are codes."""
    yes_no = {"1": gettext("Yes"), "0": gettext("No")}
    participation = {state: gettext(words) for state, words in learning.PARTICIPANT_STATES.items()}
    return {column.field: participation if column.kind == "participation" else yes_no for column in spec.columns
            if column.kind in ("yes", "participation") or column.own_kind == "yes_no"}


def _param(name: str, value: object) -> object:
    if isinstance(value, DomainError):
        return sentence(value)
    if isinstance(value, PicklistItem | Organisation):
        return item_name(value)
    words = CODE_PARAMS.get(name, {})
    return gettext(words[str(value)]) if str(value) in words else value


def word(table: Mapping[str, str], code: str) -> str:
    """Return the translated word of a code; an unknown code is shown as it is, so that nothing vanishes."""
    return gettext(table[code]) if code in table else code


def is_chinese() -> bool:
    """Whether the reader's language is Chinese."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def item_name(item: PicklistItem | Organisation | None) -> str:
    """Return the name of a picklist row or an office in the reader's language; nothing for nothing."""
    if item is None:
        return ""
    return item.name if is_chinese() else (item.name_en or item.name)


def short_name(office: Organisation) -> str:
    """Return what an office is called where space is short; English has no shorter name."""
    return office.short_name if is_chinese() else (office.name_en or office.short_name)
