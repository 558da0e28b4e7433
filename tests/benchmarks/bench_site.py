"""How the site bears a Monday morning: volunteers who read and coordinators who edit, at once.

Run by hand::

    python tests/benchmarks/bench_site.py
    python tests/benchmarks/bench_site.py --volunteers 200 --coordinators 5 --seconds 30

Starts the site on a generated community of 150 people, on loopback, with a rate limit out
of reach. Each volunteer opens the personal page once in ``--pause`` seconds on average;
each coordinator edits the draft, one change after the other, looks at the board now and
then, and picks somebody up (the prices of 80 cells, as the page asks for them). Every
request has a connection of its own, as those of telephones have. Prints the requests,
errors and times (median, 95 %, worst) of each, and the processor time of the site and of
this test: where the two together ask for all processors, or others work on the machine,
the times say little.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Coroutine, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from roster.services import accounts, drafts, links, publishing, situations
from roster.services.communities import load_community
from roster.store import Store, open_store
from roster.store.tables import Event
from solver import solve


class Load:
    """The times of every request, by what it was."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: dict[str, int] = defaultdict(int)
        self.stop = False

    async def ask(
        self, what: str, method: str, path: str, token: str | None = None, body: Any = None
    ) -> tuple[int, bytes]:
        """Send one request on a connection of its own and note how long it took."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept-Encoding: identity"]
        lines += [f"Authorization: Bearer {token}"] if token else []
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"] if content else []
        sent = "\r\n".join([*lines, "", ""]).encode() + content
        began = time.perf_counter()
        try:
            async with asyncio.timeout(30):
                status, content = await self._exchange(sent)
        except (OSError, EOFError, TimeoutError):
            status, content = 599, b""
        self.times[what].append(time.perf_counter() - began)
        if status >= 400 and status != 409:
            self.errors[f"{what} {status}"] += 1
        return status, content

    async def _exchange(self, sent: bytes) -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            assert length, head
            return int(head.split(None, 2)[1]), await reader.readexactly(int(length[1]))
        finally:
            writer.close()


def prepare(folder: Path, volunteers: int) -> tuple[str, date, list[str], str, list[tuple[str, str]]]:
    """Make a community with a published week; return its store, week, links, a token and seats to move."""
    command = [sys.executable, "-c", "from roster.cli import main; main()", "generate", "community"]
    size = [
        "--people",
        "150",
        "--homes",
        "60",
        "--posts",
        "6",
        "--windows",
        "6",
        "--grids",
        "7",
        "--seed",
        "1",
    ]
    subprocess.run([*command, *size, "--out", str(folder / "big")], check=True, capture_output=True)
    url = f"sqlite:///{folder / 'roster.db'}"
    store = open_store(url)
    load_community(store, folder / "big" / "community.yaml", author="bench", wanted_id="big")
    with store.read() as session:
        week = situations.weeks_of(session, "big")[0]
        draft = drafts.open_draft(session, "big", week)
    result = solve(draft.problem, time_limit=60)
    assert result.roster is not None
    with store.write() as session:
        draft = drafts.open_draft(session, "big", week)
        drafts.advance(session, draft, result.roster, kind="take", author="bench", waived=True)
        account = accounts.add_account(session, "bench", owner=True)
    publishing.publish(store, "big", week, base=1, publication=0, author="bench", reason="bench")
    token = accounts.api_token(store, account.id, "bench", by="bench")
    people = list(draft.problem.people)
    secrets = [links.make(store, "big", people[n % len(people)], by="bench") for n in range(volunteers)]
    seats = [(a.work, a.person) for a in result.roster.assignments if not a.work.startswith("visits/")]
    store.close()
    return url, week, secrets, token, seats


async def volunteer(load: Load, secret: str, pause: float, seed: int) -> None:
    """Open one's page again and again."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, pause))
    while not load.stop:
        await load.ask("volunteer reads", "GET", f"/me/{secret}")
        await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)


async def coordinator(load: Load, week: date, token: str, seats: list[tuple[str, str]], seed: int) -> None:
    """Take people out and put them back, and look at the board now and then."""
    chance = random.Random(seed)
    base, count = 0, 0
    address = f"/api/v1/communities/big/weeks/{week}"
    while not load.stop:
        work, person = chance.choice(seats)
        seat = [{"work": work, "person": person}]
        for side in ("remove", "add"):
            for _ in range(10):
                status, content = await load.ask(
                    "coordinator edits",
                    "POST",
                    f"{address}/edit",
                    token,
                    {"base": base, side: seat, "reason": "x"},
                )
                said = json.loads(content or b"{}")
                if status == 200:
                    base = said["number"]
                    break
                current = said.get("detail", {}).get("current", {})
                if "number" not in current:
                    break
                base = current["number"]
        count += 1
        if count % 5 == 0:
            await load.ask("coordinator looks", "GET", address, token)
            moves = [
                {"remove": seat, "add": [{"work": other, "person": person}]}
                for other, _ in chance.sample(seats, 80)
            ]
            await load.ask(
                "coordinator picks up", "POST", f"{address}/prices", token, {"base": base, "edits": moves}
            )
        await asyncio.sleep(chance.uniform(0.5, 1.5))


def serve(url: str) -> tuple[subprocess.Popen[str], int]:
    """Start the site in a process of its own."""
    code = (
        "from web.serve import serve; import sys; serve(host='127.0.0.1', port=0, "
        "config={'DATABASE': sys.argv[1], 'RATELIMIT_ENABLED': False}, "
        "tell=lambda served: print(served.address, flush=True))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
    assert found
    return process, int(found[1])


async def bear(load: Load, process: int, work: Iterable[Coroutine[Any, Any, None]], seconds: float) -> None:
    """Let everybody work for so long, and say how much of the processor the site and this test took."""
    tasks = [asyncio.create_task(one) for one in work]
    began, site, own = time.perf_counter(), processor_of(process), time.process_time()
    await asyncio.sleep(seconds)
    load.stop = True
    await asyncio.gather(*tasks)
    took, site, own = time.perf_counter() - began, processor_of(process) - site, time.process_time() - own
    count = sum(len(times) for times in load.times.values())
    print(
        f"{count / took:.0f} requests a second for {took:.1f} s; processor: the site {site / took:.0%} of one "
        f"({1000 * site / count:.1f} ms a request), this test {own / took:.0%}"
    )


def processor_of(process: int) -> float:
    """Return the seconds of the processor that a process has used (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--volunteers", type=int, default=200)
    parser.add_argument("--coordinators", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two looks of a volunteer")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        url, week, secrets, token, seats = prepare(Path(name), said.volunteers)
        process, port = serve(url)
        load = Load(port)
        asyncio.run(load.ask("first look", "GET", f"/api/v1/communities/big/weeks/{week}", token))
        work = [
            *(volunteer(load, secret, said.pause, n) for n, secret in enumerate(secrets)),
            *(coordinator(load, week, token, seats, n) for n in range(said.coordinators)),
        ]
        asyncio.run(bear(load, process.pid, work, said.seconds))
        process.kill()
        process.wait()
        lost = check(url, week)
    for what, times in load.times.items():
        ordered = sorted(times)
        p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        print(
            f"{what:20} {len(times):6} requests  median {1000 * statistics.median(times):6.0f} ms  "
            f"95 % {1000 * p95:6.0f} ms  worst {1000 * ordered[-1]:6.0f} ms"
        )
    print("errors:", dict(load.errors) or "none", "| versions that lack an event:", lost)


def check(url: str, week: date) -> int:
    """Count the edits that are not in the log, which must be none."""
    store: Store = open_store(url)
    with store.read() as session:
        move = drafts.newest_move(session, "big", week)
        logged = session.scalar(
            select(func.count()).select_from(Event).where(Event.kind.in_(("draft.edit", "draft.take")))
        )
    store.close()
    return (move.number if move else 0) - int(logged or 0)


if __name__ == "__main__":
    main()
