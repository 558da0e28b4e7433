"""Solves, repairs and questions: start, watch live, stop."""

from __future__ import annotations

import json as codec
import threading
import time
from collections.abc import Iterator
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field

from roster.services import jobs
from roster.services.accounts import Role
from web import auth
from web.api import models as m
from web.api.answers import language
from web.api.describe import documented, streamed

LOOK_EVERY = 0.5
STREAM_SECONDS = 50.0
MOST_STREAMS = 8

blueprint = Blueprint("jobs", __name__, url_prefix="/communities/<community>")
_streams = threading.BoundedSemaphore(MOST_STREAMS)


class AfterQuery(m.Asked):
    """Which steps are known already."""

    after: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0


@blueprint.post("/weeks/<week>/jobs")
@auth.needs(Role.COORDINATOR)
@documented(m.JobStarted, tag="jobs", status=201, also=(422,))
def start(community: str, week: str, json: m.JobSaid) -> tuple[dict[str, Any], int]:
    """Start a solve or a repair of the draft in a process of its own."""
    options = json.model_dump(exclude={"kind"}, exclude_none=True)
    number = jobs.start(
        auth.store(), community, auth.monday(week), kind=json.kind, options=options, author=auth.actor()
    )
    return {"job": number}, 201


@blueprint.get("/weeks/<week>/jobs")
@auth.needs(Role.VIEWER)
@documented(m.JobList, tag="jobs")
def list_jobs(community: str, week: str) -> dict[str, Any]:
    """List the jobs of a week."""
    with auth.store().read() as db:
        return {"jobs": jobs.listed(db, community, auth.monday(week), language())}


@blueprint.get("/jobs/<int(max=2000000000):number>")
@auth.needs(Role.VIEWER)
@documented(m.JobView, tag="jobs", also=(422,))
def show(community: str, number: int, query: AfterQuery) -> dict[str, Any]:
    """Return where a job stands."""
    return jobs.show(auth.store(), community, number, language(), after=query.after)


@blueprint.post("/jobs/<int(max=2000000000):number>/stop")
@auth.needs(Role.COORDINATOR)
@documented(m.Nothing, tag="jobs", also=(422,))
def stop(community: str, number: int) -> dict[str, Any]:
    """Let a job end and keep the best it has."""
    with auth.store().read() as db:
        jobs.get(db, community, number)
    jobs.stop(auth.store(), community, number, author=auth.actor())
    return {"done": True}


@blueprint.get("/jobs/<int(max=2000000000):number>/events")
@auth.needs(Role.VIEWER)
@streamed("text/event-stream", tag="jobs")
def events(community: str, number: int) -> Response:
    """Send where a job stands, live, as server-sent events `progress` and at last `end`."""
    store, said = auth.store(), language()
    known = request.headers.get("Last-Event-ID", "0")
    after = int(known) if known.isdecimal() and len(known) < 10 else 0
    first = jobs.show(store, community, number, said, after=after)
    live = _streams.acquire(blocking=False)

    def stream() -> Iterator[str]:
        job, seen, ends = first, after, time.monotonic() + STREAM_SECONDS
        try:
            yield "retry: 2000\n\n"
            while True:
                for step in job["steps"]:
                    seen = step["number"]
                    yield _event("progress", step, seen)
                if job["state"] not in jobs.GOING:
                    yield _event("end", {k: job[k] for k in ("state", "says", "version")}, seen)
                    return
                if not live or time.monotonic() > ends:
                    return
                yield ": waiting\n\n"
                time.sleep(LOOK_EVERY)
                job = jobs.show(store, community, number, said, after=seen)
        finally:
            if live:
                _streams.release()

    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    return Response(stream(), mimetype="text/event-stream", headers=headers)


def _event(name: str, data: dict[str, Any], number: int) -> str:
    return f"id: {number}\nevent: {name}\ndata: {codec.dumps(data, ensure_ascii=False)}\n\n"
