"""Solves a week in parts for a minute, to be interrupted: ``python -m tests.solver.interrupted``."""

from __future__ import annotations

import pytest

from roster.loading import load_text
from solver import Progress, solve
from tests.solver.fingerprint import WEEK
from tests.solver.inline import in_parts


def main() -> None:
    proven: list[int] = []

    def tell(progress: Progress) -> None:
        if progress.soft_bound is not None and not proven:
            proven.append(progress.soft_bound)
            print("proving", flush=True)

    with pytest.MonkeyPatch.context() as patch:
        in_parts(patch, inline=False)
        solve(load_text(WEEK, "week.yaml"), time_limit=60, on_progress=tell)


if __name__ == "__main__":
    main()
