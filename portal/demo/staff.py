"""The offices, accounts and people of the demo, entered through the services before its first working day."""
from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from faker import Faker

from models import Organisation, PicklistItem, Supervisor
from portal.demo import data, recruiting
from portal.demo.recruiting import Candidate, Scene
from portal.domain.calendar import WorkCalendar
from portal.domain.identity import check_digit
from portal.domain.localtime import local_moment
from portal.domain.permissions import Actor
from portal.services import configuration, offices, people, sessions, users

FOUNDER = Actor(name="演示数据", roles=frozenset({"system_admin", "security_admin", "system"}))
"""Who enters offices and accounts before there is any account."""
PEOPLE = 23


@dataclass(frozen=True)
class Staff:
    """Everybody who acts in the demo, the people, the working calendar, and the demo's own chance."""

    bureau: Organisation
    procuratorates: Mapping[str, Organisation]
    actors: Mapping[str, Actor]
    supervisors: list[Supervisor]
    chance: random.Random
    calendar: WorkCalendar
    rooms: Counter[tuple[str, date]] = field(default_factory=Counter)

    def officer(self, key: str) -> Actor:
        """Return the liaison officer of a procuratorate by its key."""
        return self.actors["officer" if key == "city" else f"officer.{key}"]

    def link_of(self, person: Supervisor) -> Actor:
        """Return a supervisor as acting by link."""
        return Actor(name=person.code, roles=frozenset({"link"}), bureau_id=self.bureau.id, supervisor_id=person.id)

    def working(self, day: date, days: int, hour: int, minute: int = 0) -> datetime:
        """Return a time of day so many working days after (before) a day."""
        return local_moment(self.calendar.add_working_days(day, days), hour, minute)

    def room(self, office: str, day: date) -> int:
        """Return the number of the next free room of an office on a day, so that no two requests overlap in one room."""
        self.rooms[office, day] += 1
        return self.rooms[office, day]

    def token(self, size: int) -> str:
        """Return hex digits of so many bytes from the demo's own chance, so that its draws repeat."""
        return self.chance.randbytes(size).hex()


def found(at: datetime, chance: random.Random, passwords: Mapping[str, str]) -> Staff:
    """Enter offices, accounts and people; `passwords` maps user names to first passwords."""
    bureau = offices.create(FOUNDER, {
        "kind": "bureau", "level": "city", "name": data.BUREAU, "name_en": "Judicial Bureau of Wuhai", "short_name": data.BUREAU, "region": "乌海市",
        "letter_prefix": "乌司监", "code_prefix": "WH", "phone": "0473-2998801", "address": "乌海市海勃湾区", "contact_name": "陈晓燕",
        "contact_phone": "0473-2998802"}, at=at)
    procuratorates = _procuratorates(bureau, at)
    actors = _accounts({"bureau": bureau, **procuratorates}, at, passwords)
    for code, name, english, _region in data.COUNTIES:
        configuration.add_item(FOUNDER, "county", name=name, name_en=english, code=code, bureau=bureau, at=at)
    supervisors = _people(scene_of(bureau, procuratorates["city"], actors), chance)
    return Staff(bureau, procuratorates, actors, supervisors, chance, WorkCalendar())


def _procuratorates(bureau: Organisation, at: datetime) -> dict[str, Organisation]:
    made: dict[str, Organisation] = {}
    for key, name, english, short, level, prefix, contact, phone in data.PROCURATORATES:
        made[key] = offices.create(FOUNDER, {
            "kind": "procuratorate", "level": level, "name": name, "name_en": english, "short_name": short, "bureau": bureau,
            "parent": None if level == "city" else made["city"], "region": "乌海市", "request_prefix": prefix, "letter_prefix": prefix.replace("需", "监"),
            "phone": phone,
            "contact_name": contact, "contact_phone": phone}, at=at)
    return made


def _accounts(by_key: Mapping[str, Organisation], at: datetime, passwords: Mapping[str, str]) -> dict[str, Actor]:
    actors = {}
    for username, name, role, key in data.ACCOUNTS:
        office = by_key.get(key)
        user, _password = users.create_user(FOUNDER, username=username, name=name, organisation=office, at=at, password=passwords[username],
                                            phone=office.contact_phone if office else "", must_change=False)
        users.set_roles(FOUNDER, user, frozenset({role}), at=at)
        actors[username] = sessions.actor_of(user, sessions.Knock(address="127.0.0.1"), frozenset({role}))
    return actors


def scene_of(bureau: Organisation, city: Organisation, actors: Mapping[str, Actor]) -> Scene:
    """Return who acts in the recruitment rounds."""
    return Scene(bureau, city, actors, random.Random(recruiting.SEED), WorkCalendar())


def _people(scene: Scene, chance: random.Random) -> list[Supervisor]:
    """Let the round of 2022 appoint the 23."""
    faker = Faker("zh_CN")
    faker.seed_instance(chance.randrange(2**32))
    names: set[str] = {name for _username, name, _role, _key in data.ACCOUNTS}
    return recruiting.walk(scene, [_candidate(number, _new_name(faker, number, names), chance) for number in range(PEOPLE)])


def _new_name(faker: Faker, number: int, taken: set[str]) -> str:
    name = next(name for name in (recruiting.name_for(faker, number) for _try in range(1000)) if name not in taken)
    taken.add(name)
    return name


def enter(clerk: Actor, number: int, name: str, at: datetime, chance: random.Random) -> Supervisor:
    """Register one invented person; `number` decides county, unit and profession."""
    values, professions = _candidate(number, name, chance)
    return people.register(clerk, values, professions=professions, at=at)


def _candidate(number: int, name: str, chance: random.Random) -> Candidate:
    unit, kind, post = data.UNITS[number % len(data.UNITS)]
    county, county_name, _english, region = data.COUNTIES[number % len(data.COUNTIES)]
    usual = {data.PROFESSIONS[number % len(data.PROFESSIONS)], data.ASKED_FOR[number % len(data.ASKED_FOR)]}
    professions = [data.RARE] if number in (5, 14) else sorted(usual)
    values = {
        "name": name, "id_number": _id_number(region, number, chance), "nation": "mg" if number % 4 == 1 else "ha",
        "education": ("bachelor", "college", "master", "senior_high")[number % 4], "political": ("cpc", "masses", "independent", "cdl")[number % 4],
        "county": county, "work_unit": unit, "unit_kind": kind, "post": post, "public_servant": kind == "government",
        "way_in": "applied" if number % 2 else "recommended", "recommender": "" if number % 2 else f"{county_name}司法局",
        "school": "内蒙古大学" if number % 3 else "内蒙古师范大学", "subject": ("法学", "汉语言文学", "临床医学", "会计学")[number % 4],
        "phone": f"139{47300000 + number * 137:08d}", "address": f"乌海市{county_name}某街道{number + 1}号", "email": f"wh{number + 1:02d}@example.cn",
        "bank_card": f"62170001{chance.randrange(10**10):010d}", "bank_branch": "乌海分行", "relatives": f"{name[0]}某某",
        "no_subsidy": kind == "government",
    }
    return values, professions


def _id_number(region: str, number: int, chance: random.Random) -> str:
    born = date(1962, 1, 1) + timedelta(days=chance.randrange(12_000))
    stem = f"{region}{born:%Y%m%d}{number * 7 + 101:03d}"
    return stem + check_digit(stem)


def profession_name(code: str) -> PicklistItem:
    """Return the profession of a code."""
    return PicklistItem.get(PicklistItem.kind == "profession", PicklistItem.code == code)
