"""How good and how fast: generated communities of growing size, each solved in a fresh process.

Run by hand::

    python -m tests.benchmarks.bench_solve --runs 3
    python -m tests.benchmarks.bench_solve --sizes 150 --time-limit 60 --runs 1

Prints one row per size: the median over the runs of the seconds to the first verified
roster, open seats and their bound, soft cost, its bound and gap, and the peak memory of
the search and all processes beside it, summed at the same moment.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.memory import PeakMemory

ROOT = Path(__file__).parents[2]

SIZES = {40: 60.0, 80: 60.0, 150: 60.0, 300: 120.0}
"""People, and the seconds that a solve may take."""


def measure_one(folder: Path, time_limit: float, seed: int) -> dict[str, object]:
    """Load, solve and verify one community in this process and return the figures."""
    from roster import load_problem, verify
    from solver import solve

    began = time.monotonic()
    problem = load_problem(folder / "community.yaml")
    loaded = time.monotonic()
    result = solve(problem, time_limit=time_limit, seed=seed)
    first = next((p.seconds for p in result.trace if p.open_units is not None), None)
    figures: dict[str, object] = {
        "status": result.status.value,
        "load_s": loaded - began,
        "first_s": first,
        "total_s": result.seconds,
    }
    if result.roster is not None and result.score is not None:
        before = time.monotonic()
        verify(problem, result.roster)
        figures |= {
            "verify_s": time.monotonic() - before,
            "open": result.score.open,
            "open_bound": result.bound.open,
            "soft": result.score.soft,
            "soft_bound": result.bound.soft,
            "gap_percent": None if result.gap is None else 100 * result.gap,
        }
    return figures


def measure(people: int, time_limit: float, runs: int) -> dict[str, object]:
    """Return the median of each figure over fresh processes with different seeds of the search."""
    from roster.generator import generate_community

    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        size = people / 150
        generate_community(
            people=people,
            homes=round(60 * size),
            posts=max(2, round(6 * size)),
            windows=max(2, round(6 * size)),
            grids=max(2, round(7 * size)),
            seed=1,
            out=Path(scratch),
        )
        for seed in range(1, runs + 1):
            command = [sys.executable, "-m", __spec__.name, "--one", scratch, "--time-limit", str(time_limit)]
            with (
                subprocess.Popen(
                    [*command, "--seed", str(seed)], stdout=subprocess.PIPE, text=True, cwd=ROOT
                ) as run,
                PeakMemory(run.pid) as peak,
            ):
                said, _ = run.communicate()
            if run.returncode:
                raise SystemExit(f"The run with seed {seed} has failed.")
            rows.append(json.loads(said) | {"memory_mib": peak.mib})
    return {name: _middle([row.get(name) for row in rows]) for name in rows[0]}


def _middle(values: list[object]) -> object:
    numbers = [v for v in values if isinstance(v, (int, float))]
    return statistics.median(numbers) if len(numbers) == len(values) else values


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=Path)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--time-limit", type=float)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure_one(options.one, options.time_limit or 60, options.seed)))
        return
    print(f"{os.cpu_count()} cores, median of {options.runs}")
    for people in options.sizes:
        figures = measure(people, options.time_limit or SIZES.get(people, 60.0), options.runs)
        shown = {k: round(v, 2) if isinstance(v, float) else v for k, v in figures.items()}
        print(people, json.dumps(shown), flush=True)


if __name__ == "__main__":
    main()
