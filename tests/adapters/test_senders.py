from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.adapters import senders
from portal.adapters.senders import DINGTALK, MAIL, WECOM, Channels, DeliveryFailed, send
from portal.domain.labels import DELIVERY_FAILURES
from tests.adapters.sinks import MailSink, RobotSink, own_certificate, serving

TO, SUBJECT, BODY = "wang@people.example", "人民监督员履职通知", "王小明同志:\n请于2026年3月5日到场。<b>&</b>"
PASSWORD = "p@ss/w:rd%41"


def mail(port: int, scheme: str = "smtp", user: str = "", query: str = "", mail_from: str = "乌海市司法局 <portal@bureau.example>") -> Channels:
    return Channels(smtp_url=f"{scheme}://{user}127.0.0.1:{port}{query}", mail_from=mail_from)


def failure(channels: Channels, channel: str, to: str = TO) -> str:
    """The code of a delivery that fails; it is one that has words, and gives nothing away."""
    with pytest.raises(DeliveryFailed) as caught:
        send(channels, channel, to, SUBJECT, BODY)
    code = str(caught.value)
    assert code in DELIVERY_FAILURES
    assert caught.value.__cause__ is None
    return code


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# mail ----------------------------------------------------------------------------------------------------------------------------


def test_a_mail_arrives_as_it_was_written() -> None:
    with serving(MailSink()) as sink:
        send(mail(sink.port), MAIL, TO, SUBJECT, BODY)
    (message,) = sink.messages
    assert sink.recipients == [TO]
    assert (message["Subject"], message["To"]) == (SUBJECT, TO)
    assert str(message["From"]) == "乌海市司法局 <portal@bureau.example>"
    assert message.get_content_type() == "text/plain"
    assert message.get_content().strip().splitlines() == BODY.splitlines()


def test_a_bare_sender_address_will_do_and_a_line_feed_in_the_subject_starts_no_header() -> None:
    with serving(MailSink()) as sink:
        send(mail(sink.port, mail_from="portal@bureau.example"), MAIL, TO, "通知\r\nBcc: all@people.example", BODY)
    assert sink.recipients == [TO]
    assert sink.messages[0]["Bcc"] is None
    assert sink.messages[0]["From"] == "portal@bureau.example"


def test_a_password_is_given_where_signing_in_was_asked_for() -> None:
    with serving(MailSink()) as sink:
        send(mail(sink.port, user="portal:p%40ss%2Fw%3Ard%2541@", query="?mode=insecure"), MAIL, TO, SUBJECT, BODY)
    assert sink.passwords == [PASSWORD]
    assert len(sink.messages) == 1


NOT_ONE_ADDRESS = ["", "wang", "a@b.example, c@d.example", "a@b.example;c@d.example", "a@b.example\nBcc: c@d.example", "王 <a@b.example>",
                   "a@", "@b.example", "a@b", "a@b@c.example"]


@pytest.mark.parametrize("to", NOT_ONE_ADDRESS)
def test_what_is_not_one_address_is_refused_before_anything_is_sent(to: str) -> None:
    with serving(MailSink()) as sink:
        assert failure(mail(sink.port), MAIL, to) == "address_refused"
    assert sink.recipients == []


REFUSALS = [
    ({"RCPT": "550 5.1.1 no such user wang@people.example"}, "", "refused", "the address is not there"),
    ({"RCPT": "450 4.2.1 greylisted"}, "", "refused", "not now"),
    ({"MAIL": "553 sender not allowed"}, "", "refused", "the sender may not"),
    ({"DATA": "554 spam"}, "", "refused", "the text is not liked"),
    ({"AUTH": "535 5.7.8 bad password"}, "portal:wrong@", "sign_in_refused", "a wrong password"),
    ({"MAIL": "530 5.7.0 sign in first"}, "", "sign_in_refused", "signing in was needed"),
]


@pytest.mark.parametrize(("answers", "user", "code", "why"), REFUSALS)
def test_a_refusal_is_told_by_its_kind(answers: dict[str, str], user: str, code: str, why: str) -> None:
    with serving(MailSink(answers)) as sink:
        assert failure(mail(sink.port, user=user, query="?mode=insecure"), MAIL) == code, why
    assert sink.messages == []


def test_a_server_that_is_not_there() -> None:
    assert failure(mail(closed_port()), MAIL) == "unreachable"


def test_a_password_never_travels_in_the_clear_unless_that_was_asked_for() -> None:
    with serving(MailSink()) as sink:
        assert failure(mail(sink.port, user="portal:secret@"), MAIL) == "not_trusted"
    assert sink.passwords == []


SECURED = [("smtps", (), ""), ("smtp", ("STARTTLS",), "?mode=starttls")]


@pytest.mark.parametrize(("scheme", "extensions", "query"), SECURED)
def test_a_certificate_that_nobody_vouches_for(scheme: str, extensions: tuple[str, ...], query: str, tmp_path: Path) -> None:
    tls = own_certificate(tmp_path)
    with serving(MailSink(extensions=("AUTH PLAIN", *extensions), tls=tls)) as sink:
        assert failure(mail(sink.port, scheme, query=query), MAIL) == "not_trusted"
        assert sink.messages == []
        send(mail(sink.port, scheme, query=f"{query or '?'}&verify=no"), MAIL, TO, SUBJECT, BODY)
    assert len(sink.messages) == 1
    assert sink.secured >= 1


MODES = [("smtp://mail.example", "insecure"), ("smtp://mail.example:25", "insecure"), ("smtp://mail.example:587", "starttls"),
         ("smtp://u:p@mail.example", "starttls"), ("smtps://mail.example", "ssl"), ("smtps://u:p@mail.example:465", "ssl"),
         ("smtp://u:p@mail.example:25?mode=insecure", "insecure"), ("smtp://mail.example?mode=ssl", "ssl")]


@pytest.mark.parametrize(("address", "mode"), MODES)
def test_how_a_connection_is_secured(address: str, mode: str) -> None:
    assert senders._mode(urlsplit(address)) == mode


MALFORMED = [
    (Channels(smtp_url="smtp://", mail_from="a@b.example"), MAIL),
    (Channels(smtp_url="smtp://mail.example:port", mail_from="a@b.example"), MAIL),
    (Channels(smtp_url="smtp://mail.example?mode=tls", mail_from="a@b.example"), MAIL),
    (Channels(smtp_url="smtp://mail.example", mail_from="the office"), MAIL),
    (Channels(wecom_url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send"), WECOM),
    (Channels(wecom_url="wecombot://a key"), WECOM),
    (Channels(dingtalk_url="https://oapi.dingtalk.com/robot/send?token=abc"), DINGTALK),
    (Channels(dingtalk_url="dingtalk://to-ken"), DINGTALK),
    (Channels(dingtalk_url="dingtalk://se-cret@token"), DINGTALK),
]


@pytest.mark.parametrize(("channels", "channel"), MALFORMED)
def test_malformed_settings_are_told_as_such(channels: Channels, channel: str) -> None:
    assert failure(channels, channel) == "misconfigured"


NOT_CONFIGURED = [(Channels(), MAIL), (Channels(smtp_url="smtp://mail.example"), MAIL), (Channels(mail_from="a@b.example"), MAIL),
                  (Channels(), WECOM), (Channels(), DINGTALK), (Channels(smtp_url="smtp://m", mail_from="a@b.example"), "pigeon")]


@pytest.mark.parametrize(("channels", "channel"), NOT_CONFIGURED)
def test_what_is_not_configured_is_not_tried(channels: Channels, channel: str) -> None:
    assert not channels.configured(channel)
    assert failure(channels, channel) == "not_configured"


# robots --------------------------------------------------------------------------------------------------------------------------


def test_a_wecom_robot_gets_subject_and_text() -> None:
    with serving(RobotSink()) as sink:
        send(Channels(wecom_url=f"{sink.address}/cgi-bin/webhook/send?key=abc-123"), WECOM, "", SUBJECT, BODY)
    ((path, posted),) = sink.posts
    assert path == "/cgi-bin/webhook/send?key=abc-123"
    assert posted["msgtype"] == "text"
    assert posted["text"]["content"].split() == [SUBJECT, *BODY.split()]


def test_a_dingtalk_robot_gets_subject_and_text() -> None:
    with serving(RobotSink()) as sink:
        send(Channels(dingtalk_url=f"{sink.address}/robot/send?access_token=abc123"), DINGTALK, "", SUBJECT, BODY)
        send(Channels(dingtalk_url=f"{sink.address}/robot/send?access_token=abc123"), DINGTALK, "", "", BODY)
    assert sink.posts == [("/robot/send?access_token=abc123", {"msgtype": "text", "text": {"content": words}})
                          for words in (f"{SUBJECT}\n{BODY}", BODY)]


def test_a_dingtalk_robot_with_a_secret_signs() -> None:
    with serving(RobotSink()) as sink:
        send(Channels(dingtalk_url=f"{sink.address}/robot/send?access_token=abc123&secret=SEC99"), DINGTALK, "", SUBJECT, BODY)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sink.posts[0][0]).query).items()}
    expected = hmac.new(b"SEC99", f"{asked['timestamp']}\nSEC99".encode(), hashlib.sha256).digest()
    assert base64.b64decode(asked["sign"]) == expected
    assert (asked["access_token"], "secret" in asked) == ("abc123", False)


SHORT_FORMS = [(Channels(wecom_url="wecombot://Key-1"), WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=Key-1"),
               (Channels(dingtalk_url="dingtalk://Token1"), DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=Token1"),
               (Channels(dingtalk_url="dingtalk://SECx@Token1"), DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=Token1&timestamp=")]


@pytest.mark.parametrize(("channels", "channel", "address"), SHORT_FORMS)
def test_the_short_forms_lead_to_the_services_themselves(channels: Channels, channel: str, address: str,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    posted: list[str] = []
    monkeypatch.setattr(senders, "_posted", lambda _robot, to, _words: not posted.append(to))
    send(channels, channel, "", SUBJECT, BODY)
    assert posted[0].startswith(address)


SAID_NO = [
    (200, '{"errcode":93000,"errmsg":"invalid webhook url"}', "the key is wrong"),
    (200, '{"errcode":310000,"errmsg":"sign not match"}', "the signature is wrong"),
    (200, "{}", "no word of success"),
    (200, "[]", "another shape"),
    (200, "<html>", "a page of the network's own"),
    (500, '{"errcode":0}', "a fault"),
    (404, "", "another address"),
    (302, '{"errcode":0}', "sent elsewhere"),
]


@pytest.mark.parametrize("channel", [WECOM, DINGTALK])
@pytest.mark.parametrize(("status", "body", "why"), SAID_NO)
def test_a_robot_that_says_no_did_not_deliver(channel: str, status: int, body: str, why: str) -> None:
    with serving(RobotSink(status, body, location="/elsewhere" if status == 302 else "")) as sink:
        address = f"{sink.address}/send?key=abc&access_token=abc"
        assert failure(Channels(wecom_url=address, dingtalk_url=address), channel) == "refused", why
    assert len(sink.posts) == 1


@pytest.mark.parametrize("channel", [WECOM, DINGTALK])
def test_a_robot_that_is_not_there(channel: str) -> None:
    address = f"http://127.0.0.1:{closed_port()}/send?key=abc&access_token=abc"
    assert failure(Channels(wecom_url=address, dingtalk_url=address), channel) == "unreachable"


# secrets -------------------------------------------------------------------------------------------------------------------------


class Kept(logging.Handler):
    """What an application's own log would hold."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@pytest.fixture
def log() -> Iterator[list[str]]:
    root, kept = logging.getLogger(), Kept()
    level = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield kept.texts
    root.setLevel(level)
    root.removeHandler(kept)


def test_neither_log_nor_console_names_address_password_key_or_message(log: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    secret = Channels(smtp_url=f"smtp://portal:geheim@127.0.0.1:{closed_port()}?mode=insecure", mail_from="portal@bureau.example",
                      wecom_url=f"http://127.0.0.1:{closed_port()}/?key=geheim", dingtalk_url="dingtalk://geheim-@x")
    for channel in (MAIL, WECOM, DINGTALK):
        failure(secret, channel)
    with serving(MailSink({"RCPT": "550 no"})) as sink, serving(RobotSink()) as robot:
        failure(mail(sink.port), MAIL)
        send(Channels(wecom_url=f"{robot.address}/?key=geheim"), WECOM, "", SUBJECT, BODY)
    logging.getLogger("portal").warning("the log is open")
    assert log == ["the log is open"]
    assert "".join(capfd.readouterr()) == ""
