"""How the site bears a Monday morning: volunteers who read and coordinators who edit, at once.

Run by hand::

    python tests/benchmarks/bench_site.py
    python tests/benchmarks/bench_site.py --volunteers 200 --coordinators 5 --seconds 30

Starts the site on a generated community of 150 people, on loopback, with a rate limit out
of reach. Each volunteer opens the personal page once in ``--pause`` seconds on average;
each coordinator edits the draft, one change after the other, looks at the board now and
then, and picks somebody up (the prices of 80 cells, as the page asks for them). Prints the requests, errors and times (median, 95 %, worst) of each.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
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

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: dict[str, int] = defaultdict(int)
        self.stop = threading.Event()

    def ask(
        self, what: str, method: str, path: str, token: str | None = None, body: Any = None
    ) -> tuple[int, bytes]:
        """Send one request on a connection of its own and note how long it took."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        began = time.perf_counter()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
            status = answer.status
        except OSError:
            status, content = 599, b""
        finally:
            connection.close()
        self.times[what].append(time.perf_counter() - began)
        if status >= 400 and status != 409:
            self.errors[f"{what} {status}"] += 1
        return status, content


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


def volunteer(load: Load, secret: str, pause: float, seed: int) -> None:
    """Open one's page again and again."""
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, pause))
    while not load.stop.is_set():
        load.ask("volunteer reads", "GET", f"/me/{secret}")
        time.sleep(chance.uniform(0.5, 1.5) * pause)


def coordinator(load: Load, week: date, token: str, seats: list[tuple[str, str]], seed: int) -> None:
    """Take people out and put them back, and look at the board now and then."""
    chance = random.Random(seed)
    base, count = 0, 0
    address = f"/api/v1/communities/big/weeks/{week}"
    while not load.stop.is_set():
        work, person = chance.choice(seats)
        seat = [{"work": work, "person": person}]
        for side in ("remove", "add"):
            for _ in range(10):
                status, content = load.ask(
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
            load.ask("coordinator looks", "GET", address, token)
            moves = [
                {"remove": seat, "add": [{"work": other, "person": person}]}
                for other, _ in chance.sample(seats, 80)
            ]
            load.ask(
                "coordinator picks up", "POST", f"{address}/prices", token, {"base": base, "edits": moves}
            )
        time.sleep(chance.uniform(0.5, 1.5))


def serve(url: str) -> tuple[subprocess.Popen[str], int]:
    """Start the site in a process of its own."""
    code = (
        "from web.serve import serve; import sys; serve(host='127.0.0.1', port=0, "
        "config={'DATABASE': sys.argv[1], 'RATELIMIT_ENABLED': False})"
    )
    process = subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
    assert found
    return process, int(found[1])


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
        load = Load("127.0.0.1", port)
        threads = [
            threading.Thread(target=volunteer, args=(load, secret, said.pause, n))
            for n, secret in enumerate(secrets)
        ]
        threads += [
            threading.Thread(target=coordinator, args=(load, week, token, seats, n))
            for n in range(said.coordinators)
        ]
        load.ask("first look", "GET", f"/api/v1/communities/big/weeks/{week}", token)
        for thread in threads:
            thread.start()
        time.sleep(said.seconds)
        load.stop.set()
        for thread in threads:
            thread.join()
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
