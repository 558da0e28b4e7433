"""How fast one absence is mended: random absences of a generated community.

Run by hand::

    python -m tests.benchmarks.bench_repair --people 150 --absences 100

Prints the seconds to the best proposal with its proof, and with reasons and other
proposals; how much of it is proven; how many people change.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter

from roster.disruption import Disruption, disrupted, whole_days
from solver.levels import LEVELS
from solver.repair import repair
from tests.benchmarks.community import arguments, community, machine


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--absences", type=int, default=100)
    parser.add_argument("--time-limit", type=float, default=3.0)
    parser.add_argument("--bare", action="store_true", help="Only the best proposal, without reasons.")
    parser.add_argument(
        "--processor",
        action="store_true",
        help="Let the limit count processor seconds, where the machine is shared with other work.",
    )
    options = parser.parse_args()
    problem, roster = community(options.people, options.solve_seconds)
    if options.processor:
        time.monotonic = time.process_time
    dice = random.Random(1)
    times, processor, proven, people = [], [], Counter[str](), Counter[int]()
    for _ in range(options.absences):
        a = dice.choice(roster.assignments)
        day = problem.horizon.day_of(a.start)
        after = disrupted(problem, Disruption(tuple(whole_days(problem, a.person, [day]))))
        began, cpu = time.perf_counter(), time.process_time()
        found = repair(
            after,
            roster,
            time_limit=options.time_limit,
            reasons=not options.bare,
            proposals=1 if options.bare else 3,
        )
        times.append(time.perf_counter() - began)
        processor.append(time.process_time() - cpu)
        best = found.best
        if best is not None:
            known = [level for level, step in zip(LEVELS, best.steps, strict=True) if step.proven]
            proven[known[-1] if known else "nothing"] += 1
            people[len(best.people)] += 1
        print(
            f"{a.person}:{day} {times[-1]:6.2f} s {processor[-1]:6.2f} cpu {[(s.value, s.bound) for s in best.steps] if best else None}",
            flush=True,
        )
    print(f"{options.people} people, {options.absences} absences; {machine()}")
    print(f"seconds   median {statistics.median(times):.2f}  worst {max(times):.2f}")
    print(f"processor median {statistics.median(processor):.2f}  worst {max(processor):.2f}")
    print(f"proven up to: {dict(proven)}")
    print(f"people who change: {dict(sorted(people.items()))}")


if __name__ == "__main__":
    main()
