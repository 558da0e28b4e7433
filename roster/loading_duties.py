"""Patrols, windows, duties and standby of a file, expanded to duties with dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from roster.loading_draft import Draft
from roster.model import AB, Claim, DayHours, Duty, Person, Service, Source, Span
from roster.nodes import Node
from roster.schema_posts import CrewsEntry, Post, ShiftEntry, Staffed, TimedPost, WindowEntry
from roster.words import sentence

SINGULAR: dict[Service, str] = {
    "patrols": "patrol",
    "visits": "visit",
    "windows": "window",
    "duties": "duty",
    "standby": "standby",
}


GRID = frozenset(("grid",))
"""``members: grid``: the members of each grid."""


@dataclass(frozen=True)
class Part:
    """One shift or opening of a post: its hours and days, and what it asks for."""

    asks: Sequence[Staffed]
    shift: str | None
    name: str
    days: tuple[int, ...]
    hours: tuple[DayHours, ...]
    node: Node
    seats: tuple[int, int, int]


def add_duties(draft: Draft) -> tuple[list[Duty], list[Claim]]:
    """Return the duties of patrols, windows and duty hours, and what is claimed of them."""
    duties: list[Duty] = []
    claims: list[Claim] = []
    sections: tuple[tuple[Service, Sequence[Post]], ...] = (
        ("patrols", draft.entry.patrols),
        ("windows", draft.entry.windows),
        ("duties", draft.entry.duties),
    )
    for service, posts in sections:
        nodes = draft.node.get(service).items() if draft.node.has(service) else []
        for post, node in zip(posts, nodes, strict=True):
            mine = list(_post(draft, service, post, node))
            duties += mine
            claims += _claims(draft, post, node, mine)
    return list(_unique(draft, duties)), claims


def _unique(draft: Draft, duties: Iterable[Duty]) -> Iterator[Duty]:
    """Yield duties; two of one key are an error."""
    seen: dict[str, Duty] = {}
    told: set[Source] = set()
    for duty in duties:
        if duty.key in seen:
            if duty.source not in told:
                told.add(duty.source)
                draft.wrong(
                    duty.source,
                    sentence(
                        "{task} starts twice at {start}; the other is in {where}.",
                        task=duty.task,
                        start=draft.calendar.horizon.moment(duty.span.start).isoformat(" ", "minutes"),
                        where=seen[duty.key].source.short,
                    ),
                    sentence("Take one out, or give each shift an id of its own."),
                )
            continue
        seen[duty.key] = duty
        yield duty


def _post(draft: Draft, service: Service, post: Post, node: Node) -> Iterator[Duty]:
    for part in _parts(draft, post, node):
        for day in part.days:
            for hours in part.hours:
                if draft.clock(day, hours, part.node.at("time")):
                    yield from _duties(draft, service, post, node, part, day, draft.calendar.span(day, hours))


def _parts(draft: Draft, post: Post, node: Node) -> Iterator[Part]:
    if isinstance(post, WindowEntry):
        for opening, at in zip(post.open, node.get("open").items(), strict=True):
            days = draft.days(opening.days, at.at("days"))
            yield Part((post,), None, "", days, opening.time, at, _seats(post))
    elif isinstance(post, TimedPost):
        if post.time is not None:
            days = draft.days(post.days, node.at("days")) if post.days else draft.calendar.days(_DAILY)
            yield Part((post,), None, "", days, post.time, node, _seats(post))
        for shift, at in zip(post.shifts, _under(node, "shifts"), strict=True):
            days = draft.days(shift.days, at.at("days"))
            yield Part((post, shift), shift.id, shift.name, days, shift.time, at, _seats(post, shift))


_DAILY = ShiftEntry.model_fields["days"].default


def _seats(*asks: Staffed) -> tuple[int, int, int]:
    said = [a.people for a in asks if a.people is not None]
    return said[-1].numbers if said else (1, 1, 1)


def _duties(
    draft: Draft, service: Service, post: Post, node: Node, part: Part, day: int, span: Span
) -> Iterator[Duty]:
    """Yield the duty of one post at one time; with ``members: grid`` one in each grid."""
    stamp = draft.calendar.horizon.moment(span.start).strftime("%Y-%m-%dT%H%M")
    least, target, most = part.seats
    labels = {SINGULAR[service], post.id, *(a for ask in part.asks for a in ask.labels)}
    labels |= {part.shift} if part.shift else set()
    needs: dict[str, int] = {}
    for ask in part.asks:
        needs |= ask.needs
    title = post.name or post.id
    duty = Duty(
        key="/".join(filter(None, (service, post.id, part.shift, stamp))),
        service=service,
        task=post.id,
        shift=part.shift,
        day=day,
        span=span,
        place=post.place or post.id,
        min=least,
        target=target,
        most=most,
        needs=tuple(needs.items()),
        teams=_last(a.all_teams for a in part.asks),
        skills=frozenset(s for a in part.asks for s in a.all_skills),
        members=_last(a.members for a in part.asks) or None,
        priority=next((a.priority for a in reversed(part.asks) if a.priority), "normal"),
        must=next((a.must for a in reversed(part.asks) if a.must is not None), False),
        labels=frozenset(labels),
        title=f"{title} · {part.name}" if part.name else title,
        bring=next((a.bring for a in reversed(part.asks) if a.bring), ""),
        note=next((a.note for a in reversed(part.asks) if a.note), ""),
        source=part.node.source,
    )
    if isinstance(post, WindowEntry):
        yield _window(draft, post, duty)
    elif duty.members == GRID:
        yield from _grids(draft, post, duty, stamp)
    else:
        yield duty


def _last(groups: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the last group that names anybody: a shift's word replaces the post's."""
    result: frozenset[str] = frozenset()
    for group in groups:
        result = frozenset(group) or result
    return result


def _window(draft: Draft, window: WindowEntry, duty: Duty) -> Duty:
    group = (window.group or duty.place) if window.change else None
    if window.ab:
        ab = AB(window.ab.a, window.ab.b, window.ab.standin)
        members = duty.members if ab.standin else frozenset((ab.a, ab.b))
        return replace(duty, ab=ab, members=members, change_group=group)
    if window.crews:
        crew = _turn(draft, window.crews, duty.day)
        return replace(duty, turn=crew, members=frozenset(window.crews.crews[crew]), change_group=group)
    return replace(duty, change_group=group)


def _turn(draft: Draft, crews: CrewsEntry, day: int) -> str:
    """Return the crew whose turn it is on a day, counted from ``since``."""
    names = list(crews.crews)
    date = draft.calendar.horizon.date_of(day)
    if crews.turn == "daily":
        return names[(date - crews.since).days % len(names)]
    monday = crews.since - timedelta(days=crews.since.weekday())
    return names[(date - monday).days // 7 % len(names)]


def _grids(draft: Draft, post: Post, duty: Duty, stamp: str) -> Iterator[Duty]:
    asked = set(getattr(post, "grids", ()) or (g.id for g in draft.entry.grids))
    for grid in draft.entry.grids:
        if grid.id in asked:
            yield replace(
                duty,
                key="/".join(filter(None, (duty.service, duty.task, duty.shift, grid.id, stamp))),
                members=draft.grid_members[grid.id],
                place=post.place or grid.id,
                grid=grid.id,
                labels=duty.labels | {grid.id},
                title=f"{duty.title} · {grid.name or grid.id}",
            )


def _claims(draft: Draft, post: Post, node: Node, duties: Sequence[Duty]) -> Iterator[Claim]:
    """Yield one claim for each start that a claim's words meet."""
    shifts = {d.shift for d in duties if d.shift}
    for claim, at in zip(post.claims, _under(node, "claims"), strict=True):
        if claim.shift is not None:
            draft.known("shift", [claim.shift], shifts, at.get("shift"))
        days = set(draft.days(claim.on, at.at("on")))
        works: dict[int, list[str]] = {}
        for duty in duties:
            if duty.day in days and claim.shift in (None, duty.shift):
                works.setdefault(duty.span.start, []).append(duty.key)
        if days and not works and (claim.shift is None or claim.shift in shifts):
            draft.wrong(
                at.source,
                sentence(
                    "{post} has no shift on the days that {person} claims.", post=post.id, person=claim.person
                ),
                sentence("Change on: or the days of the shift."),
            )
        for keys in works.values():
            yield Claim(claim.person, tuple(keys), at.source)


def add_standby(draft: Draft, duties: Sequence[Duty]) -> list[Duty]:
    """Return the standby duties, given the duties of each day."""
    result: list[Duty] = []
    nodes = draft.node.get("standby").items() if draft.node.has("standby") else []
    for entry, node in zip(draft.entry.standby, nodes, strict=True):
        for day in draft.days(entry.days, node.at("days")):
            todays = [d for d in duties if d.day == day and d.service in ("patrols", "duties")]
            if entry.time is not None:
                if not draft.clock(day, entry.time, node.at("time")):
                    continue
                span = draft.calendar.span(day, entry.time)
            elif todays:
                span = Span(min(d.span.start for d in todays), max(d.span.end for d in todays))
            else:
                continue
            duty = Duty(
                key=f"standby/{entry.id}/{draft.calendar.horizon.moment(span.start):%Y-%m-%dT%H%M}",
                service="standby",
                task=entry.id,
                shift=None,
                day=day,
                span=span,
                place="",
                min=entry.per_day,
                target=entry.per_day,
                most=entry.per_day,
                teams=frozenset(entry.all_teams),
                skills=frozenset(entry.all_skills),
                priority=entry.priority or "normal",
                must=bool(entry.must),
                labels=frozenset({"standby", entry.id, *entry.labels}),
                title=entry.id,
                bring=entry.bring,
                note=entry.note,
                source=node.source,
            )
            if entry.time is None:
                spans = {p.id: s for p in draft.people.values() if (s := _standing(p, duty, todays))}
                duty = replace(duty, spans=spans, members=frozenset(spans))
            result.append(duty)
    return list(_unique(draft, result))


def _standing(person: Person, standby: Duty, duties: Sequence[Duty]) -> Span | None:
    """Return the time for which a person can stand by.

    It runs from the first start to the last end of those of the day's duties that the
    person could take inside one available interval; of several intervals the one that
    covers most time counts.
    """
    if not standby.skills <= person.skills or (standby.teams and not standby.teams & person.teams):
        return None
    mine = [d for d in duties if _could(person, d)]
    spans = []
    for interval in person.available:
        inside = [d.span for d in mine if interval.contains(d.span)]
        if inside:
            spans.append(Span(min(s.start for s in inside), max(s.end for s in inside)))
    spans = [s for s in spans if not any(a.span.overlaps(s) for a in person.away)]
    return max(spans, key=lambda s: (s.minutes, -s.start), default=None)


def _could(person: Person, duty: Duty) -> bool:
    return (
        duty.skills <= person.skills
        and (not duty.teams or bool(duty.teams & person.teams))
        and (duty.members is None or person.id in duty.members)
        and person.free_for(duty.span)
    )


def _under(node: Node, key: str) -> list[Node]:
    return node.get(key).items() if node.has(key) else []
