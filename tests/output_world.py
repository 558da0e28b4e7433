"""A small community with every service, built by hand, for the tests of what is written out."""

from __future__ import annotations

from datetime import date

from roster.model import (
    AB,
    Away,
    Claim,
    Duty,
    Horizon,
    Limits,
    Person,
    Place,
    Problem,
    Slot,
    Span,
    Visit,
)
from roster.roster import Assignment, Roster
from roster.rules.rest import Rest

MONDAY = date(2026, 11, 23)


def at(day: int, clock: str) -> int:
    """Return minutes since Monday midnight of a day and a time of day."""
    hours, minutes = clock.split(":")
    return day * 1440 + int(hours) * 60 + int(minutes)


def duty(
    service: str, task: str, shift: str | None, day: int, hours: str, title: str, **more: object
) -> Duty:
    """Return a duty with its key made as the loader makes it."""
    start, end = hours.split("-")
    moment = Horizon(MONDAY).moment(at(day, start))
    parts = [service, task, shift, more.get("grid"), f"{moment:%Y-%m-%dT%H%M}"]
    span = Span(at(day, start), at(day, end))
    people = {"min": 2, "target": 2, "most": 2} if service == "patrols" else {}
    options = {"place": task, "labels": frozenset({service.rstrip("s"), task}), **people, **more}
    return Duty("/".join(str(p) for p in parts if p), service, task, shift, day, span, title=title, **options)  # type: ignore[arg-type]


def world(*, language: str = "en", timezone: str = "Asia/Shanghai", more_people: int = 0) -> Problem:
    """Return the community: a gate, a window with A and B, a mediator, a home, standby."""
    week = (Span(0, 7 * 1440),)
    people = [
        Person("p1", "韩立新", frozenset({"volunteers"}), frozenset({"first-aid"}), available=week),
        Person("p2", "马秀英", frozenset({"volunteers"}), available=week, limits=Limits(duties=3)),
        Person(
            "p3",
            "周建国",
            frozenset({"volunteers"}),
            frozenset({"first-aid"}),
            available=week,
            away=(Away(Span(0, 1440)),),
        ),
        Person("p4", "王雪", frozenset({"staff"}), frozenset({"agent"}), available=week),
        Person("p5", "=SUM(A1:A9)", frozenset({"staff"}), frozenset({"agent", "mediator"}), available=week),
        *(Person(f"x{n}", f"Extra {n}", available=week) for n in range(more_people)),
    ]
    gate = [
        duty(
            "patrols",
            "gate",
            "evening",
            d,
            "19:00-21:00",
            "北门",
            needs=(("first-aid", 1),),
            teams=frozenset({"volunteers"}),
        )
        for d in range(3)
    ]
    windows = [
        duty(
            "windows", "hall", None, d, hours, "综合窗口", ab=AB("p4", "p5"), members=frozenset({"p4", "p5"})
        )
        for d in range(2)
        for hours in ("09:00-12:00", "14:00-17:30")
    ]
    mediator = [duty("duties", "mediator", None, 1, "15:00-17:00", "调解", skills=frozenset({"mediator"}))]
    visit = Visit(
        "visits/h1", "h1", "h1", 40, 2, tuple(Slot(d, d, Span(at(d, "09:00"), at(d, "11:30"))) for d in range(7)),
        people=1, tasks=("meal",), title="白奶奶", labels=frozenset({"visit", "h1", "meal"}),
    )  # fmt: skip
    places = {
        k: Place(k, n)
        for k, n in (
            ("gate", "North gate"),
            ("hall", "Service hall"),
            ("mediator", "Room 2"),
            ("h1", "白奶奶"),
        )
    }
    return Problem(
        "Muslim <Lane>",
        Horizon(MONDAY, timezone=timezone),
        {p.id: p for p in people},
        places,
        duties=(*gate, *windows, *mediator),
        visits=(visit,),
        claims=(Claim("p1", (gate[0].key,)),),
        rules=(Rest(hours=10), Rest(hours=14, weight=3)),
        language=language,
        config_hash="abc",
    )


def roster_of(problem: Problem) -> Roster:
    """Return a roster with two open seats at the gate, one visit left out and one soft finding."""
    rows = [
        ("patrols/gate/evening/2026-11-23T1900", "p1", None),
        ("patrols/gate/evening/2026-11-23T1900", "p2", None),
        ("patrols/gate/evening/2026-11-24T1900", "p1", None),
        ("windows/hall/2026-11-23T0900", "p4", None),
        ("windows/hall/2026-11-23T1400", "p5", None),
        ("windows/hall/2026-11-24T0900", "p4", None),
        ("windows/hall/2026-11-24T1400", "p4", None),
        ("duties/mediator/2026-11-24T1500", "p5", None),
        ("patrols/gate/evening/2026-11-25T1900", "p1", None),
        ("patrols/gate/evening/2026-11-25T1900", "p3", None),
        ("visits/h1", "p2", at(1, "09:10")),
    ]
    found = []
    for key, person, start in rows:
        work = problem.works[key]
        span = work.span if isinstance(work, Duty) else Span(start or 0, (start or 0) + work.minutes)
        found.append(Assignment(span.start, span.end, key, person))
    return Roster.of(found, [found[0]])
