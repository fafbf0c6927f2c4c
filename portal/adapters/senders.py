"""Mail and group robots through apprise: one call that delivers or says why not."""
from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

import requests
from apprise import LogCapture, NotifyFormat
from apprise.exception import AppriseImproperlyConfigured
from apprise.plugins.base import NotifyBase
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.email import NotifyEmail
from apprise.plugins.wecombot import NotifyWeComBot

MAIL, WECOM, DINGTALK = "email", "wecom", "dingtalk"

TIMEOUTS = {"cto": 10, "rto": 15}
"""Seconds for connecting and for each answer, by apprise's names."""
ONE_ADDRESS = re.compile(r"[^@\s,;<>\"']+@[^@\s,;<>\"']+")
SUBMISSION_PORT = 587

SERVER_SAID = re.compile(r"(?:\(|refused: )([45]\d\d)\b")
"""How apprise's log quotes an SMTP server's answer; the log is the only place where it tells the reason."""
SIGN_IN_CODES = ("530", "534", "535", "538")
NO_TRUST = re.compile(r"CERTIFICATE_VERIFY_FAILED|STARTTLS extension not supported|WRONG_VERSION_NUMBER")

for wire in ("apprise", "urllib3"):
    # They log addresses, keys and whole messages; what is to be known of a failure stands in DeliveryFailed.
    logging.getLogger(wire).addHandler(logging.NullHandler())
    logging.getLogger(wire).propagate = False


class DeliveryFailed(Exception):
    """A message was not delivered; the text is a code of portal.domain.labels.DELIVERY_FAILURES and holds no address, key or message."""


@dataclass(frozen=True)
class Channels:
    """Where messages can go; empty = not configured.

    `smtp_url`: smtp(s)://[user:password@]host[:port][?mode=insecure|starttls|ssl&verify=no]; where somebody signs in, starttls is the
    default, as a password must not travel in the clear. `wecom_url`: wecombot://key, or the robot's web address, which may be a relay's.
    `dingtalk_url`: dingtalk://[secret@]token, or the robot's web address with `&secret=` behind it where the robot wants signatures.
    """

    smtp_url: str = ""
    mail_from: str = ""
    wecom_url: str = ""
    dingtalk_url: str = ""

    def configured(self, channel: str) -> bool:
        """Whether a channel can be used at all."""
        return bool({MAIL: self.smtp_url and self.mail_from, WECOM: self.wecom_url, DINGTALK: self.dingtalk_url}.get(channel))


def send(channels: Channels, channel: str, recipient: str, subject: str, body: str) -> None:
    """Deliver one message now; connecting may take 10 seconds, each answer 15. Raises DeliveryFailed."""
    if not channels.configured(channel):
        raise DeliveryFailed("not_configured")
    with LogCapture(level=logging.DEBUG) as log:
        sent = _notifier(channels, channel, recipient).notify(body=body, title=subject, body_format=NotifyFormat.TEXT)
        told = log.getvalue()
    if not sent:
        raise DeliveryFailed(_reason(told))


def _notifier(channels: Channels, channel: str, recipient: str) -> NotifyBase:
    try:
        if channel == MAIL:
            return _mail(channels, recipient)
        return _wecom(channels.wecom_url) if channel == WECOM else _dingtalk(channels.dingtalk_url)
    except (AppriseImproperlyConfigured, ValueError):
        # Not chained: apprise quotes key and address.
        raise DeliveryFailed("misconfigured") from None


def _reason(told: str) -> str:
    """Return why the mail server did not take a message, as far as apprise's log tells."""
    said = SERVER_SAID.search(told)
    if said:
        return "sign_in_refused" if said[1] in SIGN_IN_CODES else "refused"
    return "not_trusted" if NO_TRUST.search(told) else "unreachable"


# mail ----------------------------------------------------------------------------------------------------------------------------


def _mail(channels: Channels, recipient: str) -> NotifyEmail:
    if not ONE_ADDRESS.fullmatch(recipient):
        # Several in one field would each learn of the others, and for none apprise writes to the sender.
        raise DeliveryFailed("address_refused")
    server = urlsplit(channels.smtp_url)
    if not server.hostname:
        raise DeliveryFailed("misconfigured")
    notifier = NotifyEmail(
        host=server.hostname, smtp_host=server.hostname, port=server.port, user=server.username, password=server.password,
        secure_mode=_mode(server), verify=_asked(server).get("verify", "yes"), from_addr=channels.mail_from, targets=[recipient],
        format=NotifyFormat.TEXT, **TIMEOUTS,
    )
    if not notifier.targets:
        raise DeliveryFailed("address_refused")
    return notifier


def _mode(server: SplitResult) -> str:
    """Return how the connection is secured: as asked, or as the address suggests."""
    asked = _asked(server).get("mode")
    if asked:
        return asked
    if server.scheme == "smtps":
        return "ssl"
    return "starttls" if server.username or server.port == SUBMISSION_PORT else "insecure"


def _asked(address: SplitResult) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(address.query).items()}


# robots --------------------------------------------------------------------------------------------------------------------------


class WeComRobot(NotifyWeComBot):
    """Apprise's 企业微信 robot, which takes any answer with status 200 for a success, though the service refuses with it."""

    web_address = ""
    """Where to post instead of the service itself."""

    def send(self, body: str, title: str = "", **_options: Any) -> bool:
        """Post a text. Raises DeliveryFailed."""
        return _posted(self, self.web_address or self.api_url, body)


class DingTalkRobot(NotifyDingTalk):
    """Apprise's 钉钉 robot, with the same correction."""

    web_address = ""
    """Where to post instead of the service itself."""

    def send(self, body: str, title: str = "", **_options: Any) -> bool:
        """Post a text, signed where there is a secret. Raises DeliveryFailed."""
        address = self.web_address or self.notify_url.format(token=self.token)
        if self.secret:
            timestamp, sign = self.get_signature()
            address += f"&timestamp={timestamp}&sign={sign}"
        return _posted(self, address, f"{title}\n{body}" if title else body)


def _posted(robot: NotifyBase, address: str, words: str) -> bool:
    """Post a text and read the answer's `errcode`, which is 0 when the group got it."""
    message: dict[str, Any] = {"msgtype": "text", "text": {"content": words}}
    try:
        answer = requests.post(address, json=message, timeout=robot.request_timeout, allow_redirects=False)
        said = answer.json() if answer.status_code == requests.codes.ok else {}
    except requests.JSONDecodeError:
        raise DeliveryFailed("refused") from None
    except requests.RequestException:
        # Not chained: the text holds the address with its key.
        raise DeliveryFailed("unreachable") from None
    if not isinstance(said, dict) or said.get("errcode") != 0:
        raise DeliveryFailed("refused")
    return True


def _wecom(configured: str) -> WeComRobot:
    address = urlsplit(configured)
    if address.scheme == "wecombot":
        return WeComRobot(key=address.netloc, **TIMEOUTS)
    robot = WeComRobot(key=_asked(address).get("key"), **TIMEOUTS)
    robot.web_address = configured
    return robot


def _dingtalk(configured: str) -> DingTalkRobot:
    address = urlsplit(configured)
    if address.scheme == "dingtalk":
        return DingTalkRobot(token=address.netloc.rpartition("@")[2], secret=address.username, **TIMEOUTS)
    asked = _asked(address)
    robot = DingTalkRobot(token=asked.get("access_token"), secret=asked.pop("secret", None), **TIMEOUTS)
    robot.web_address = address._replace(query=urlencode(asked)).geturl()
    return robot
