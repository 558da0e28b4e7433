"""The commands of the store: accounts, backups, reminders; in English and Chinese, and never a traceback."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from roster.cli import main
from roster.services import communities
from roster.services.common import NotFoundError
from roster.services.shipped import shipped_or_file
from roster.store import open_store
from tests.commands.small import run


@pytest.fixture
def db(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'r.db'}"


def commands(group: click.Group) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found += commands(command) if isinstance(command, click.Group) else [(name, command)]
    return found


@pytest.mark.parametrize(("name", "command"), [c for c in commands(main) if c[0] != "schema"])
def test_every_command_speaks_the_language_asked_for(name: str, command: click.Command) -> None:
    assert "language" in {option.name for option in command.params}


def test_an_account_from_beginning_to_end(db: str, lane: Path) -> None:
    store = open_store(db)
    community = communities.load_community(store, lane, author="test").id
    store.close()
    login = "ma@example.org"

    def said(command: str, *args: str, code: int = 0, language: str = "zh_CN") -> str:
        result = run("account", command, login, *args, "--db", db, "--language", language)
        assert result.exit_code == code, result.output
        return (result.stdout + result.stderr).strip()

    assert said("link", code=2) == "没有这个登录名的账户。"
    assert said("add", "--name", "Ma") == f"已添加 {login}。"
    assert said("add", code=2, language="en") == "There is an account with this login already."
    assert said("role", "nowhere", "viewer", code=2) == "没有社区 nowhere。"
    assert said("role", "nowhere", "viewer", code=2, language="en") == "There is no community nowhere."
    assert said("role", community, "admin", language="en") == f"{login} may do everything in {community}."
    assert "唯一" in said("role", community, "none", code=2)
    assert said("link").startswith("http://127.0.0.1:8080/sign-in/")
    assert said("password", "--password", "four plain words here") == f"{login} 有了新密码。"
    assert said("disable", language="en") == f"{login} cannot sign in any more."


def test_backup_and_restore(db: str, tmp_path: Path) -> None:
    run("account", "add", "ma@example.org", "--db", db)
    path, again = tmp_path / "b.gz", f"sqlite:///{tmp_path / 'again.db'}"
    assert run("backup", path, "--db", db).stdout == f"2 rows in {path}\n"
    refused = run("backup", path, "--db", db, "--language", "zh_CN")
    assert (refused.exit_code, refused.stderr) == (2, f"{path} 已经存在。请换一个名称。\n")
    assert run("restore", path, "--db", again, "--language", "zh_CN").stdout == "恢复了 2 行\n"
    refused = run("restore", path, "--db", again)
    assert (refused.exit_code, refused.stderr) == (2, "The store is not empty. Restore into a new one.\n")
    refused = run("backup", path / "b.gz", "--db", db)
    assert refused.exit_code == 2
    assert refused.stderr == f"{path / 'b.gz'}: A file stands where a folder is needed. Give another path.\n"
    path.write_bytes(b"no gzip")
    refused = run("restore", path, "--db", f"sqlite:///{tmp_path / 'third.db'}", "--language", "zh_CN")
    assert (refused.exit_code, refused.stderr) == (2, f"读不了 {path}（BadGzipFile）。请换一个备份。\n")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", '"nonsense" is not understood'),
        ("postgresql://u@h:port/x", '"h:port/x" is not understood'),
        ("sqlite:////nowhere/at/all/r.db", "The store cannot be opened: unable to open database file."),
        ("postgresql://nobody@127.0.0.1:1/x", "The store cannot be opened: connection failed"),
    ],
)
def test_a_store_that_cannot_be_opened(url: str, said: str) -> None:
    result = run("account", "add", "ma@example.org", "--db", url)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_no_store_is_said_and_left_alone(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,name,teams\n" * 100, encoding="utf-8")
    before = people.read_bytes()
    refused = run("account", "add", "ma@example.org", "--db", f"sqlite:///{people}")
    assert refused.exit_code == 2
    assert refused.stderr == (
        "That file is no store. Give another one with --db, or a name that is not there yet.\n"
    )
    assert people.read_bytes() == before


def test_a_community_that_is_not_there_is_not_reminded(db: str, lane: Path) -> None:
    none = run("remind", "--community", "laen", "--db", db, "--language", "zh_CN")
    assert (none.exit_code, none.stderr) == (
        2,
        "没有社区 laen。要提醒所有社区，请不写 --community。\n",
    )
    store = open_store(db)
    communities.load_community(store, lane, author="cli", wanted_id="lane")
    store.close()
    near = run("remind", "--community", "laen", "--db", db)
    assert (near.exit_code, near.stderr) == (2, 'There is no community laen. Did you mean "lane"?\n')
    assert run("remind", "--community", "lane", "--db", db).exit_code == 0


def test_a_mail_server_that_is_not_understood_sends_no_reminder(db: str) -> None:
    without = run("remind", "--db", db, "--smtp", "smtp://h", "--language", "zh_CN")
    assert (without.exit_code, without.stderr) == (
        2,
        "请同时给出 --public-url：提醒里带有本人页面的链接。\n",
    )
    for url in ("h", "smtp://h:port"):
        wrong = run("remind", "--db", db, "--smtp", url, "--public-url", "https://r.example.org")
        assert (wrong.exit_code, wrong.stderr) == (
            2,
            "The mail server is not understood. Give smtp://USER:SECRET@HOST:587.\n",
        )


@pytest.mark.parametrize("command", [("serve",), ("remind",), ("account", "link", "ma@example.org")])
@pytest.mark.parametrize("address", ["roster.example.org", "htps://roster.example.org", "https://[::"])
def test_an_address_of_which_no_link_can_be_made_is_refused(
    db: str, command: tuple[str, ...], address: str
) -> None:
    refused = run(*command, "--db", db, "--public-url", address, "--language", "zh_CN")
    assert refused.exit_code == 2
    assert refused.stderr == f"看不懂地址“{address}”。请写成 https://roster.example.org 这样。\n"


def test_a_shipped_name_with_a_mistake_is_answered_with_the_one_that_was_meant() -> None:
    with pytest.raises(NotFoundError) as told:
        shipped_or_file("startr")
    said = 'No community startr is shipped, and there is no such file. Did you mean "starter"?'
    assert str(told.value.message) == said
    assert told.value.message.say("zh_CN") == "没有自带的社区 startr，也没有这个文件。是不是“starter”？"


def test_a_port_that_is_taken_is_said(db: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code = "from roster.cli import main; main()"
        command = [sys.executable, "-c", code, "serve", "--db", db, "--port", str(port)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 2
    assert result.stderr == (
        f"The site cannot listen at 127.0.0.1, port {port}: Address already in use. "
        "Give another --port or --host.\n"
    )


def test_the_frame_of_the_rules_is_said_in_chinese() -> None:
    told = run("rules", "rest", "--language", "zh_CN").stdout
    assert all(word in told for word in ("示例", "不写时", "含义", "必填"))
    assert "If left out" not in told
    assert "始终" in run("rules", "--language", "zh_CN").stdout
    assert run("rules", "resst", "--language", "zh_CN").stderr == "没有规则 resst。是不是“rest”？\n"
