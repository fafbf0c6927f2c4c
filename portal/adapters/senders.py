"""Mail and group robots through apprise: one call that delivers or says why not."""
from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import apprise

MAIL, WECOM, DINGTALK = "email", "wecom", "dingtalk"
TIMEOUT = "cto=10&rto=15"


class DeliveryFailed(Exception):
    """A message was not delivered; the text names the channel and holds no address, key or message."""


@dataclass(frozen=True)
class Channels:
    """Where messages can go: empty = not configured. SMTP as smtp(s)://[user:password@]host[:port], robots by their web address or key."""

    smtp_url: str = ""
    mail_from: str = ""
    wecom_url: str = ""
    dingtalk_url: str = ""

    def configured(self, channel: str) -> bool:
        """Whether a channel can be used at all."""
        return bool({MAIL: self.smtp_url and self.mail_from, WECOM: self.wecom_url, DINGTALK: self.dingtalk_url}.get(channel))


def send(channels: Channels, channel: str, recipient: str, subject: str, body: str) -> None:
    """Deliver one message now, within 25 seconds. Raises DeliveryFailed."""
    if not channels.configured(channel):
        raise DeliveryFailed(f"{channel}: not configured")
    notifier = apprise.Apprise()
    if not notifier.add(address(channels, channel, recipient)):
        raise DeliveryFailed(f"{channel}: the configured address is not understood")
    if not notifier.notify(title=subject, body=body, body_format=apprise.NotifyFormat.TEXT):
        raise DeliveryFailed(f"{channel}: the server did not take the message")


def address(channels: Channels, channel: str, recipient: str) -> str:
    """Return the apprise address of a message's way."""
    if channel == MAIL:
        return _mail(channels, recipient)
    if channel == WECOM:
        return _robot(channels.wecom_url, "wecombot", "key=")
    return _robot(channels.dingtalk_url, "dingtalk", "access_token=")


def _mail(channels: Channels, recipient: str) -> str:
    parts = urlsplit(channels.smtp_url)
    scheme = "mailtos" if parts.scheme == "smtps" else "mailto"
    user = f"{quote(parts.username or '', safe='')}:{quote(parts.password or '', safe='')}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return (f"{scheme}://{user}{parts.hostname}{port}/?smtp={parts.hostname}&from={quote(channels.mail_from)}&to={quote(recipient)}"
            f"&mode={'ssl' if scheme == 'mailtos' else 'insecure'}&{TIMEOUT}")


def _robot(configured: str, scheme: str, mark: str) -> str:
    """Return the apprise address of a robot given by its web address (…?key=…) or already in apprise's form."""
    if configured.startswith(f"{scheme}://"):
        return configured
    return f"{scheme}://{configured.partition(mark)[2].partition('&')[0]}/?{TIMEOUT}"
