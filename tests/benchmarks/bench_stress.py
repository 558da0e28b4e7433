"""How long it takes to try every single absence of a generated community.

Run by hand::

    python -m tests.benchmarks.bench_stress --people 150 --time-limit 300
"""

from __future__ import annotations

import time
from collections import Counter

from solver.fragility import fragile, suggestions
from solver.stress import stress
from tests.benchmarks.community import arguments, community, machine


def main() -> None:
    parser = arguments(__doc__ or "")
    parser.add_argument("--time-limit", type=float, default=300.0)
    parser.add_argument("--per", choices=["day", "week"], default="day")
    options = parser.parse_args()
    problem, roster = community(options.people, options.solve_seconds)
    report = stress(problem, roster, per=options.per, time_limit=options.time_limit)
    began = time.monotonic()
    trained, kept = suggestions(problem, roster, report)
    advice = time.monotonic() - began
    outcomes = report.outcomes
    print(f"{options.people} people, {len(outcomes)} absences per {options.per}; {machine()}")
    print(
        f"seconds {report.seconds:.0f}, advice {advice:.0f} more; every absence tried: {not report.interrupted}"
    )
    print(f"mended {sum(o.mended for o in outcomes)}, proven hopeless {sum(o.hopeless for o in outcomes)}")
    print(f"calls {dict(sorted(Counter(o.calls or 0 for o in outcomes if o.mended).items()))}")
    print(f"settled with proof {sum(o.proven for o in outcomes)}")
    print(f"fragile {[f.work for f in fragile(report)[:3]]}, train {[(t.person, t.skill) for t in trained]}")
    print(f"keep free {[(k.person, k.day) for k in kept]}")


if __name__ == "__main__":
    main()
