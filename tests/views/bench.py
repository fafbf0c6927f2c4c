"""Registers made for the tests of views.base, on an application of their own: they stand for every page that the modules add."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from flask_admin import Admin
from flask_admin.actions import action
from flask_admin.theme import Theme
from flask_babel import lazy_gettext as _l

from models import Activity, SubsidyLine, Supervisor, Training
from models.base import database
from portal.domain import labels
from portal.domain.errors import Conflict, DomainError
from portal.factory import create_app
from portal.settings import Settings
from tests import factories
from tests.conftest import Client
from views import auth, formatting, frame, kit
from views.base import Answer, Page, Register, expose, register_verbs


class Home(Page):
    """A page that names doors for some of its methods."""

    verbs = {"index": "home:read", "refuse": "home:read", "conflict": "home:read", "consent": "request:accept", "typo": "home:read"}

    @expose("/")
    def index(self) -> Answer:
        """Show nothing."""
        return self.render("admin/index.html")

    @expose("/refuse", methods=("GET", "POST"))
    def refuse(self) -> Answer:
        """Refuse by a rule."""
        raise DomainError("words_missing")

    @expose("/conflict", methods=("POST",))
    def conflict(self) -> Answer:
        """Be second."""
        raise Conflict("changed_meanwhile")

    @expose("/consent", methods=("POST",))
    def consent(self) -> Answer:
        """Ask before acting."""
        return self.ask_first("名单不能再改变。", "锁定名单") or self.done("已锁定 <名单>。", "/", step=("下一步", "/next"))

    @expose("/unmapped")
    def unmapped(self) -> Answer:
        """Nobody may come here: the door is not mapped."""
        return "never"

    @expose("/typo")
    def typo(self) -> Answer:
        """Fail inside with a TypeError, which must not be hidden by a second call."""
        return len(5)  # type: ignore[arg-type]


class People(Register):
    """Supervisors."""

    verbs = register_verbs("supervisor") | {"broken_scope": "supervisor:write"}
    column_list = ("code", "name", "sex", "work_unit", "birth_date")
    column_labels = {"code": "编号", "name": "姓名", "id_number": "身份证号"}
    column_searchable_list = ("code", "name")
    column_sortable_list = ("code", "birth_date")
    column_default_sort = ("code",)
    column_filters = ("sex", "public_servant", "birth_date", "work_unit")
    form_columns = ("code", "name", "sex", "birth_date", "id_number", "phone", "education", "work_unit", "public_servant")
    action_verbs = {"greet": "supervisor:write"}

    @action("greet", _l("问候"), _l("向所选人员问好。"))
    def greet(self, rows: list[Supervisor]) -> Answer:
        """Greet the people chosen."""
        return self.done(f"{len(rows)} 人")

    def write_new(self, values: dict[str, Any]) -> Any:
        """Give the digest that the people's service would give."""
        return super().write_new(values | {"id_digest": f"{values['id_number']:0>64}"[:64]})


class Lines(Register):
    """Subsidy lines: joins, look-ups, money."""

    verbs = register_verbs("subsidy")
    column_list = ("supervisor", "activity.title", "activity.procuratorate", "day", "amount_fen", "reason")
    column_searchable_list = ("supervisor.name", "activity.title")
    column_sortable_list = ("day", "amount_fen", "supervisor.name")
    column_default_sort = ("-day",)
    column_filters = ("supervisor.name", "activity.mode", "day", "amount_fen")
    form_columns = ("supervisor", "activity", "day", "amount_fen", "reason")
    form_ajax_refs = {"supervisor": ("name", "code"), "activity": ("title", "number")}
    picklists = {"mode": "mode"}


class Classes(Register):
    """Training classes: nothing but the defaults."""

    verbs = register_verbs("training")
    column_list = ("title", "form", "starts_on", "hours_tenths")
    column_labels = {"title": "班名"}
    column_sortable_list = ("starts_on",)
    form_columns = ("title", "form", "place", "starts_on", "ends_on", "hours_tenths", "remark")
    picklists = {"form": "training_form"}


class Requests(Register):
    """Requests, which procuratorates see too."""

    verbs = register_verbs("request", write=False)
    column_list = ("number", "title", "state", "mode", "starts_at", "urgent")
    column_choices = {"state": labels.ACTIVITY_STATES}
    column_filters = ("state", "starts_at", "mode")
    column_searchable_list = ("title",)


class Drifting(Register):
    """Writes rows of another office, as a faulty service would: the look after writing must stop it."""

    verbs = register_verbs("training")
    column_list = form_columns = ("title",)

    def write_new(self, values: dict[str, Any]) -> Any:
        """Write for whichever bureau the title names."""
        return super().write_new(values | {"bureau": int(values["title"]), "form": 1, "starts_on": "2026-01-01", "ends_on": "2026-01-01"})


def register(app: Flask) -> None:
    """Add the registers to an application."""
    formatting.register_filters(app)
    kit.init_app(app)
    frame.init_app(app)
    app.register_blueprint(auth.blueprint)
    theme = Theme(folder="admin", base_template="admin/base.html")
    admin = Admin(app, url="/", theme=theme, index_view=Home(name="首页", endpoint="home", url="/"))
    admin.add_view(People(Supervisor, "名册", category="人", endpoint="people"))
    admin.add_view(Lines(SubsidyLine, "补助", category="钱", endpoint="lines"))
    admin.add_view(Classes(Training, "培训班", category="人", endpoint="classes"))
    admin.add_view(Requests(Activity, "需求", endpoint="requests"))
    admin.add_view(Drifting(Training, "漂移", endpoint="drifting"))


def build(instance: Path, keys: dict[int, bytes], clock: Callable[[], Any]) -> Flask:
    """Return the application of the bench."""
    settings = Settings(instance=instance, database_url=f"sqlite:///{instance / 'unused.db'}", secret_key="s" * 32, field_keys=keys)
    built = create_app(settings, register, clock=clock)
    built.testing = True
    return built


def line(**values: Any) -> SubsidyLine:
    """Return a saved subsidy line of the standing bureau."""
    return factories.save(SubsidyLine(**{"bureau": factories.bureau(), "supervisor": factories.supervisor(), "day": date(2026, 3, 5),
                                         "amount_fen": 15000, "reason": "公开听证", **values}))


def training(**values: Any) -> Training:
    """Return a saved training of the standing bureau."""
    return factories.save(Training(**{"bureau": factories.bureau(), "title": "初任培训", "form": factories.item("training_form"),
                                      "starts_on": date(2026, 3, 5), "ends_on": date(2026, 3, 6), "hours_tenths": 35, **values}))


def foreign_person() -> Supervisor:
    """Return a supervisor of another city's bureau."""
    return factories.supervisor(factories.neighbour_bureau())


def person_form(**values: Any) -> dict[str, Any]:
    """Return what the form of a new supervisor sends."""
    return {"code": "WH-2026-001", "name": "孙玉兰", "sex": factories.item("sex").id, "birth_date": "1985-03-02", "work_unit": "第一中学",
            "id_number": factories.id_number(), "phone": "13812341234", "education": factories.item("education").id, "public_servant": "y",
            **values}


def text(answer: Any) -> str:
    """Return a page's text."""
    return str(answer.get_data(as_text=True))


def statements(browser: Client, path: str) -> int:
    """Return how many SQL statements a page costs, frame included."""
    seen: list[str] = []
    real = database.obj.execute_sql
    database.obj.execute_sql = lambda sql, *args, **kwargs: (seen.append(sql), real(sql, *args, **kwargs))[1]
    try:
        assert browser.get(path).status_code == 200
    finally:
        database.obj.execute_sql = real
    return len([sql for sql in seen if sql.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "WITH"))])
