"""How letters leave: e-mail by SMTP, and a webhook for the robots of chat groups."""

from __future__ import annotations

import hashlib
import http.client
import json
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from roster.errors import BadValueError
from roster.services import communities
from roster.services.outbox import Letter, NotSentError, Sender, UnsureError
from roster.store import Store
from roster.words import sentence

SECONDS = 20.0
MOST_ANSWER = 10_000

SHAPES: dict[str, Callable[[Letter], dict[str, object]]] = {
    "plain": lambda letter: {"id": letter.key, "subject": letter.subject, "text": letter.body},
    "wecom": lambda letter: {"msgtype": "text", "text": {"content": letter.body}},
    "dingtalk": lambda letter: {"msgtype": "text", "text": {"content": letter.body}},
    "feishu": lambda letter: {"msg_type": "text", "content": {"text": letter.body}},
}
"""What the robots of chat groups expect, by kind."""


def smtp_sender(url: str, mail_from: str) -> Sender:
    """Return a sender of e-mails.

    Parameters
    ----------
    url
        ``smtp://user:secret@host:587`` (STARTTLS where offered) or ``smtps://…:465``.
    mail_from
        The sender's address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError:
        raise _not_understood() from None
    if parts.scheme not in ("smtp", "smtps") or not host:
        raise _not_understood()
    if "@" not in mail_from or any(c.isspace() for c in mail_from):
        raise BadValueError(
            sentence("The sender of e-mails is missing. Give --mail-from roster@example.org.")
        )

    def connect() -> smtplib.SMTP:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=SECONDS)
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    def send(letter: Letter) -> None:
        content = email(letter, mail_from).as_bytes()
        try:
            server = connect()
        except (OSError, smtplib.SMTPException) as problem:
            raise NotSentError(_said(problem)) from None
        handed_over = False
        try:
            server.ehlo_or_helo_if_needed()
            _accepted(*server.mail(mail_from))
            _accepted(*server.rcpt(letter.address))
            handed_over = True
            _accepted(*server.data(content))
        except smtplib.SMTPDataError as problem:
            raise NotSentError(_said(problem), final=problem.smtp_code >= 500) from None
        except (OSError, smtplib.SMTPException) as problem:
            if handed_over:
                raise UnsureError(_said(problem)) from None
            raise NotSentError(_said(problem)) from None
        finally:
            _hang_up(server)

    return send


def _not_understood() -> BadValueError:
    return BadValueError(sentence("The mail server is not understood. Give smtp://USER:SECRET@HOST:587."))


def senders_of(store: Store, smtp_url: str, mail_from: str) -> dict[str, Sender]:
    """Return what can send: webhooks always, e-mails where a mail server is given."""

    def kind_of(address: str) -> str:
        with store.read() as session:
            for row in communities.all_of(session):
                known = communities.settings(row)
                if known["webhook"] == address:
                    return str(known["webhook_kind"])
        return "plain"

    senders: dict[str, Sender] = {"webhook": webhook_sender(kind_of)}
    if smtp_url:
        senders["email"] = smtp_sender(smtp_url, mail_from)
    return senders


def email(letter: Letter, mail_from: str) -> EmailMessage:
    """Return a letter as an e-mail; its id is the same on every try."""
    message = EmailMessage()
    message["From"] = mail_from
    message["To"] = letter.address
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{hashlib.sha256(letter.key.encode()).hexdigest()[:40]}@roster.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def webhook_sender(kind_of: Callable[[str], str] = lambda _: "plain") -> Sender:
    """Return a sender of webhooks; ``kind_of`` tells from an address which robot listens."""

    def send(letter: Letter) -> None:
        parts = urlsplit(letter.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotSentError("The address of the webhook is not understood.", final=True)
        body = json.dumps(
            SHAPES.get(kind_of(letter.address), SHAPES["plain"])(letter), ensure_ascii=False
        ).encode()
        connection = (
            http.client.HTTPSConnection(parts.hostname, parts.port, timeout=SECONDS)
            if parts.scheme == "https"
            else http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
        )
        try:
            connection.connect()
        except OSError as problem:
            raise NotSentError(_said(problem)) from None
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": hashlib.sha256(letter.key.encode()).hexdigest(),
        }
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            status, said = answer.status, answer.read(MOST_ANSWER)
        except (OSError, http.client.HTTPException) as problem:
            raise UnsureError(_said(problem)) from None
        finally:
            connection.close()
        if status >= 300:
            raise NotSentError(f"The webhook answered {status}.", final=status < 500 and status != 429)
        refusal = _refusal(said)
        if refusal:
            raise NotSentError(f"The webhook refused it ({refusal}).")

    return send


def _refusal(said: bytes) -> int:
    """Return the error code in an answer: robots of chat groups say no with status 200."""
    try:
        answer = json.loads(said)
    except ValueError:
        return 0
    if not isinstance(answer, dict):
        return 0
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode", 0)))
    return code if isinstance(code, int) else 0


def _accepted(code: int, answer: bytes) -> None:
    if code >= 400:
        raise smtplib.SMTPDataError(code, answer)


def _said(problem: Exception) -> str:
    """Say what went wrong without addresses, which mail servers like to repeat."""
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"The mail server answered {problem.smtp_code}."
    return f"{type(problem).__name__}: {getattr(problem, 'strerror', None) or 'no answer'}"


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()
