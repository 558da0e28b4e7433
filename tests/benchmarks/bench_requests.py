"""What one request costs: processor time and statements to the store, by kind of page.

Run by hand::

    python tests/benchmarks/bench_requests.py
    python tests/benchmarks/bench_requests.py --profile "volunteer's page"

Calls the application as waitress does, without a network, on the community of
``bench_site.py`` with its published week; each request is for another person, after one
look by everybody. Processor time hardly depends on what else the machine does, so that
two versions of the software can be compared where a wall clock would tell nothing.
``--folder`` keeps the community for the next run.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import itertools
import json
import pickle
import pstats
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder, run_wsgi_app

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.bench_site import prepare
from web.app import create_app

Request = Callable[[], tuple[int, bytes]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=200, help="of each kind")
    parser.add_argument("--folder", type=Path, help="where the community is kept")
    parser.add_argument("--profile", metavar="KIND", help="where the time of one kind goes")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = said.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        url, week, secrets, token, seats = prepared(folder)
        app = create_app({"DATABASE": url, "RATELIMIT_ENABLED": False})
        statements = counted(app)
        for kind, request in kinds(app, str(week), secrets, token, seats).items():
            if said.profile in (None, kind):
                measure(kind, request, said.requests, statements, profile=said.profile is not None)


def prepared(folder: Path) -> Any:
    """Return what :func:`prepare` returned, made only once for a folder."""
    kept = folder / "prepared.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(prepare(folder, 200)))
    return pickle.loads(kept.read_bytes())


def counted(app: Flask) -> list[str]:
    """Return a list to which every statement that the application sends is added."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(app.extensions["roster_store"].engine, "before_cursor_execute", note)
    return statements


def kinds(
    app: Flask, week: str, secrets: list[str], token: str, seats: list[tuple[str, str]]
) -> Mapping[str, Request]:
    """Return how to make each kind of request."""
    people = itertools.cycle(secrets)
    bearer = {"Authorization": f"Bearer {token}"}
    board = f"/api/v1/communities/big/weeks/{week}"

    def get(path: Callable[[], str], headers: Mapping[str, str]) -> Request:
        return lambda: ask(app, "GET", path(), headers)

    return {
        "volunteer's page": get(lambda: f"/me/{next(people)}", {}),
        "volunteer's page, packed": get(lambda: f"/me/{next(people)}", {"Accept-Encoding": "gzip, br, zstd"}),
        "volunteer's page as JSON": lambda: ask(
            app, "GET", "/api/v1/me", {"Authorization": f"Bearer {next(people)}"}
        ),
        "open shifts": get(lambda: f"/me/{next(people)}/swap", {}),
        "availability": get(lambda: f"/me/{next(people)}/available", {}),
        "public board": get(lambda: "/board/big", {}),
        "board as JSON": get(lambda: board, bearer),
        "board page": get(lambda: f"/c/big/{week}", bearer),
        "edit": edits(app, f"{board}/edit", board, bearer, seats),
        "style sheet": get(lambda: "/static/tokens.css", {}),
    }


def edits(
    app: Flask, path: str, board: str, headers: Mapping[str, str], seats: list[tuple[str, str]]
) -> Request:
    """Return a request that takes somebody out, and the next time puts the same person back."""

    def steps() -> Iterator[tuple[int, bytes]]:
        base = json.loads(ask(app, "GET", board, headers)[1])["draft"]["number"]
        for work, person in itertools.cycle(seats):
            for side in ("remove", "add"):
                said = {"base": base, side: [{"work": work, "person": person}], "reason": "x"}
                status, content = ask(app, "POST", path, headers, said)
                base = json.loads(content).get("number", base)
                yield status, content

    stepping = steps()
    return lambda: next(stepping)


def ask(
    app: Flask, method: str, path: str, headers: Mapping[str, str], body: Any = None
) -> tuple[int, bytes]:
    """Send one request to an application; return its status and content."""
    builder = EnvironBuilder(method=method, path=path, headers=dict(headers), json=body)
    answer, status, _ = run_wsgi_app(app.wsgi_app, builder.get_environ())
    return int(status.split()[0]), b"".join(answer)


def measure(kind: str, request: Request, count: int, statements: list[str], *, profile: bool) -> None:
    """Make requests of a kind and print what they took."""
    for _ in range(min(200, count)):
        status, content = request()
    statements.clear()
    profiler = cProfile.Profile()
    if profile:
        profiler.enable()
    times = []
    for _ in range(count):
        began = time.process_time()
        status, content = request()
        times.append(time.process_time() - began)
    profiler.disable()
    print(
        f"{kind:26} {status}  {1000 * statistics.fmean(times):6.2f} ms of the processor  "
        f"(median {1000 * statistics.median(times):6.2f})  {len(statements) / count:5.1f} statements  "
        f"{len(content):7} bytes"
    )
    if profile:
        said = io.StringIO()
        pstats.Stats(profiler, stream=said).sort_stats("tottime").print_stats(45)
        pstats.Stats(profiler, stream=said).sort_stats("cumulative").print_stats(70)
        print(said.getvalue())


if __name__ == "__main__":
    main()
