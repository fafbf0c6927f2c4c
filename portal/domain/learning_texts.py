"""What the bureau writes to people about classes and materials: Chinese, as its readers read Chinese whatever the screen's language is."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.notice_texts import SMS_LIMIT, WEEKDAYS, clip, one_line, units


@dataclass(frozen=True)
class Sender:
    """The office that writes, and its phone."""

    office: str
    short: str
    phone: str

    @property
    def signature(self) -> str:
        """Return the last lines of a text."""
        return f"{self.office}\n电话：{self.phone}" if self.phone else self.office


@dataclass(frozen=True)
class Texts:
    """The ready texts for one person: `long` for WeChat, `sms` for a short message, its link at the end."""

    long: str
    sms: str


@dataclass(frozen=True)
class ClassFacts:
    """What people are told of a class."""

    title: str
    form: str
    when: str
    place: str
    lecturer: str
    hours: str
    handout: str


def days_words(first: date, last: date, clock: str = "") -> str:
    """Return `2026年3月5日（周四）9:00–11:30`, or first and last day."""
    days = _day(first) if first == last else f"{_day(first)}至{_day(last)}"
    return f"{days}{one_line(clock)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def class_notice(person: str, facts: ClassFacts, sender: Sender, link: str = "") -> Texts:
    """Return the texts that ask somebody to a class; without a link the answer is asked by phone."""
    lines = [f"{one_line(person)}同志：", "请您参加以下人民监督员培训。", *_class_lines(facts)]
    answer = f"请打开以下链接答复能否参加（链接仅供您本人使用）：\n{link}" if link else _by_phone(sender, "答复能否参加")
    return Texts("\n".join([*lines, answer, sender.signature]), _sms(sender, f"请参加培训“{one_line(facts.title)}”，{facts.when}", link, "答复"))


def _class_lines(facts: ClassFacts) -> list[str]:
    named = (("培训", facts.title), ("方式", facts.form), ("时间", facts.when), ("地点", facts.place), ("主讲", facts.lecturer),
             ("学时", facts.hours), ("材料", facts.handout))
    return [f"{name}：{one_line(text)}" for name, text in named if text]


def feedback_request(title: str, sender: Sender, link: str) -> str:
    """Return the text for the group of a class: one link for everybody, without a name."""
    return (f"各位人民监督员：\n感谢参加培训“{one_line(title)}”。请打开以下链接评价本次培训（不记名）：\n{link}\n{sender.signature}")


def material_text(person: str, title: str, summary: str, due_on: date | None, sender: Sender, *, url: str = "", link: str = "",
                  again: bool = False) -> Texts:
    """Return the texts that bring somebody a material, or remind of it; without a link they carry the web address itself."""
    ask = "提醒您阅读以下学习资料。" if again else "请您阅读以下学习资料。"
    due = f"请于{_day(due_on)}前读完。" if due_on else ""
    where = f"请打开以下链接阅读并确认（链接仅供您本人使用）：\n{link}" if link else url or _by_phone(sender, "联系领取")
    lines = [f"{one_line(person)}同志：", ask, f"资料：{one_line(title)}", summary.strip(), due, where, sender.signature]
    return Texts("\n".join(line for line in lines if line), _sms(sender, f"请阅读学习资料“{one_line(title)}”{_short_due(due_on)}", link or url, "询问"))


def _short_due(due_on: date | None) -> str:
    return f"，{due_on.month}月{due_on.day}日前读完" if due_on else ""


def _by_phone(sender: Sender, what: str) -> str:
    return f"请致电{sender.office}{f'（电话：{sender.phone}）' if sender.phone else ''}{what}。"


def _sms(sender: Sender, words: str, link: str, what: str) -> str:
    """One short message, at most SMS_LIMIT units before its link."""
    head, tail = f"【{one_line(sender.short)}】", "" if link else f"，{_call(sender)}{what}"
    return f"{head}{clip(words, max(SMS_LIMIT - units(head) - units(tail), 0))}{tail} {link}".strip()


def _call(sender: Sender) -> str:
    return f"请致电{one_line(sender.phone)}" if sender.phone else "请与我局联系"
