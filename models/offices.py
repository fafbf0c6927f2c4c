"""The offices, their accounts, roles and sessions."""
from __future__ import annotations

from peewee import BooleanField, CharField, TextField

from models.base import BaseModel, UTCDateTimeField, link, privacy
from models.choices import Level, OrganisationKind


class Organisation(BaseModel):
    """A judicial bureau or a procuratorate, its parent, the bureau that serves it and its named contact (联络人)."""

    kind = CharField(max_length=16, choices=[(k.value, k.value) for k in OrganisationKind])
    level = CharField(max_length=16, choices=[(k.value, k.value) for k in Level])
    name = CharField(max_length=120, unique=True)
    name_en = CharField(max_length=200, default="")
    short_name = CharField(max_length=40)
    parent = link("self", null=True, backref="children")
    bureau = link("self", null=True, backref="served")
    region = CharField(max_length=60, default="")
    letter_prefix = CharField(max_length=20, default="")
    request_prefix = CharField(max_length=20, default="")
    code_prefix = CharField(max_length=12, default="")
    phone = CharField(max_length=40, default="")
    address = CharField(max_length=200, default="")
    contact_name = CharField(max_length=60, default="")
    contact_phone = CharField(max_length=40, default="")
    active = BooleanField(default=True)

    class Meta:
        privacy = privacy(
            public="kind level name name_en short_name parent bureau region active phone address",
            office="letter_prefix request_prefix code_prefix contact_name contact_phone",
        )


class User(BaseModel):
    """An account. Administrators may have no office; everybody else belongs to one."""

    username = CharField(max_length=60, unique=True)
    name = CharField(max_length=60)
    organisation = link(Organisation, null=True, backref="users")
    email = CharField(max_length=120, default="")
    phone = CharField(max_length=40, default="")
    password_hash = TextField()
    password_changed_at = UTCDateTimeField()
    must_change_password = BooleanField(default=True)
    active = BooleanField(default=True)
    locked_until = UTCDateTimeField(null=True)
    locale = CharField(max_length=16, default="zh_Hans_CN")

    class Meta:
        table_name = "account"
        privacy = privacy(
            office="username name organisation email phone",
            bureau="password_hash password_changed_at must_change_password active locked_until locale",
        )


class UserRole(BaseModel):
    """One role of one account (portal.domain.permissions.ROLES)."""

    user = link(User, backref="user_roles")
    role = CharField(max_length=20)

    class Meta:
        indexes = ((("user", "role"), True),)
        privacy = privacy(office="user role")


class PasswordHistory(BaseModel):
    """An earlier password's hash, so that the last five are refused."""

    user = link(User, backref="old_passwords")
    password_hash = TextField()

    class Meta:
        privacy = privacy(bureau="user password_hash")


class UserSession(BaseModel):
    """A signed-in session; the cookie holds a random token, this row its digest."""

    user = link(User, backref="user_sessions")
    token_digest = CharField(max_length=64, unique=True)
    started_at = UTCDateTimeField()
    seen_at = UTCDateTimeField()
    address = CharField(max_length=64, default="")
    agent = CharField(max_length=200, default="")
    ended_at = UTCDateTimeField(null=True)
    ended_why = CharField(max_length=20, default="")

    class Meta:
        privacy = privacy(bureau="user token_digest started_at seen_at address agent ended_at ended_why")


class SignInAttempt(BaseModel):
    """One try to sign in, counted per account and per address."""

    username = CharField(max_length=60)
    address = CharField(max_length=64)
    at = UTCDateTimeField()
    succeeded = BooleanField()

    class Meta:
        indexes = ((("username", "at"), False), (("address", "at"), False))
        privacy = privacy(bureau="username address at succeeded")
