"""A mail server and a robot's web address on loopback that keep what they get and answer as told."""
from __future__ import annotations

import base64
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class MailSink(socketserver.ThreadingTCPServer):
    """A small SMTP server. `answers` maps a command to the answer it gets instead of the usual one."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, answers: dict[str, str] | None = None, extensions: tuple[str, ...] = ("AUTH PLAIN",),
                 tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.answers, self.extensions, self.tls = answers or {}, extensions, tls
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.passwords: list[str] = []
        self.secured = 0
        self.port: int = self.server_address[1]


class _Mail(socketserver.StreamRequestHandler):
    """One connection."""

    usual: ClassVar[dict[str, str]] = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", "AUTH": "235 ok", "QUIT": "221 bye", "RSET": "250 ok",
                                       "STARTTLS": "220 go"}
    server: MailSink

    def handle(self) -> None:
        if self.server.tls and "STARTTLS" not in self.server.extensions:
            self._secure()
        self._say("220 sink")
        while line := self.rfile.readline().decode().strip():
            self._take(line)

    def _take(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        if verb == "EHLO":
            lines = ["sink", *self.server.extensions]
            self._say("\r\n".join(f"250{'-' if text != lines[-1] else ' '}{text}" for text in lines))
            return
        answer = self.server.answers.get(verb, self.usual.get(verb, "500 what"))
        self._say(answer)
        if verb == "RCPT" and answer.startswith("2"):
            self.server.recipients.append(line.partition("<")[2].rstrip(">"))
        if verb == "AUTH":
            self.server.passwords.append(base64.b64decode(line.split()[2]).decode().split("\0")[2])
        if verb == "DATA" and answer.startswith("3"):
            self._read_message()
        if verb == "STARTTLS":
            self._secure()

    def _read_message(self) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        self._say("250 kept")

    def _secure(self) -> None:
        assert self.server.tls is not None
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")  # type: ignore[assignment]
        self.server.secured += 1

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
        self.wfile.flush()

    def finish(self) -> None:
        self.connection.close()


class RobotSink(ThreadingHTTPServer):
    """A robot's web address that answers each post with one status and body."""

    daemon_threads = True

    def __init__(self, status: int = 200, body: str = '{"errcode":0,"errmsg":"ok"}', location: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Robot)
        self.status, self.body, self.location = status, body, location
        self.posts: list[tuple[str, Any]] = []
        self.address = f"http://127.0.0.1:{self.server_address[1]}"


class _Robot(BaseHTTPRequestHandler):
    """One request."""

    server: RobotSink

    def do_POST(self) -> None:
        self.server.posts.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        body = self.server.body.encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the console."""


Server = TypeVar("Server", MailSink, RobotSink)


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """Run a server in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def own_certificate(folder: Path) -> ssl.SSLContext:
    """Return the TLS side of a server whose certificate nobody else vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
                   .not_valid_after(now + timedelta(days=1))
                   .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
                   .sign(key, hashes.SHA256()))
    path = folder / "server.pem"
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
                     + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context
