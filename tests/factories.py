"""Builders of valid rows. Each gives sensible defaults and takes overrides; standing offices and accounts are made once a database."""
from __future__ import annotations

import itertools
import secrets
from datetime import UTC, date, datetime, timedelta

from argon2 import PasswordHasher

from models import (
    Activity,
    Appointment,
    Assignment,
    Draw,
    Organisation,
    PicklistItem,
    PoolEntry,
    SpecialPlace,
    Supervisor,
    SupervisorProfession,
    User,
    UserRole,
    UserSession,
)
from models.base import BaseModel, field_cipher
from models.choices import ActivityState, AssignmentState, DrawState
from portal.domain import draw as protocol
from portal.domain.identity import check_digit
from portal.services import records, sessions

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PASSWORD = "Correct-Horse-9"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
OFFICE_OF_ROLE = {
    "clerk": "bureau", "leader": "bureau", "finance": "bureau", "officer": "procuratorate", "chief": "procuratorate",
    "system_admin": None, "security_admin": None, "audit_admin": None,
}
counter = itertools.count(1)
SHARE = "1" * 64


def save(row: BaseModel) -> BaseModel:
    """Insert a row with stamps."""
    return records.insert(row, AT)


def item(kind: str, code: str | None = None) -> PicklistItem:
    """Return a seeded picklist value, the first of its kind by default."""
    query = PicklistItem.select().where(PicklistItem.kind == kind).order_by(PicklistItem.position)
    return query.where(PicklistItem.code == code).get() if code else query.get()


def bureau(name: str = "乌海市司法局", **values: object) -> Organisation:
    """Return the bureau of that name, made at first use."""
    found = Organisation.get_or_none(Organisation.name == name)
    return found or save(Organisation(**{
        "kind": "bureau", "level": "city", "name": name, "name_en": "Judicial Bureau", "short_name": name, "letter_prefix": f"{name[:1]}司监",
        "code_prefix": "WH" if name == "乌海市司法局" else f"B{next(counter)}", "phone": "0473-1234567", "contact_name": "王联络",
        "contact_phone": "0473-1234568", **values}))


def procuratorate(name: str = "乌海市人民检察院", serving: Organisation | None = None, **values: object) -> Organisation:
    """Return the procuratorate of that name, made at first use."""
    found = Organisation.get_or_none(Organisation.name == name)
    return found or save(Organisation(**{
        "kind": "procuratorate", "level": "city", "name": name, "name_en": "Procuratorate", "short_name": name[:4], "bureau": serving or bureau(),
        "request_prefix": f"{name[:1]}检需", "phone": "0473-7654321", "contact_name": "李联络", "contact_phone": "0473-7654322", **values}))


def district() -> Organisation:
    """Return a district procuratorate below the city one."""
    return procuratorate("乌海市海勃湾区人民检察院", level="district", parent=procuratorate(), request_prefix="海检需")


def neighbour_bureau() -> Organisation:
    """Return the bureau of another city."""
    return bureau("包头市司法局", letter_prefix="包司监", code_prefix="BT")


def neighbour_procuratorate() -> Organisation:
    """Return the procuratorate of another city."""
    return procuratorate("包头市人民检察院", serving=neighbour_bureau(), request_prefix="包检需")


def user(role: str, organisation: Organisation | None = None, **values: object) -> User:
    """Return a new account with one role."""
    number = next(counter)
    made = save(User(**{"username": f"{role}{number}", "name": f"用户{number}", "organisation": organisation, "password_hash": PASSWORD_HASH,
                        "password_changed_at": AT, "must_change_password": False, **values}))
    save(UserRole(user=made, role=role))
    return made


def account(role: str) -> User:
    """Return the standing account of a role: bureau roles in 乌海市司法局, procuratorate roles in 乌海市人民检察院.

    `neighbour_…` is the same role in another city, `district_…` in the district procuratorate.
    """
    found = User.get_or_none(User.username == role)
    plain = role.removeprefix("neighbour_").removeprefix("district_")
    kind = OFFICE_OF_ROLE[plain]
    return found or user(plain, OFFICES[role.removesuffix(plain), kind]() if kind else None, username=role)


OFFICES = {
    ("", "bureau"): bureau, ("", "procuratorate"): procuratorate, ("neighbour_", "bureau"): neighbour_bureau,
    ("neighbour_", "procuratorate"): neighbour_procuratorate, ("district_", "procuratorate"): district,
}


def session_token(account_row: User, at: datetime) -> str:
    """Make a session for an account and return its token."""
    token = secrets.token_urlsafe(16)
    save(UserSession(user=account_row, token_digest=sessions.token_digest(token), started_at=at, seen_at=at, address="127.0.0.1"))
    return token


def id_number(birth: date = date(1985, 3, 2), number: int | None = None, male: bool = True) -> str:
    """Return a valid ID number for a birth date and sex; the serials below 100 are left to tests that name one."""
    serial = number if number is not None else _serial(next(counter))
    stem = f"150302{birth:%Y%m%d}{serial * 2 + int(male):03d}"
    return stem + check_digit(stem)


def _serial(number: int) -> int:
    return 100 + number % 400


def supervisor(serving: Organisation | None = None, *, appointed: bool = True, professions: tuple[str, ...] = (), **values: object) -> Supervisor:
    """Return a registered supervisor with a live term 2024–2029."""
    number, office = next(counter), serving or bureau()
    birth, male = date(1985, 3, 2), number % 2 == 1
    identity = str(values.pop("id_number", id_number(birth, _serial(number), male)))
    phone = str(values.pop("phone", f"138{number:08d}"))
    cipher = field_cipher.need()
    made = save(Supervisor(**{
        "bureau": office, "code": f"{office.code_prefix}-2024-{number:05d}", "name": f"监督员{number}", "pinyin": "jianduyuan", "initials": "jdy",
        "sex": item("sex", "male" if male else "female"), "birth_date": birth, "id_number": identity,
        "id_digest": cipher.digest(identity, "id_number"), "education": item("education"), "phone": phone,
        "phone_digest": cipher.digest(phone, "phone"), "work_unit": f"单位{number}", **values}))
    for code in professions:
        save(SupervisorProfession(supervisor=made, profession=item("profession", code)))
    if appointed:
        save(Appointment(bureau=office, supervisor=made, starts_on=date(2024, 1, 1), ends_on=date(2028, 12, 31), certificate_no=f"C{number}"))
    return made


def activity(state: str = ActivityState.DRAFT, *, office: Organisation | None = None, special: tuple[tuple[str, int], ...] = (),
             **values: object) -> Activity:
    """Return an activity in a state, with the stamps that state implies; nobody is drawn (see `drawn_activity`)."""
    asking = office or procuratorate()
    number = next(counter)
    starts = values.pop("starts_at", AT + timedelta(days=14))
    stamps = {f"{name}_at": AT for name in _passed(state)}
    made = save(Activity(**{
        "bureau": asking.bureau, "procuratorate": asking, "mode": item("mode"), "business_line": item("business_line"), "title": f"公开听证{number}",
        "starts_at": starts, "ends_at": starts + timedelta(hours=2), "place": "第一会议室", "general_places": 2, "contact_name": "李联络",
        "contact_phone": "0473-7654322", "state": state, "number": None if state == "draft" else f"乌检需〔2026〕{number}号", **stamps, **values}))
    for code, places in special:
        save(SpecialPlace(activity=made, profession=item("profession", code), places=places, why="案件需要"))
    return made


def _passed(state: str) -> tuple[str, ...]:
    line = ("submitted", "accepted", "sealed", "drawn", "confirmed", "announced", "held", "closed")
    return line[:line.index(state) + 1] if state in line else ()


def drawn_activity(state: str = ActivityState.DRAWN, *, people: int = 2, assignment_state: str | None = None, **values: object) -> Activity:
    """Return an activity with people drawn by a true round of draw-1, its sealed list of as many people, and nobody left to substitute."""
    made = activity(state, **{"general_places": people, **values})
    crowd = {person.code: person for person in (supervisor(made.bureau) for _ in range(people))}
    entrants = protocol.in_order(protocol.Entrant(code, f"{number:032x}") for number, code in enumerate(crowd, 1))
    manifest = protocol.build_manifest(activity=made.number or "", round_number=1, special={}, general=people, entrants=entrants, left_out={},
                                       commitment=protocol.commitment(SHARE), sealed_at=AT)
    result = protocol.outcome(manifest, SHARE, "123456", "")
    draw = save(Draw(bureau=made.bureau, activity=made, round=1, state=DrawState.DRAWN, manifest=protocol.canonical(manifest), share=SHARE,
                     seal=result.seal, seed=result.seed, order=list(result.order), sealed_at=AT, digits="123456", digits_source="signed_in",
                     digits_at=AT, drawn_at=AT))
    default = {"held": "attended", "closed": "attended", "drawn": "drawn"}.get(state, "accepted")
    for no, entrant in enumerate(entrants, 1):
        person = crowd[entrant.code]
        pool_entry(draw, person, no=no, salt=entrant.salt, token=protocol.token(entrant.salt, entrant.code))
        assignment(made, person=person, no=no, state=assignment_state or default)
    return made


def assignment(of: Activity, *, person: Supervisor | None = None, no: int = 1, state: str = AssignmentState.DRAWN,
               **values: object) -> Assignment:
    """Return one person's place in an activity."""
    return save(Assignment(**{
        "bureau": of.bureau, "activity": of, "supervisor": person or supervisor(of.bureau), "no": no, "place": "general", "state": state,
        "drawn_at": AT, **values}))


def pool_entry(draw: Draw, person: Supervisor, **values: object) -> PoolEntry:
    """Return one entry of a sealed list."""
    return save(PoolEntry(**{"draw": draw, "supervisor": person, "no": 1, "salt": "0" * 32, "token": "0" * 64, **values}))
