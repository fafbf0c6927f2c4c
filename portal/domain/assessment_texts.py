"""What the bureau writes to people about the yearly self-report: Chinese, as its readers read Chinese whatever the screen's language is."""
from __future__ import annotations

from datetime import date

from portal.domain.assessments import LONGEST_REPORT
from portal.domain.learning_texts import Texts, ready_texts
from portal.domain.notice_texts import Own, Sender, one_line
from portal.domain.paper_form import day_words


def report_request(person: str, year: int, until: date, sender: Sender, link: str = "", own: Own = None) -> Texts:
    """Return the texts that ask somebody for the self-report of a year; without a link it is handed in on paper."""
    long = {"person": one_line(person), "year": str(year), "until": day_words(until), "limit": str(LONGEST_REPORT), "link": link, **sender.fields}
    return ready_texts("self_report", long, {"year": str(year), "until": f"{until.month}月{until.day}日"}, sender, link, own)
