"""Writes an invented community as a coordinator would: one YAML file, people in a CSV file."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

from roster.generator.homes import Home
from roster.generator.people import DAY_NAMES, Hours, Someone
from roster.generator.posts import Post, Services, Shift, Window
from roster.schema_forms import MAX_SEATS

FIRST_LINE = "# An invented community, made by `roster generate community`. Names and places are not real."

CENTRE = (3_662_320, 10_179_210)
"""Hundred-thousandths of a degree."""
METRES_PER_DEGREE = (111_195, 89_250)
"""Of latitude, and of longitude at this latitude."""

COLUMNS = (
    "id", "name", "teams", "skills", "level", "home", "available", "away", "duties", "hours", "per_day", "wishes",
)  # fmt: skip


def people_csv(people: list[Someone]) -> str:
    """Return the table of people."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for p in people:
        table.writerow(
            (
                p.id,
                p.name,
                "; ".join(p.teams),
                "; ".join(p.skills),
                p.level,
                _at(p.home),
                _available(p.hours),
                "; ".join(a.isoformat() if a == b else f"{a}..{b}" for a, b in p.away),
                p.duties,
                p.week_hours,
                p.per_day,
                "; ".join(p.wishes),
            )
        )
    return text.getvalue()


def community_yaml(
    people: list[Someone], services: Services, homes: list[Home], *, monday: date, seed: int
) -> str:
    """Return the configuration of the community."""
    parts = [
        FIRST_LINE,
        f"community: Invented community {seed}",
        f"week: {monday}",
        "timezone: Asia/Shanghai",
        "language: en",
        "people: people.csv" if people else "people: []",
        "",
        *_places(services),
        "travel: {walking_kmh: 4, detour: 1.3}",
        *_grids(services),
        *_patrols(services),
        *_windows(services, monday),
        *_duties(people, services),
        *_visits(homes),
        *_standby(people, services),
        *_rules(),
    ]
    return "\n".join(parts) + "\n"


def _places(services: Services) -> list[str]:
    lines = ["places:", f"  - {{id: service-hall, name: 社区服务大厅, at: [{_at(services.hall)}]}}"]
    for post in services.posts:
        grid = f", grid: {post.grid}" if post.grid else ""
        lines.append(f"  - {{id: {post.id}, name: {post.name}{grid}, at: [{_at(post.at)}]}}")
    return lines


def _grids(services: Services) -> list[str]:
    if not services.grids:
        return []
    lines = ["", "grids:"]
    for grid in services.grids:
        members = f", members: [{', '.join(grid.members)}]" if grid.members else ""
        lines.append(f"  - {{id: {grid.id}{members}}}")
    return lines


def _patrols(services: Services) -> list[str]:
    walked = [g.id for g in services.grids if g.members]
    if not services.posts and not walked:
        return []
    lines = ["", "patrols:"]
    for i, post in enumerate(services.posts):
        lines += [f"  - id: {post.id}", f"    place: {post.id}", "    team: patrol", "    shifts:"]
        lines += [_shift(post, i, shift, days) for shift, days in post.shifts]
        if post.claims:
            lines.append("    claims:")
            lines += [f"      - {{person: {p}, shift: {s}, on: {DAY_NAMES[d]}}}" for p, s, d in post.claims]
    if walked:
        lines.append("  # one of a grid's two members walks it each day")
        lines.append("  - id: grid-walk")
        lines.append("    members: grid")
        if len(walked) < len(services.grids):
            lines.append(f"    grids: [{', '.join(walked)}]")
        lines.append("    shifts: [{id: walk, days: daily, time: 10:00-10:45, people: 1}]")
    return lines


def _shift(post: Post, i: int, shift: Shift, days: str) -> str:
    key, start, end = shift
    extra = ", needs: {first-aid: 1}" if post.first_aid and key == "evening" else ""
    extra += ", priority: low" if i % 4 == 3 and key == "afternoon" else ""
    extra += ", priority: high" if i % 4 == 0 and key == "evening" else ""
    return f"      - {{id: {key}, days: {days}, time: {_hours((start, end))}, people: 2{extra}}}"


def _windows(services: Services, monday: date) -> list[str]:
    if not services.windows:
        return []
    lines = ["", "windows:"]
    for window in services.windows:
        lines += [
            f"  - id: {window.id}",
            f"    name: {window.name}",
            "    place: service-hall",
            "    skill: service-agent",
        ]
        lines.append("    open: [{days: workdays, time: 09:00-12:00}, {days: workdays, time: 14:00-17:30}]")
        lines.append(_holders(window, monday))
    return lines


def _holders(window: Window, monday: date) -> str:
    if window.ab:
        return f"    ab: {{a: {window.ab[0]}, b: {window.ab[1]}}}"
    first, second = window.crews or ([], [])
    since = monday - timedelta(weeks=3)
    return f"    crews: {{A: [{', '.join(first)}], B: [{', '.join(second)}], turn: weekly, since: {since}}}"


def _duties(people: list[Someone], services: Services) -> list[str]:
    lines = []
    if any(p.role == "mediator" for p in people):
        lines.append(
            "  - {id: mediator-hour, place: service-hall, skill: mediator, days: [Tue, Thu], time: 17:00-18:00, people: 1}"
        )
    if len(services.posts) >= 2:
        lines.append(
            "  - {id: reading-room, place: service-hall, team: care, days: [Mon, Wed, Fri], time: 14:30-16:30, people: 1}"
        )
    if services.windows:
        people_needed = min(max(1, len(services.windows) // 3), MAX_SEATS)
        lines.append(
            "  - {id: back-office, place: service-hall, skill: service-agent, days: workdays, time: 10:00-12:00, "
            f"people: {people_needed}}}"
        )
    return ["", "duties:", *lines] if lines else []


def _visits(homes: list[Home]) -> list[str]:
    return ["", "visits:", *(line for home in homes for line in _home(home))] if homes else []


def _home(home: Home) -> list[str]:
    between = ", ".join(_hours(span) for span in home.between)
    lines = [
        f"  - id: {home.id}",
        f"    name: {home.name}",
        f"    place: {{at: [{_at(home.at)}]}}",
        f"    tasks: [{', '.join(home.tasks)}]",
        f"    times_per_week: {home.times}",
        f"    minutes: {home.minutes}",
        f"    between: [{between}]",
    ]
    if home.days:
        lines.append(f"    days: [{home.days}]")
    if home.gap_days is not None:
        lines.append(f"    gap_days: {home.gap_days}")
    if home.people != 1:
        lines.append(f"    people: {home.people}")
    lines.append("    team: care")
    if home.skills:
        lines.append(f"    skills: [{', '.join(home.skills)}]")
    if home.companion:
        lines.append(f"    with: {{{'team: police' if home.companion == 'police' else 'skill: mediator'}}}")
    if home.keep:
        lines.append(f"    keep: [{', '.join(home.keep)}]")
    if home.priority:
        lines.append(f"    priority: {home.priority}")
    return lines


def _standby(people: list[Someone], services: Services) -> list[str]:
    per_day = len(people) // 75
    return ["", f"standby: {{per_day: {per_day}, team: patrol}}"] if services.posts and per_day else []


def _rules() -> list[str]:
    return [
        "",
        "rules:",
        "  - {kind: rest, hours: 10}",
        "  - {kind: max-days-in-row, days: 5}",
        "  - {kind: familiar-faces, visitors: 3, weight: 20}",
        "  - {kind: fair-share, of: hours, weight: 5}",
        "  - {kind: pair, experienced: 1, new: 1, weight: 10}",
        "  - {kind: walking, weight: 1}",
    ]


def _at(metres: tuple[int, int]) -> str:
    """Return latitude and longitude of a place given in metres east and north of the middle."""
    east, north = metres
    lat = CENTRE[0] + north * 100_000 // METRES_PER_DEGREE[0]
    lon = CENTRE[1] + east * 100_000 // METRES_PER_DEGREE[1]
    return f"{lat // 100_000}.{lat % 100_000:05}, {lon // 100_000}.{lon % 100_000:05}"


def _hours(span: Hours) -> str:
    start, end = span
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def _available(hours: dict[int, list[Hours]]) -> str:
    """Return the hours of a week, days in a row with the same hours together."""
    days_of: dict[Hours, list[int]] = {}
    for day, spans in hours.items():
        for span in spans:
            days_of.setdefault(span, []).append(day)
    ordered = sorted(days_of.items(), key=lambda item: (item[0], item[1]))
    return "; ".join(f"{run} {_hours(span)}" for span, days in ordered for run in _runs(days))


def _runs(days: list[int]) -> list[str]:
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [DAY_NAMES[r[0]] if len(r) == 1 else f"{DAY_NAMES[r[0]]}-{DAY_NAMES[r[-1]]}" for r in runs]
