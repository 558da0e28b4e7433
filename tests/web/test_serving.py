"""``roster serve`` as people run it: one command, a sign-in link, live progress, a kill in the middle."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.client
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from roster.services import asking, drafts, links, publishing
from roster.services.drafts import Seat
from roster.store import open_store
from tests.postgres import Server, running_server
from tests.site_world import FILES, MAIN, WEEK, add_lane, gate
from tests.web.conftest import csrf_of
from web.serve import Housekeeping

MON = gate(WEEK)


class Browser:
    """A client with cookies over real HTTP."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.csrf = ""

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, said: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self.address + path,
            json.dumps(said).encode(),
            {"Content-Type": "application/json", "X-CSRF-Token": self.csrf},
        )
        with self.opener.open(request, timeout=30) as answer:
            return json.loads(answer.read())

    def sign_in(self, link: str) -> None:
        path = link.removeprefix(self.address)
        token = csrf_of(self.get(path))
        with self.opener.open(self.address + path, f"csrf_token={token}".encode(), timeout=30) as answer:
            answer.read()
        self.csrf = csrf_of(self.get("/sign-in"))


@contextmanager
def serving(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run ``roster serve`` and give the process, its address and what it printed."""
    command = [sys.executable, "-c", "from roster.cli import main; main()", "serve", "--port", "0", *more]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "ign" in line and ("/sign-in/" in line or "account link" in line):
                break
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found, said
        yield process, found[0], said
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        (tmp_path / "lane").mkdir(exist_ok=True)
        (tmp_path / "lane" / name).write_bytes(content)
    return tmp_path


def test_one_command_serves_and_prints_a_link_once(folder: Path) -> None:
    week = f"/api/v1/communities/lane/weeks/{WEEK}"
    with serving(folder, "--load", f"lane/{MAIN}") as (_, address, said):
        assert (folder / "roster.db").exists()
        link = re.findall(r"http\S+/sign-in/\S+", said)[0]
        browser = Browser(address)
        browser.sign_in(link)
        assert json.loads(browser.get(week))["status"]
        job = browser.post(f"{week}/jobs", {"kind": "solve", "time_limit": 2, "workers": 1})["job"]
        stream = browser.get(f"/api/v1/communities/lane/jobs/{job}/events")
        assert "event: end" in stream
        end = json.loads(stream.rpartition("data: ")[2])
        assert (end["state"], end["version"]) == ("done", 1)
    with serving(folder) as (_, _, said):
        assert "/sign-in/" not in said
        assert "account link" in said


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from running_server(tmp_path_factory)


@pytest.mark.postgres
def test_the_same_command_serves_on_postgresql(folder: Path, postgres: Server) -> None:
    week = f"/api/v1/communities/lane/weeks/{WEEK}"
    url = postgres.new_database()
    with serving(folder, "--load", f"lane/{MAIN}", "--db", url) as (_, address, said):
        assert not (folder / "roster.db").exists()
        browser = Browser(address)
        browser.sign_in(re.findall(r"http\S+/sign-in/\S+", said)[0])
        job = browser.post(f"{week}/jobs", {"kind": "solve", "time_limit": 2, "workers": 1})["job"]
        assert '"state": "done"' in browser.get(f"/api/v1/communities/lane/jobs/{job}/events")
        taken = browser.post(f"{week}/proposals/1/take", {"base": 0})
        assert taken["number"] == 1
        published = browser.post(f"{week}/publish", {"base": 1, "publication": 0})
        assert published["publication"] == 1


def killed_while_writing(folder: Path, rounds: int) -> None:
    """Kill the server while edits are under way; what was acknowledged is there afterwards."""
    edits = f"/api/v1/communities/lane/weeks/{WEEK}"
    token = ""
    acknowledged = 0
    for n in range(rounds):
        with serving(folder, *(["--load", f"lane/{MAIN}"] if n == 0 else [])) as (process, address, said):
            browser = Browser(address)
            if n == 0:
                browser.sign_in(re.findall(r"http\S+/sign-in/\S+", said)[0])
                token = browser.post("/api/v1/account/tokens", {"label": "kill"})["token"]
            browser.opener.addheaders = [("Authorization", f"Bearer {token}")]
            draft = json.loads(browser.get(edits))["draft"]
            assert draft["number"] - acknowledged in (0, 1), "nothing acknowledged is lost"
            number, there = draft["number"], draft["number"] % 2 == 1
            timer = threading.Timer(0.3 + 0.1 * (n % 4), lambda p=process: os.kill(p.pid, signal.SIGKILL))
            timer.start()
            with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
                while True:
                    sides = {"remove" if there else "add": [{"work": MON, "person": "ma"}]}
                    number = browser.post(f"{edits}/edit", {"base": number, **sides})["number"]
                    there = not there
            acknowledged = number
            timer.join()
    assert acknowledged > rounds


def test_a_killed_server_loses_nothing_it_acknowledged(folder: Path) -> None:
    killed_while_writing(folder, 2)


@pytest.mark.slow
def test_a_hundred_killed_servers_lose_nothing(folder: Path) -> None:
    killed_while_writing(folder, 100)


def test_the_commands_of_the_store(folder: Path) -> None:
    def roster(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from roster.cli import main; main()", *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)

    assert roster("account", "add", "ma@example.org").returncode == 0
    link = roster("account", "link", "ma@example.org")
    assert "/sign-in/" in link.stdout
    assert roster("account", "link", "nobody").returncode == 2
    assert roster("account", "token", "ma@example.org", "--label", "cron").stdout.strip()
    assert roster("backup", "monday.gz").returncode == 0
    assert roster("restore", "monday.gz").returncode == 2
    assert roster("restore", "monday.gz", "--db", "sqlite:///again.db").returncode == 0
    assert roster("remind").returncode == 0


def test_housekeeping_sends_what_waits(tmp_path: Path) -> None:
    class Mailbox:
        def __init__(self) -> None:
            self.got: list[Any] = []

        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
            self.got.append(envelope)
            return "250 OK"

    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=20)
    controller.start()
    store = open_store(f"sqlite:///{tmp_path / 'r.db'}")
    try:
        add_lane(store)
        drafts.edit(store, "lane", WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
        publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")
        config = {
            "SMTP_URL": f"smtp://127.0.0.1:{port}",
            "MAIL_FROM": "roster@example.org",
            "PUBLIC_URL": "https://roster.example.org",
        }
        keeper = Housekeeping(store, config)
        keeper.once()
        keeper.once()
    finally:
        controller.stop()
    (envelope,) = box.got
    text = email.message_from_bytes(envelope.content, policy=email.policy.default).get_content()  # type: ignore[attr-defined]
    secret = re.search(r"https://roster\.example\.org/me/(\S+)", text)
    assert secret, text
    with store.read() as session:
        who = links.visitor(session, secret[1])
    store.close()
    assert who is not None
    assert who.person == "han"


def test_what_fails_in_housekeeping_keeps_no_message_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_: object) -> None:
        raise RuntimeError("broken")

    store = open_store(f"sqlite:///{tmp_path / 'r.db'}")
    add_lane(store)
    drafts.edit(store, "lane", WEEK, base=0, add=[Seat(MON, "han")], author="account:1")
    publishing.publish(store, "lane", WEEK, base=1, publication=0, author="account:1")
    monkeypatch.setattr(asking, "tick", breaks)
    keeper = Housekeeping(store, {"SMTP_URL": "", "MAIL_FROM": "", "PUBLIC_URL": ""}, every=0.01)
    sent: list[str] = []
    keeper._senders = {"email": lambda letter: sent.append(letter.address)}
    keeper.start()
    for _ in range(500):
        if sent:
            break
        keeper.join(0.02)
    assert keeper.is_alive()
    store.close()
    keeper.join(10)
    assert sent == ["han@example.org"]
    assert "_ask_next did not work" in caplog.text
