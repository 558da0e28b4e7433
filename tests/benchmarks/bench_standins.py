"""How fast stand-ins are ranked and edits verified: every seat of a generated community.

Run by hand::

    python -m tests.benchmarks.bench_standins --people 150
"""

from __future__ import annotations

import random
import statistics
import time

from roster.roster import Edit
from roster.standins import Seat, stand_ins
from roster.verify import verify
from roster.verify_delta import Judgement
from tests.benchmarks.community import arguments, community, machine


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--seats", type=int, default=100)
    options = parser.parse_args()
    problem, roster = community(options.people, options.solve_seconds)
    began = time.perf_counter()
    verify(problem, roster)
    whole = time.perf_counter() - began
    judged = Judgement(problem, roster)
    ranked, edited, fresh, processor = [], [], [], []
    for a in random.Random(1).choices(roster.assignments, k=options.seats):
        seat = Seat(a.work, a.start, a.person)
        began, cpu = time.perf_counter(), time.thread_time()
        stand_ins(problem, roster, seat, judgement=judged)
        processor.append(time.thread_time() - cpu)
        ranked.append(time.perf_counter() - began)
        began = time.perf_counter()
        judged.after(Edit(remove=(a,))).verdict  # noqa: B018
        edited.append(time.perf_counter() - began)
        began = time.perf_counter()
        stand_ins(problem, roster, seat)
        fresh.append(time.perf_counter() - began)
    print(f"{options.people} people, {len(roster.assignments)} assignments; {machine()}")
    print(f"whole verify            {1000 * whole:7.1f} ms")
    for name, times in (
        ("edit, verdict kept", edited),
        ("stand-ins, warm", ranked),
        ("… of the processor", processor),
        ("stand-ins, afresh", fresh),
    ):
        print(
            f"{name:22}  {1000 * statistics.median(times):7.1f} ms median  {1000 * max(times):7.1f} ms worst"
        )


if __name__ == "__main__":
    main()
