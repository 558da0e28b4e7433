"""A PostgreSQL server for tests: Debian's or any installed binaries, in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest


@dataclass
class Server:
    """A running server; each test gets a database of its own."""

    port: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        import psycopg

        name = f"test_{next(self.numbers)}"
        with psycopg.connect(f"postgresql://roster@127.0.0.1:{self.port}/postgres", autocommit=True) as c:
            c.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        return f"postgresql://roster@127.0.0.1:{self.port}/{name}"


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


def running_server(factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server as a user who is not root, and stop it at the end."""
    bin_ = binaries()
    if bin_ is None:
        pytest.fail("No PostgreSQL is installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="roster-pg-", dir="/tmp"))
    user = {}
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, env = folder / "data", {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    try:
        _run([bin_ / "initdb", "-D", data, "-U", "roster", "-A", "trust", "--no-sync"], env, user, folder)
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c max_connections=60"
        start = [bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
        _run(start, env, user, folder)
        yield Server(port)
    finally:
        stop = [bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
        subprocess.run([*map(str, stop)], env=env, cwd=folder, check=False, capture_output=True, **user)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[object], env: dict[str, str], user: dict[str, object], cwd: Path) -> None:
    subprocess.run(
        [*map(str, command)],
        env=env,
        cwd=cwd,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **user,  # type: ignore[call-overload]
    )
