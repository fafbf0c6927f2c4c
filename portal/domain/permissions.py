"""Who may do what: the one table that views, services, queries, tests and the assessor's sheet read (access.md "Verbs").

Closed by default: a verb that is not in VERBS is refused for everyone.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from portal.domain.errors import DomainError, Forbidden

BUREAU_ROLES = frozenset({"clerk", "leader", "finance"})
PROCURATORATE_ROLES = frozenset({"officer", "chief"})
ADMIN_ROLES = frozenset({"system_admin", "security_admin", "audit_admin"})
ROLES = (*sorted(ADMIN_ROLES), "clerk", "leader", "finance", "officer", "chief")

VERBS: dict[str, frozenset[str]] = {
    verb: frozenset(roles.split())
    for verb, roles in {
        "home:read": "clerk leader finance officer chief system_admin security_admin audit_admin",
        "search:read": "clerk leader finance officer chief",
        "account:own": "clerk leader finance officer chief system_admin security_admin audit_admin",
        "help:read": "clerk leader finance officer chief system_admin security_admin audit_admin",
        # people
        "supervisor:read": "clerk leader",
        "supervisor:write": "clerk",
        "supervisor:exclude": "leader",
        "appointment:read": "clerk leader",
        "appointment:write": "clerk",
        "appointment:renew": "leader",
        "appointment:end": "leader",
        "leave:read": "clerk leader",
        "leave:write": "clerk",
        "undertaking:read": "clerk leader",
        "undertaking:write": "clerk",
        "sensitive:reveal": "clerk leader",
        "sensitive:export": "clerk leader",
        # imports
        "import:read": "clerk leader",
        "import:write": "clerk",
        # conduct
        "conduct:read": "clerk leader",
        "conduct:write": "clerk",
        # corrections of the own file
        "correction:ask": "link",
        "correction:read": "clerk leader",
        "correction:decide": "clerk",
        # recruitment
        "recruitment:read": "clerk leader",
        "recruitment:write": "clerk",
        "recruitment:apply": "clerk link",
        "recruitment:object": "clerk link",
        "recruitment:opinion": "officer",
        "recruitment:appoint": "leader",
        # requests
        "request:read": "clerk leader officer chief",
        "request:write": "officer",
        "request:accept": "clerk leader",
        "request:except": "leader",
        "request:parties": "officer clerk leader",
        "request:reschedule": "officer",
        "request:cancel": "officer",
        # the yearly plan
        "plan:read": "clerk leader officer chief",
        "plan:write": "clerk",
        "plan:decide": "leader",
        "calendar:read": "clerk leader officer chief",
        "calendar:feed": "clerk leader officer chief",
        # draws
        "draw:read": "clerk leader officer chief",
        "draw:preview": "clerk leader",
        "draw:conflict": "clerk",
        "draw:seal": "clerk",
        "draw:digits": "officer",
        "draw:phoned_digits": "clerk",
        "draw:substitute": "clerk",
        "draw:second_round": "leader",
        "draw:confirm": "clerk",
        "recusal:propose": "officer",
        "recusal:declare": "clerk link",
        "recusal:decide": "clerk",
        "notice:read": "clerk leader",
        "notice:write": "clerk",
        "notice:answer": "link",
        "paper:read": "clerk leader officer chief",
        "announcement:read": "clerk leader officer chief",
        "announcement:write": "clerk",
        # attendance, opinions, feedback
        "attendance:read": "clerk leader officer chief",
        "attendance:write": "officer clerk",
        "attendance:check_in": "link",
        "opinion:read": "clerk leader officer chief",
        "opinion:give": "link officer clerk",
        "opinion:own_initiative": "link clerk",
        "opinion:route": "clerk",
        "opinion:answer": "officer",
        "opinion:tell": "officer",
        "opinion:object": "officer clerk link",
        "opinion:decide": "chief",
        "feedback:read": "clerk leader officer chief",
        "feedback:write": "officer clerk",
        "activity:close": "clerk",
        "activity:phone": "clerk leader officer",
        # contact
        "visit:read": "clerk leader",
        "visit:write": "clerk",
        "suggestion:read": "clerk leader officer",
        "suggestion:give": "link clerk",
        "suggestion:route": "clerk",
        "suggestion:answer": "clerk officer",
        "suggestion:tell": "clerk",
        "meeting:read": "clerk leader officer",
        "meeting:write": "clerk",
        "decision:settle": "clerk officer",
        "bulletin:read": "clerk leader officer",
        "bulletin:write": "clerk officer",
        "bulletin:answer": "clerk officer",
        "liaison:oversee": "clerk leader",
        # files beside records: the record's own verbs decide (portal.domain.attachments)
        "file:read": "clerk leader finance officer",
        # registers
        "training:read": "clerk leader",
        "training:write": "clerk",
        "training:answer": "link",
        "training:check_in": "clerk link",
        "training:feedback": "clerk link",
        "material:read": "clerk leader link",
        "material:write": "clerk",
        "material:receipt": "clerk link",
        # subsidies: whoever prepared or changed a batch neither reviews nor approves it (portal.domain.subsidies)
        "subsidy:read": "clerk leader finance",
        "subsidy:write": "clerk",
        "subsidy:review": "clerk finance",
        "subsidy:return": "clerk finance leader",
        "subsidy:approve": "leader",
        "subsidy:pay": "finance",
        "subsidy:bank": "finance",
        "rate:read": "system_admin clerk leader",
        "rate:write": "system_admin",
        "rate:sign": "leader",
        "assessment:read": "clerk leader",
        "assessment:write": "clerk",
        "assessment:report": "clerk link",
        "assessment:opinion": "officer",
        "assessment:draft": "clerk leader",
        "assessment:decide": "leader",
        # figures
        "statistics:read": "clerk leader officer chief",
        "statistics:fairness": "clerk leader",
        "statistics:frozen": "clerk leader",
        "statistics:freeze": "clerk",
        "report:read": "clerk leader",
        "report:write": "clerk",
        "statistics:coverage": "clerk leader",
        "export:list": "clerk leader finance officer chief system_admin security_admin audit_admin",
        # offices, accounts, settings, trail
        "organisation:read": "clerk leader officer chief system_admin",
        "organisation:write": "system_admin",
        "user:read": "system_admin security_admin",
        "user:write": "system_admin",
        "user:roles": "security_admin",
        "user:unlock": "security_admin",
        "settings:read": "system_admin clerk leader security_admin",
        "settings:write": "system_admin",
        "template:read": "system_admin clerk leader",
        "template:write": "system_admin",
        "permissions:read": "system_admin security_admin audit_admin clerk leader",
        "audit:read": "audit_admin",
        # jobs that the portal runs by itself
        "job:run": "system",
    }.items()
}


@dataclass(frozen=True)
class Actor:
    """Who acts: an account with its roles, a supervisor through a link (role `link`), or the portal (role `system`).

    `organisation_id` is the office signed in for; `bureau_id` the bureau whose rows are meant (for a procuratorate, the one that serves it).
    `chain` of the trail is the bureau's, or the system's when there is no bureau.
    """

    name: str
    roles: frozenset[str]
    user_id: int | None = None
    organisation_id: int | None = None
    bureau_id: int | None = None
    supervisor_id: int | None = None
    address: str = ""
    request_id: str = ""
    organisation_name: str = field(default="", compare=False)

    def may(self, verb: str) -> bool:
        """Whether one of the roles opens the verb; unknown verbs are closed."""
        return bool(self.roles & VERBS.get(verb, frozenset()))

    @property
    def in_bureau(self) -> bool:
        """Whether the actor works in a judicial bureau."""
        return bool(self.roles & BUREAU_ROLES)

    @property
    def in_procuratorate(self) -> bool:
        """Whether the actor works in a procuratorate."""
        return bool(self.roles & PROCURATORATE_ROLES)


def require(actor: Actor, verb: str) -> None:
    """Raise Forbidden unless the actor may do the verb; the first line of every service verb."""
    if not actor.may(verb):
        raise Forbidden("forbidden", verb=verb)


def check_role_set(roles: frozenset[str], organisation_kind: str | None) -> None:
    """Refuse role sets that access.md "Roles" excludes.

    The three administrators exclude each other and every business role; bureau roles need a bureau, procuratorate roles a procuratorate.
    Raises DomainError unknown_code, roles_exclude, roles_need_office.
    """
    for role in roles - set(ROLES):
        raise DomainError("unknown_code", value=role)
    if roles & ADMIN_ROLES and len(roles) > 1:
        raise DomainError("roles_exclude", field="roles")
    needed = "bureau" if roles & BUREAU_ROLES else "procuratorate"
    business = roles & (BUREAU_ROLES | PROCURATORATE_ROLES)
    if business and (organisation_kind != needed or (roles & BUREAU_ROLES and roles & PROCURATORATE_ROLES)):
        raise DomainError("roles_need_office", field="roles")


SYSTEM = Actor(name="system", roles=frozenset({"system"}))
