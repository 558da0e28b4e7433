"""Small random communities: few rosters, many ways for their rules to get in each other's way."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck
from hypothesis import strategies as st

from roster.errors import ConfigErrors
from roster.loading import load_text
from roster.model import Past, Problem, Span
from tests.solver.brute import parts, roster_count

LOOSE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
"""Settings: a solve takes its time."""

RULES = (
    "{kind: familiar-faces, visitors: 1, weight: 7}",
    "{kind: walking, weight: 1}",
    "{kind: walking, weight: 3}",
    "{kind: fair-share, of: hours, weight: 5}",
    "{kind: fair-share, of: duties, weight: 3}",
    "{kind: fair-share, of: visit, weight: 2}",
    "{kind: pair, experienced: 1, new: 1, weight: 10}",
    "{kind: pair, experienced: 1, new: 1}",
    "{kind: rest, hours: 11}",
    "{kind: rest, hours: 11, weight: 4}",
    "{kind: succession, after: d1, not: h1, within_hours: 12}",
    "{kind: succession, after: visit, not: duty, weight: 6}",
    "{kind: max-days, days: 1, per: week, weight: 3}",
    "{kind: max-days-in-row, days: 1}",
    "{kind: min-days, days: 1, per: week, weight: 3}",
    "{kind: min-duties, duties: 1, per: week}",
    "{kind: min-duties, duties: 2, per: week, weight: 4}",
    "{kind: max-duties, duties: 1, per: day, weight: 2}",
    "{kind: max-hours, hours: 1.5, per: day}",
    "{kind: min-hours, hours: 2, per: week, weight: 2}",
    "{kind: min-days-in-row, days: 2, weight: 2}",
    "{kind: max-label, label: visit, max: 1, per: week}",
    "{kind: together, people: [p1, p2], weight: 4}",
    "{kind: apart, people: [p1, p2]}",
    "{kind: not-alone, hours: 09:00-10:00, weight: 3}",
    "{kind: not-alone, hours: 09:20-09:40}",
    "{kind: whole-weekends, weight: 2}",
    "{kind: mixed-teams, teams: [east, west], weight: 3}",
    "{kind: stability, weight: 2}",
    "{kind: ab-holder, weight: 3}",
    "{kind: target-seats, weight: 4}",
)
HOURS = ("09:00-10:00", "09:30-10:30", "10:02-11:00", "21:00-23:00", "22:00-01:00", "06:00-07:00")
DAYS = ("Mon", "Tue", "Sat", "[Mon, Tue]", "[Sun, Mon]")
AVAILABLE = (
    "Mon-Fri 08:00-12:00",
    "daily 08:50-10:40",
    "Mon-Sun 09:30-24:00",
    "Mon 09:00-09:41, Tue 05:00-24:00",
    "Mon 08:00-09:45, Mon 09:50-12:00, Tue 00:00-24:00",
)
BETWEEN = ("00:00", "09:00", "09:05", "09:30", "10:00", "23:20")
LEAST = """
community: Drawn
week: 2026-11-23
people: [{id: p1}]
duties: [{id: d1, days: Mon, time: 09:00-10:00}]
"""


def _flag(odds: int) -> st.SearchStrategy[bool]:
    """Return a strategy that says yes once in so many."""
    return st.integers(0, odds - 1).map(lambda n: n == odds - 1)


@st.composite
def _person(draw: st.DrawFn, number: int) -> str:
    parts = [f"id: p{number}", f"teams: [{draw(st.sampled_from(['east', 'west']))}]"]
    if draw(_flag(2)):
        parts.append("skills: [x]")
    if draw(_flag(2)):
        parts.append(f"level: {draw(st.sampled_from(['new', 'experienced']))}")
    if draw(_flag(3)):
        parts.append(f"available: [{draw(st.sampled_from(AVAILABLE))}]")
    if draw(_flag(5)):
        parts.append(f"away: [{draw(st.sampled_from(['2026-11-23', '2026-11-24..2026-11-25']))}]")
    if draw(_flag(3)):
        limits = ("duties: 1", "duties: 2", "hours: 1.5", "per_day: 1", "per_day: 2, hours: 3")
        parts.append(f"limits: {{{draw(st.sampled_from(limits))}}}")
    if draw(_flag(3)):
        wishes = (
            "{want: visit, weight: 2}",
            "{avoid: duty, on: Mon, weight: 3}",
            "{want: d1, on: Tue, weight: 2}",
            "{avoid: '*', hours: 09:10-09:35, weight: 5}",
        )
        parts.append(f"wishes: [{draw(st.sampled_from(wishes))}]")
    return "  - {" + ", ".join(parts) + "}"


@st.composite
def _duty(draw: st.DrawFn, number: int, people: int) -> str:
    days = draw(st.sampled_from(DAYS))
    seats = draw(st.sampled_from(("1", "1", "2", "{min: 1, target: 2, max: 2}", "{min: 0, max: 1}")))
    parts = [f"id: d{number}, days: {days}, time: {draw(st.sampled_from(HOURS))}, people: {seats}"]
    parts.append(f"place: {draw(st.sampled_from(['hall', 'gate']))}")
    if draw(_flag(4)):
        parts.append("needs: {x: 1}")
    if draw(_flag(5)):
        parts.append("skill: x")
    if draw(_flag(3)):
        parts.append(f"priority: {draw(st.sampled_from(['high', 'low']))}")
    if draw(_flag(6)):
        parts.append("must: true")
    if draw(_flag(5)):
        day = "Tue" if "Tue" in days else "Sun" if "Sun" in days else days
        parts.append(f"claims: [{{person: p{draw(st.integers(1, people))}, on: {day}}}]")
    return "  - {" + ", ".join(parts) + "}"


@st.composite
def _visit(draw: st.DrawFn, number: int, people: int) -> str:
    minutes = draw(st.sampled_from((30, 40)))
    slots = []
    for begin in sorted(draw(st.sets(st.sampled_from(BETWEEN), min_size=1, max_size=2))):
        hour, minute = map(int, begin.split(":"))
        end = hour * 60 + minute + minutes + draw(st.integers(0, 3))
        if not slots or slots[-1][1] <= hour * 60 + minute:
            slots.append((hour * 60 + minute, min(end, 1440)))
    between = ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in slots)
    days = draw(st.sampled_from(("[Mon]", "[Tue]", "[Mon, Tue]", "[Mon, Wed]", "[Mon, Wed]")))
    gap = draw(st.sampled_from((None, None, 0, 1)))
    room = 1 if days != "[Mon, Wed]" and (gap == 1 or "," not in days) else 2
    times = draw(st.integers(1, room))
    parts = [f"id: h{number}, minutes: {minutes}, between: [{between}], times_per_week: {times}"]
    parts.append(f"place: {{at: [36.00{draw(st.sampled_from(['00', '05', '10', '15']))}, 101.79]}}")
    parts.append(f"days: {days}")
    if gap is not None:
        parts.append(f"gap_days: {gap}")
    together = draw(st.sampled_from((1, 1, 2)))
    parts.append(f"people: {together}")
    if draw(_flag(4)):
        parts.append(draw(st.sampled_from(("with: {team: east}", "with: {skill: x}", "skills: [x]"))))
    if draw(_flag(3)):
        parts.append(f"keep: [p{draw(st.integers(1, people))}]")
    if draw(_flag(6)):
        parts.append(f"never: [p{draw(st.integers(1, people))}]")
    if draw(_flag(3)):
        parts.append(f"priority: {draw(st.sampled_from(['high', 'low']))}")
    if draw(_flag(6)):
        parts.append("must: true")
    return "  - {" + ", ".join(parts) + "}"


@st.composite
def _window(draw: st.DrawFn) -> str:
    hours = draw(
        st.sampled_from(("[{days: [Mon, Tue], time: 09:00-10:00}]", "[{days: Mon, time: 09:10-09:50}]"))
    )
    staff = draw(
        st.sampled_from(
            (
                "ab: {a: p1, b: p2}",
                "ab: {a: p2, b: p1, standin: true}",
                "crews: {A: [p1], B: [p2], turn: daily, since: 2026-11-22}",
            )
        )
    )
    return f"  - {{id: w1, place: hall, open: {hours}, {staff}}}"


@st.composite
def texts(draw: st.DrawFn) -> list[str]:
    """Draw a community as the lines before its work, one line for each piece of work, and its rules."""
    people = draw(st.integers(2, 4))
    head = ["community: Drawn", "week: 2026-11-23", "weeks: 2" if draw(_flag(8)) else "weeks: 1", "people:"]
    head += [draw(_person(n + 1)) for n in range(people)]
    head.append("  - {id: absent, teams: [east, west], skills: [x], away: [2026-11-22..2026-12-01]}")
    head += ["places:", "  - {id: hall, at: [36.0000, 101.79]}", "  - {id: gate, at: [36.0010, 101.79]}"]
    duties = [draw(_duty(n + 1, people)) for n in range(draw(st.integers(1, 3)))]
    visits = [draw(_visit(n + 1, people)) for n in range(draw(st.integers(0, 2)))]
    windows = [draw(_window())] if draw(_flag(3)) else []
    rules = draw(st.lists(st.sampled_from(RULES), max_size=4, unique_by=lambda rule: rule.split(",")[0]))
    standby = ["standby: {per_day: 1, team: east}"] if draw(_flag(8)) else []
    works = [("duties:", duties[0]), *(("visits:", v) for v in visits)]
    works += [*(("windows:", w) for w in windows), *(("duties:", d) for d in duties[1:])]
    return [draw_text(head, works[:keep], rules, standby) for keep in range(len(works), 0, -1)]


def draw_text(head: list[str], works: list[tuple[str, str]], rules: list[str], standby: list[str]) -> str:
    """Write a community down."""
    lines = list(head)
    for section in dict.fromkeys(name for name, _ in works):
        lines.append(section)
        lines += [line for name, line in works if name == section]
    known = [r for r in rules if ("h1" not in r and "d1" not in r) or _named(r, works)]
    return "\n".join([*lines, *standby, "rules: [" + ", ".join(known) + "]"]) + "\n"


def _named(rule: str, works: list[tuple[str, str]]) -> bool:
    written = " ".join(line for _, line in works)
    return all(f"id: {name}" in written for name in ("h1", "d1") if name in rule)


@st.composite
def communities(draw: st.DrawFn, most: int) -> Problem:
    """Draw a community that has so many rosters at most, by leaving work out until it does."""
    for text in draw(texts()):
        try:
            problem = load_text(text, "drawn.yaml")
        except ConfigErrors:
            continue
        if 1 < roster_count(problem, most) <= most:
            break
    else:
        problem = load_text(LEAST, "drawn.yaml")
    if draw(_flag(4)):
        problem = replace(problem, past=tuple(_past(problem, draw(st.integers(0, 5)))))
    if draw(_flag(4)):
        minutes = draw(st.lists(st.integers(0, 9), min_size=5, max_size=5))
        places = sorted({work.place for work in problem.works.values()})
        pairs = [(a, b) for a in places for b in places if a != b]
        table = {pair: minutes[n % 5] for n, pair in enumerate(pairs)}
        problem = replace(problem, travel=replace(problem.travel, table=table))
    if draw(_flag(5)):
        ways = [way for part in parts(problem) for way in part if way]
        if ways:
            problem = replace(problem, pins=draw(st.sampled_from(ways))[:1])
    return problem


def _past(problem: Problem, seed: int) -> list[Past]:
    """Return what one or two people did on the Sunday before."""
    people = list(problem.people)
    found = []
    for n, person in enumerate(people[: 1 + seed % 2]):
        works = list(problem.works.values())
        work = works[(seed + n) % len(works)] if works else None
        if work is None:
            continue
        start = (-90, -1000, -10)[seed % 3]
        found.append(
            Past(
                person,
                work.service,
                work.task,
                work.shift,
                Span(start, start + 10),
                work.place,
                work.grid,
                work.labels,
            )
        )
    return found
