"""Recruitment rounds of the demo: the finished one of 2022 that appointed its people, and one under review around today."""
from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from faker import Faker

from models import Applicant, ApplicantReview, Organisation, PicklistItem, Recruitment, Supervisor
from models.choices import ApplicantState
from portal.demo import data
from portal.domain.calendar import WorkCalendar
from portal.domain.identity import check_digit
from portal.domain.localtime import local_moment
from portal.domain.permissions import Actor
from portal.domain.recruitment import CLEAR, HOLDS
from portal.queries import recruitment as facts
from portal.services import people, recruitment, recruitment_review as review, recruitment_rounds as rounds, terms

NOTICED, LAST_DAY, DECIDED, CERTIFIED = date(2022, 6, 6), date(2022, 7, 8), date(2022, 8, 23), date(2022, 8, 29)
TERM_FROM = date(2022, 9, 1)
PLACES = {"hbw": 8, "hn": 8, "wd": 7}
SEED = 2022
AFTERWARDS = ("bank_card", "bank_branch", "relatives", "no_subsidy")
"""What the office enters once somebody is appointed; the form does not ask for it."""

OTHERS = (
    # who did not become a supervisor in 2022: unit, kind, post, what was declared, where it ended, in words
    ("乌海市某人民法庭", "government", "书记员", "court", "refused", "现为人民法院在职工作人员，不参加选任。"),
    ("海勃湾区某社区", "community", "居民代表", "assessor", "refused", "现任人民陪审员，不参加选任。"),
    ("乌海市某建筑公司", "private_enterprise", "项目经理", "", "objected", "被纳入失信被执行人名单。"),
    ("乌达区某小学", "teacher", "教师", "", "unsuited", "所在单位反映其长期外派，难以保证履职时间。"),
    ("海南区某卫生院", "medical", "护士", "", "suited", ""), ("乌海市某中学", "teacher", "教师", "", "suited", ""),
    ("乌海市某商贸公司", "private_enterprise", "经理", "", "struck", "经核查，其在公示期内被立案调查，异议成立。"),
    ("乌达区某村委会", "community", "村委委员", "", "withdrawn", "本人因健康原因提出撤回报名。"),
)
RUNNING = (
    # applicants of the running round: unit, kind, post, what was declared, whether the procuratorate answered, whether the clerk reviewed
    ("乌海市某职业学院", "teacher", "讲师", "", True, True), ("海勃湾区某社区", "community", "网格员", "", True, True),
    ("乌海市某医院", "medical", "主治医师", "", True, False), ("乌海市某律师事务所", "lawyer", "律师", "", False, False),
    ("乌海市某物业公司", "private_enterprise", "主管", "assessor", False, False), ("海南区某合作社", "farmer", "社员", "", False, False),
)
WORDS = ("工作认真负责，群众评价良好。", "为人公道正派，热心公益，能够保证履职时间。", "遵纪守法，邻里反映良好。")

Life = Iterator[datetime]
Candidate = tuple[Mapping[str, Any], list[str]]
"""The values of a person's file, and the codes of the professions."""


@dataclass(frozen=True)
class Scene:
    """Who acts in a round, and the chance of this part alone, so that the rest of the demo stays as it is."""

    bureau: Organisation
    city: Organisation
    actors: Mapping[str, Actor]
    chance: random.Random
    calendar: WorkCalendar

    @property
    def clerk(self) -> Actor:
        """Return the bureau's clerk."""
        return self.actors["clerk"]

    @property
    def by_link(self) -> Actor:
        """Return whoever opens the public link."""
        return Actor(name="link", roles=frozenset({"link"}), bureau_id=self.bureau.id)

    def day(self, start: date, days: int, hour: int = 10) -> datetime:
        """Return a time of day so many working days after (before) a day."""
        return local_moment(self.calendar.add_working_days(start, days), hour)

    def stranger(self, number: int, unit: str, kind: str, post: str) -> dict[str, Any]:
        """Return what an invented applicant writes into the form."""
        faker = Faker("zh_CN")
        faker.seed_instance(self.chance.randrange(2**32))
        county, _name, _english, region = data.COUNTIES[number % len(data.COUNTIES)]
        stem = f"{region}{date(1970, 1, 1) + timedelta(days=self.chance.randrange(9_000)):%Y%m%d}{number * 3 + 601:03d}"
        return {
            "name": name_for(faker, number), "id_number": stem + check_digit(stem), "education": ("bachelor", "college")[number % 2], "nation": "ha",
            "political": "masses", "county": county, "work_unit": unit, "unit_kind": kind, "post": post, "public_servant": kind == "government",
            "way_in": "applied", "phone": f"138{47000000 + self.chance.randrange(10**6):08d}", "address": "乌海市某街道"}


def name_for(faker: Faker, number: int) -> str:
    """Return an invented name that goes with the sex of the ID number that `number` makes: even male, odd female."""
    return f"{faker.last_name()}{faker.first_name_female() if number % 2 else faker.first_name_male()}"


def walk(scene: Scene, candidates: list[Candidate]) -> list[Supervisor]:
    """Live through the round of 2022 and return the people it appointed, in the order of the candidates."""
    row = _begin(scene, "2022年人民监督员换届选任", NOTICED, LAST_DAY, TERM_FROM, PLACES)
    applied = [recruitment.apply(scene.by_link if number % 3 else scene.clerk, row, {name: value for name, value in values.items() if name not in AFTERWARDS},
                                 professions=professions, statement="愿意参加人民监督工作。", pick=scene.chance.choice,
                                 at=scene.day(NOTICED, 2 + number % 18, 9 + number // 18)) for number, (values, professions) in
               sorted(enumerate(candidates), key=lambda pair: (pair[0] % 18, pair[0]))]
    applied.sort(key=lambda one: [values["id_number"] for values, _codes in candidates].index(one.id_number))
    others = [recruitment.apply(scene.by_link, row, scene.stranger(number, unit, kind, post), declared=[declared] if declared else [],
                                professions=["other"], pick=scene.chance.choice, at=scene.day(NOTICED, 21, 9))
              for number, (unit, kind, post, declared, _end, _words) in enumerate(OTHERS)]
    _review_2022(scene, row, applied, others)
    _choose_2022(scene, row, applied, others)
    rounds.decide(scene.actors["leader"], row, words="同意公示人选，予以任命。", at=local_moment(DECIDED, 10))
    made = [Applicant.get_by_id(one.id) for one in applied]
    _certify(scene, row, made, candidates)
    return [one.supervisor for one in made]


def _begin(scene: Scene, title: str, noticed: date, last: date, starts: date, places: Mapping[str, int]) -> Recruitment:
    at = local_moment(noticed, 9, 30)
    counties = {item.code: item for item in PicklistItem.select().where(PicklistItem.kind == "county", PicklistItem.bureau == scene.bureau)}
    row = rounds.create(scene.clerk, {
        "title": title, "level": "city", "requirements": "热心公益事业，能够保证履职时间。", "starts_on": starts, "apply_from": noticed,
        "apply_until": last, "certificate_prefix": "乌人监"}, {counties[code]: count for code, count in places.items()}, at=at)
    rounds.publish(scene.clerk, row, at=at)
    return rounds.advance(scene.clerk, row, "open", at=at)


def _review_2022(scene: Scene, row: Recruitment, applied: list[Applicant], others: list[Applicant]) -> None:
    began = scene.day(LAST_DAY, 1)
    rounds.advance(scene.clerk, row, "review", at=began)
    review.ask(scene.clerk, row, scene.city, due_on=scene.day(LAST_DAY, 6).date(), at=began)
    _answer(scene, row, {others[2].id: "该人系失信被执行人。"}, scene.day(LAST_DAY, 4))
    at = scene.day(LAST_DAY, 8)
    for one in applied:
        _pass(scene, one, at)
    for one, (_unit, _kind, _post, declared, end, words) in zip(others, OTHERS, strict=True):
        if end in ("refused", "objected"):
            held = declared or "dishonest_debtor"
            found = {check.item.code: HOLDS if check.item.code == held else CLEAR for check in facts.checks_of(one)}
            review.check(scene.clerk, one, passes=False, found=found, words=words, at=at)
        elif end == "withdrawn":
            recruitment.withdraw(scene.clerk, one, words=words, at=at)
        else:
            _pass(scene, one, at)
    rounds.advance(scene.clerk, row, "inspect", at=scene.day(LAST_DAY, 9))


def _answer(scene: Scene, row: Recruitment, against: Mapping[int, str], at: datetime) -> None:
    for asked in ApplicantReview.select().join(Applicant).where(Applicant.recruitment == row).order_by(ApplicantReview.id):
        words = against.get(asked.applicant_id, "")
        review.opine(scene.actors["officer"], asked, clear=not words, holds=["dishonest_debtor"] if words else [], words=words, at=at)


def _pass(scene: Scene, applicant: Applicant, at: datetime) -> None:
    review.check(scene.clerk, applicant, passes=True, found={one.item.code: CLEAR for one in facts.checks_of(applicant)}, at=at)


def _choose_2022(scene: Scene, row: Recruitment, applied: list[Applicant], others: list[Applicant]) -> None:
    """Inspect everybody who passed, propose the 23 but for one place first given to somebody else, and hear the one objection."""
    ways = list(PicklistItem.select().where(PicklistItem.kind == "inspection_way").order_by(PicklistItem.position))
    ends = {one.id: (end, words) for one, (*_rest, end, words) in zip(others, OTHERS, strict=True)}
    waiting = list(Applicant.select().where(Applicant.recruitment == row, Applicant.state == ApplicantState.PASSED).order_by(Applicant.id))
    for number, one in sorted(enumerate(waiting), key=lambda pair: (pair[0] % 15, pair[0])):
        end, words = ends.get(one.id, ("", ""))
        at = scene.day(LAST_DAY, 10 + number % 15, 9 + number // 15)
        review.inspect(scene.clerk, one, inspected_on=at.date(), way=ways[number % 4], inspectors="陈晓燕、王立新", asked="单位负责人、同事",
                       words=words if end == "unsuited" else WORDS[number % len(WORDS)], passed=end != "unsuited", at=at)
    proposing = scene.day(LAST_DAY, 25)
    struck = next(one for one in others if ends[one.id][0] == "struck")
    for one in [*applied[1:], struck]:
        review.propose(scene.clerk, one, at=proposing)
    rounds.announce(scene.clerk, row, at=scene.day(LAST_DAY, 25, 15))
    objection = review.object_to(scene.by_link, Recruitment.get_by_id(row.id), struck, words="反映其正在接受有关机关调查，请核实。", anonymous=True,
                                 at=scene.day(LAST_DAY, 25, 16))
    review.handle(scene.clerk, objection, upheld=True, finding=ends[struck.id][1], at=scene.day(LAST_DAY, 26, 9))
    rounds.step_back(scene.clerk, row, "reopen", words="一名拟任人选因异议成立取消，从考察合格人员中补提一名后重新公示。", at=scene.day(LAST_DAY, 26, 10))
    review.propose(scene.clerk, applied[0], at=scene.day(LAST_DAY, 26, 10))
    rounds.announce(scene.clerk, row, at=scene.day(LAST_DAY, 26, 11))


def _certify(scene: Scene, row: Recruitment, appointed: list[Applicant], candidates: list[Candidate]) -> None:
    """The oath, the secrecy undertakings, what the form did not ask for, and the certificates, all on one day."""
    at = local_moment(CERTIFIED, 9)
    review.swear(scene.clerk, row, oath_on=CERTIFIED, place="乌海市司法局会议室", taken_by=[one.id for one in appointed], at=at)
    for one, (values, _professions) in zip(appointed, candidates, strict=True):
        people.amend(scene.clerk, one.supervisor, {name: values[name] for name in AFTERWARDS}, at=at)
        terms.record_undertaking(scene.clerk, one.supervisor, signed_on=CERTIFIED, at=at)
    rounds.close(scene.clerk, row, at=at)


def lives(scene: Scene, today: date) -> Iterable[Life]:
    """Return the by-election that is under review today."""
    yield _running(scene, today)


def _running(scene: Scene, today: date) -> Life:
    noticed, last = scene.day(today, -34).date(), scene.day(today, -8).date()
    yield local_moment(noticed, 9, 30)
    row = _begin(scene, f"{today.year}年人民监督员补选", noticed, last, today + timedelta(days=60), {"hbw": 2, "hn": 1})
    made = []
    for number, (unit, kind, post, declared, _answered, _reviewed) in enumerate(RUNNING):
        at = scene.day(noticed, 3 + number * 4, 11)
        yield at
        values = scene.stranger(number + 20, unit, kind, post) | {"county": ("hbw", "hn")[number % 2]}
        made.append(recruitment.apply(scene.by_link, row, values, professions=["other"], declared=[declared] if declared else [],
                                      statement="愿意为司法公正贡献力量。", pick=scene.chance.choice, at=at))
    began = scene.day(last, 1)
    yield began
    rounds.advance(scene.clerk, row, "review", at=began)
    review.ask(scene.clerk, row, scene.city, due_on=scene.day(today, 2).date(), at=began)
    at = scene.day(today, -3, 15)
    yield at
    for one, plan in zip(made, RUNNING, strict=True):
        if plan[4]:
            review.opine(scene.actors["officer"], ApplicantReview.get(ApplicantReview.applicant == one), clear=True, at=at)
    at = scene.day(today, -2, 9)
    yield at
    for one, plan in zip(made, RUNNING, strict=True):
        if plan[5]:
            _pass(scene, one, at)
