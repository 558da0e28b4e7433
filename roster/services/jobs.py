"""Solves and repairs in a child process: started, watched, stopped; a dead one is a failed job."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from roster.services.common import NotFoundError, RefusedError, now, record
from roster.services.drafts import open_draft
from roster.store import Store
from roster.store.tables import Version
from roster.store.tables_people import Job, JobStep
from roster.words import LANGUAGES, Sentence, sentence

PLANS = ("solve", "repair")
QUESTIONS = ("why-open", "why-not", "what-if", "conflict")
GOING = ("queued", "running", "stopping")
SILENT = timedelta(seconds=90)
"""A job of another machine that has not been heard of for so long counts as dead."""

WATCHING = "roster-job-"
"""How the threads that wait for jobs are called."""

_CHILDREN: dict[tuple[str, int], subprocess.Popen[bytes]] = {}
"""The jobs that this process has started and waits for; it knows best how they end."""

COMMAND = (sys.executable, "-m", "solver.job")


def start(
    store: Store,
    community: str,
    week: date,
    *,
    kind: str,
    options: Mapping[str, Any],
    author: str,
    command: tuple[str, ...] = COMMAND,
) -> int:
    """Start a solve, a repair or a question about the draft and return the job's number at once.

    Parameters
    ----------
    kind
        ``solve`` plans the week anew, but keeps what is pinned and what has begun;
        ``repair`` mends the draft with the fewest changes; ``why-open``, ``why-not``,
        ``what-if`` and ``conflict`` answer questions about it and make no version.
    options
        ``time_limit`` in seconds, ``seed``, ``workers``, ``deterministic``; for questions
        ``person``, ``work``, ``day``, ``without`` and ``files`` (text by name).

    Raises
    ------
    RefusedError
        If a job of this week is under way already.
    """
    alike = next((kinds for kinds in (PLANS, QUESTIONS) if kind in kinds), None)
    if alike is None:
        raise RefusedError(sentence("There is no job of this kind."))
    reap(store, community)
    with store.write() as session:
        going = select(Job.id).where(Job.community_id == community, Job.week == week, Job.state.in_(GOING))
        if session.scalars(going).first() is not None:
            raise RefusedError(
                sentence("A solve or an answer for this week is under way. Stop it or wait for it.")
            )
        draft = open_draft(session, community, week)
        job = Job(
            community_id=community,
            week=week,
            kind=kind,
            base_id=draft.version.id if draft.version else None,
            situation_id=draft.situation.id,
            options=dict(options),
            author=author,
            state="queued",
            created_at=now(),
            seen_at=now(),
            result={},
        )
        session.add(job)
        session.flush()
        record(session, "job.started", author, community=community, week=week, detail={"job": job.id})
        number = job.id
    _launch(store, number, command)
    return number


def stop(store: Store, community: str, number: int, *, author: str) -> None:
    """Ask a job to end and keep the best it has; a question ends without an answer."""
    with store.write() as session:
        job = get(session, community, number)
        if job.state in ("queued", "running"):
            if job.kind in QUESTIONS:
                fail(session, job, sentence("Stopped."))
                if job.pid and identity(job.pid) == job.process:
                    os.kill(job.pid, signal.SIGTERM)
            else:
                job.state = "stopping"
            record(session, "job.stopped", author, community=community, week=job.week, detail={"job": number})


def get(session: Session, community: str, number: int) -> Job:
    """Return a job of a community."""
    job = session.get(Job, number)
    if job is None or job.community_id != community:
        raise NotFoundError(sentence("There is no such job."))
    return job


def show(store: Store, community: str, number: int, language: str, *, after: int = 0) -> dict[str, Any]:
    """Return where a job stands, with the steps after one that is known."""
    with store.read() as session:
        job = get(session, community, number)
        going = job.state in GOING
    if going and is_dead(job):
        reap(store, community)
    with store.read() as session:
        job = get(session, community, number)
        query = select(JobStep).where(JobStep.job_id == number, JobStep.number > after)
        steps = [
            {"number": s.number, **in_language(s.progress, language)}
            for s in session.scalars(query.order_by(JobStep.number))
        ]
        result = session.get(Version, job.result_id) if job.result_id else None
        return {
            "id": job.id,
            "week": job.week.isoformat(),
            "kind": job.kind,
            "state": job.state,
            "options": {k: v for k, v in job.options.items() if k != "files"},
            "created_at": job.created_at.isoformat(),
            "ended_at": job.ended_at.isoformat() if job.ended_at else None,
            "says": says(job, language),
            "version": result.number if result else None,
            "result": {k: v for k, v in in_language(job.result, language).items() if k != "says"},
            "steps": steps,
        }


def listed(session: Session, community: str, week: date, language: str) -> list[dict[str, Any]]:
    """Return the jobs of a week, newest first."""
    query = select(Job).where(Job.community_id == community, Job.week == week)
    return [
        {
            "id": job.id,
            "kind": job.kind,
            "state": job.state,
            "created_at": job.created_at.isoformat(),
            "ended_at": job.ended_at.isoformat() if job.ended_at else None,
            "says": says(job, language),
        }
        for job in session.scalars(query.order_by(Job.id.desc()).limit(100))
    ]


def says(job: Job, language: str) -> str:
    """Return how a job ended, or what it is doing, in a sentence."""
    said = job.result.get("says", {})
    return str(said.get(language) or job.message)


def both(message: Sentence) -> dict[str, str]:
    """Return a sentence in every language, to be stored."""
    return {language: message.say(language) for language in LANGUAGES}


def fail(session: Session, job: Job, message: Sentence) -> None:
    """Let a job have failed, with a message."""
    job.state, job.ended_at = "failed", now()
    job.message, job.result = str(message)[:2000], {**job.result, "says": both(message)}
    record(session, "job.failed", "system", community=job.community_id, week=job.week, detail={"job": job.id})


def reap(store: Store, community: str | None = None) -> int:
    """Let jobs whose process is gone have failed; return how many there were."""
    with store.write() as session:
        query = select(Job).where(Job.state.in_(GOING))
        if community is not None:
            query = query.where(Job.community_id == community)
        mine = {number for url, number in _CHILDREN if url == store.url}
        dead = [job for job in session.scalars(query) if job.id not in mine and is_dead(job)]
        for job in dead:
            fail(
                session,
                job,
                sentence(
                    "The solver is gone: the machine or the site was stopped. The draft is as it was. Start it again."
                ),
            )
        return len(dead)


def is_dead(job: Job) -> bool:
    """Say whether the process of a job that should be going is gone."""
    if job.process and job.process.partition(" ")[0] == socket.gethostname():
        return identity(job.pid or 0) != job.process
    seen = job.seen_at or job.created_at
    return now() - seen > SILENT


def identity(pid: int) -> str:
    """Return what tells a process from a later one with its number; empty where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        state, _, rest = fields.rpartition(")")[2].strip().partition(" ")
        return "" if state in ("Z", "X") else f"{socket.gethostname()} {pid} {rest.split()[18]}"
    except (OSError, IndexError):
        if Path("/proc/self/stat").exists():
            return ""
    try:
        os.kill(pid, 0)
    except OSError:
        return ""
    return f"{socket.gethostname()} {pid}"


def _launch(store: Store, number: int, command: tuple[str, ...]) -> None:
    env = {**os.environ, "ROSTER_JOB_DB": store.url}
    try:
        process = subprocess.Popen(
            [*command, str(number)],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as problem:
        with store.write() as session:
            job = session.get_one(Job, number)
            fail(
                session,
                job,
                sentence("The solver cannot be started: {problem}.", problem=problem.strerror or "unknown"),
            )
        return
    with store.write() as session:
        job = session.get_one(Job, number)
        job.pid, job.process = process.pid, identity(process.pid)
    _CHILDREN[store.url, number] = process
    name = f"{WATCHING}{number}"
    threading.Thread(target=_watch, args=(store, number, process), daemon=True, name=name).start()


def _watch(store: Store, number: int, process: subprocess.Popen[bytes]) -> None:
    """Wait for a child and say what became of it, if it did not say so itself."""
    code = process.wait()
    with contextlib.suppress(Exception), store.write() as session:
        job = session.get_one(Job, number)
        if job.state in GOING:
            fail(session, job, _ended(code))
    _CHILDREN.pop((store.url, number), None)


def _ended(code: int) -> Sentence:
    """Say what became of a solver that did not say so itself, and what to do now."""
    if code == -signal.SIGKILL:
        return sentence(
            "The solver was killed, perhaps because memory ran out. The draft is as it was. "
            "Close what else is running, and start it again."
        )
    if code < 0:
        return sentence(
            "The solver crashed ({signal}). The draft is as it was. Start it again; "
            "if it crashes again, report it with this word.",
            signal=signal.Signals(-code).name,
        )
    return sentence(
        "The solver ended without a result (exit code {code}). The draft is as it was. Start it again; "
        "if it ends like this again, report it with this number.",
        code=code,
    )


def in_language(stored: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return stored JSON with each sentence (kept in every language) in one."""
    return {key: _said(value, language) for key, value in stored.items()}


def _said(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        if set(value) == set(LANGUAGES):
            return value[language]
        return {key: _said(part, language) for key, part in value.items()}
    if isinstance(value, list):
        return [_said(part, language) for part in value]
    return value
