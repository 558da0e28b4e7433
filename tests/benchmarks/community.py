"""A generated community with a roster, made once and kept, for the benchmarks of repairs."""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path

from roster import Roster, load_problem
from roster.document import from_document, read_document, to_document, write_document
from roster.generator import generate_community
from roster.model import Problem
from roster.verify import verify
from solver import solve

FOLDER = Path(__file__).parents[2] / "out" / "bench"


def community(people: int, seconds: float) -> tuple[Problem, Roster]:
    """Return a generated community and a roster that was solved for so many seconds."""
    folder = FOLDER / f"{people}-{seconds:g}"
    path = generate_community(
        people=people,
        homes=people * 2 // 5,
        posts=max(1, people // 25),
        windows=max(1, people // 25),
        grids=max(1, people // 21),
        seed=1,
        out=folder,
    )
    problem = load_problem(path)
    kept = folder / "roster.json"
    if kept.is_file():
        return problem, from_document(problem, read_document(kept))
    result = solve(problem, time_limit=seconds)
    assert result.roster is not None, "No roster was found: give more --solve-seconds."
    document = to_document(
        problem,
        result.roster,
        verify(problem, result.roster),
        status=result.status.value,
        bound=result.bound,
        provenance={"config": str(path)},
    )
    write_document(kept, document)
    return problem, result.roster


def arguments(description: str) -> argparse.ArgumentParser:
    """Return a parser with what all these benchmarks take."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--solve-seconds", type=float, default=60)
    return parser


def machine() -> str:
    """Return what the figures were measured on."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"
