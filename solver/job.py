"""One solve or repair asked for on a page, in a process of its own: ``python -m solver.job NUMBER``.

It reads what to do from the store, writes its progress there, and ends when the store
says so. A crash harms nothing else: the page sees a failed job.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from roster.model import Problem
from roster.roster import Roster
from roster.services.common import ServiceError, now, record
from roster.services.drafts import Draft, add_version, newest_move, unpack, verdict_of
from roster.services.history import assignment_json
from roster.services.jobs import QUESTIONS, both, fail, identity
from roster.services.situations import changed_problem, problem_of
from roster.services.versions import proof_of
from roster.services.views import moment_now
from roster.store import Store
from roster.store.tables import Situation, Version
from roster.store.tables_people import Job, JobStep
from roster.verify import Verdict
from roster.words import Sentence, sentence
from solver.job_questions import answer
from solver.job_told import no_roster, proposal_record, solved
from solver.repair import repair
from solver.result import Bound, Progress, Status
from solver.search import solve, versions
from solver.under_way import UnderWay

EVERY = 0.5
"""Seconds between two writes of progress at least."""


def main() -> None:
    """Run the job whose number is the only argument, in the store ``ROSTER_JOB_DB``."""
    with contextlib.suppress(OSError):
        os.nice(5)
    store = Store(os.environ["ROSTER_JOB_DB"])
    run(store, int(sys.argv[1]))


def run(store: Store, number: int) -> None:
    """Run a job; whatever happens, it ends as done or failed."""
    work = _Work(store, number)
    work.begin()
    try:
        work.go()
    except ServiceError as refused:
        work.refused(refused)
    except Exception as problem:
        work.broken(problem)
        raise


class _Work:
    """One job under way."""

    def __init__(self, store: Store, number: int) -> None:
        self.store, self.number = store, number
        self._lock = threading.Lock()
        self._steps = 0
        self._written = 0.0
        self._looked = 0.0
        self._stop = False
        self._began = time.monotonic()

    def begin(self) -> None:
        with self.store.write() as session:
            job = session.get_one(Job, self.number)
            job.pid, job.process = os.getpid(), identity(os.getpid())
            job.seen_at = now()
            if job.state == "queued":
                job.state = "running"

    def go(self) -> None:
        with self.store.read() as session:
            self.job = session.get_one(Job, self.number)
            situation = session.get_one(Situation, self.job.situation_id)
            problem = problem_of(session, situation)
            base = session.get(Version, self.job.base_id) if self.job.base_id else None
            roster = unpack(problem, base.roster)[0] if base else Roster()
        self.draft = Draft(self.job.community_id, self.job.week, situation, problem, 0, None, base, roster)
        if self.job.kind in QUESTIONS:
            _, bound = proof_of(base, situation)
            self._end(
                *answer(
                    self.job.kind,
                    problem,
                    roster,
                    self.job.options,
                    open_bound=bound.get("open_units"),
                    now=moment_now(problem.horizon),
                    changed=lambda files: self._changed(situation, files),
                )
            )
        elif self.job.kind == "repair":
            self._repair(problem, roster)
        else:
            self._solve(problem, roster)

    def refused(self, refused: ServiceError) -> None:
        with self.store.write() as session:
            fail(session, session.get_one(Job, self.number), refused.message)

    def broken(self, problem: Exception) -> None:
        with self.store.write() as session:
            said = sentence(
                "The solver failed: {kind}. This is a defect; please report it.", kind=type(problem).__name__
            )
            fail(session, session.get_one(Job, self.number), said)

    def _changed(self, situation: Situation, files: Mapping[str, bytes]) -> Problem:
        with self.store.read() as session:
            return changed_problem(session, situation, files)

    # The two kinds

    def _solve(self, problem: Problem, roster: Roster) -> None:
        left = UnderWay.of(problem, roster, verdict_of(problem, roster), moment_now(problem.horizon))
        result = solve(
            left.problem,
            on_progress=self._progress,
            stop=self._stopped,
            **_options(self.job.options, 60.0),
        )
        if result.roster is None:
            begun = left.problem.begun is not None
            self._end(no_roster(result.status, begun=begun), {"status": result.status.value})
            return
        whole = left.whole(result.roster)
        found = Roster(whole.assignments, roster.pinned)
        verdict = verdict_of(problem, found)
        status, bound = left.proven(result, verdict)
        with self.store.write() as session:
            version = self._keep(session, found, verdict, "solve", status, bound, result.seconds)
            self._done(
                session, solved(status, bound, verdict, result.notes), {"status": status.value}, version
            )

    def _repair(self, problem: Problem, roster: Roster) -> None:
        mended = repair(
            problem,
            roster,
            now=moment_now(problem.horizon),
            stop=self._stopped,
            **_options(self.job.options, 10.0),
        )
        lost = [assignment_json(problem, a) for a in mended.lost]
        if not mended.proposals:
            self._end(no_roster(mended.status), {"status": mended.status.value, "lost": lost})
            return
        told, first = [], None
        with self.store.write() as session:
            for proposal in mended.proposals:
                row = self._keep(
                    session, proposal.roster, proposal.verdict, "repair", mended.status, None, mended.seconds
                )
                first = first or row
                told.append({"version": row.number, **proposal_record(problem, proposal)})
            best = mended.proposals[0]
            says = sentence("{people} {seats}", people=best.summary, seats=best.seats)
            self._done(session, says, {"status": mended.status.value, "lost": lost, "proposals": told}, first)

    # What is written to the store

    def _progress(self, progress: Progress) -> None:
        with self._lock:
            if time.monotonic() - self._written < EVERY:
                return
            self._written = time.monotonic()
            self._steps += 1
            step = {
                "seconds": round(progress.seconds, 2),
                "open": _seats(progress.open_units),
                "open_bound": _seats(progress.open_bound),
                "soft": progress.soft,
                "soft_bound": progress.soft_bound,
                "gap": progress.gap,
                "phase": both(progress.phase),
            }
            with self.store.write() as session:
                session.add(JobStep(job_id=self.number, number=self._steps, at=now(), progress=step))
                session.get_one(Job, self.number).seen_at = now()

    def _stopped(self) -> bool:
        if not self._stop and time.monotonic() - self._looked >= EVERY:
            self._looked = time.monotonic()
            with self.store.read() as session:
                self._stop = session.get_one(Job, self.number).state != "running"
        return self._stop

    def _keep(
        self,
        session: Session,
        roster: Roster,
        verdict: Verdict,
        kind: str,
        status: Status,
        bound: Bound | None,
        seconds: float,
    ) -> Version:
        proven = (
            {} if bound is None else {"open_units": bound.open_units, "open": bound.open, "soft": bound.soft}
        )
        return add_version(
            session,
            self.draft,
            roster,
            verdict,
            kind=kind,
            author=self.job.author,
            status=status.value,
            bound=proven,
            seed=int(self.job.options.get("seed", 1)),
            software={**versions(), "seconds": round(seconds, 2)},
        )

    def _done(
        self, session: Session, says: Sentence, result: Mapping[str, Any], version: Version | None
    ) -> None:
        job = session.get_one(Job, self.number)
        job.state, job.ended_at, job.seen_at = "done", now(), now()
        job.message = str(says)[:2000]
        job.result = {**result, "says": both(says), "moved": self._moved(session)}
        job.result_id = version.id if version else None
        record(
            session,
            "job.done",
            "system",
            community=job.community_id,
            week=job.week,
            detail={"job": job.id, "version": version.number if version else None},
        )

    def _moved(self, session: Session) -> bool:
        """Say whether the draft has moved while the job ran."""
        move = newest_move(session, self.job.community_id, self.job.week)
        return (move.version_id if move else None) != self.job.base_id

    def _end(self, says: Sentence, result: Mapping[str, Any]) -> None:
        with self.store.write() as session:
            self._done(session, says, result, None)


def _options(said: Mapping[str, Any], time_limit: float) -> dict[str, Any]:
    return {
        "time_limit": float(said.get("time_limit", time_limit)),
        "seed": int(said.get("seed", 1)),
        "workers": said.get("workers"),
        "deterministic": bool(said.get("deterministic", False)),
    }


def _seats(units: int | None) -> float | None:
    return None if units is None else units / 2


if __name__ == "__main__":
    main()
