"""People of a file: availability, days away, limits and wishes as spans of the horizon."""

from __future__ import annotations

from roster.loading_draft import Draft, repeated
from roster.model import Away, Limits, Person, Span, Wish
from roster.nodes import Node
from roster.schema import PersonEntry
from roster.words import sentence


def add_people(draft: Draft) -> None:
    """Give the draft its people, in the order of the file."""
    repeated(draft, "people", sentence("people"))
    node = draft.node.get("people")
    if not draft.entry.people and not draft.errors:
        draft.wrong(
            node.source if draft.node.has("people") else draft.node.source,
            sentence("Nobody is in the list of people."),
            sentence("Add people, each with an id."),
        )
    for entry, at in zip(draft.entry.people, node.items(), strict=True):
        draft.people.setdefault(entry.id, _person(draft, entry, at))


def _person(draft: Draft, entry: PersonEntry, node: Node) -> Person:
    calendar = draft.calendar
    available = calendar.always() if entry.available is None else calendar.free(entry.available)
    for piece in entry.available or ():
        draft.notice(piece.days, node.at("available"))
    hours = entry.limits.hours
    return Person(
        id=entry.id,
        name=entry.name,
        teams=frozenset(entry.teams),
        skills=frozenset(entry.skills),
        level=entry.level,
        home=entry.home,
        available=available,
        away=_away(draft, entry, node),
        limits=Limits(
            duties=entry.limits.duties,
            minutes=None if hours is None else round(hours * 60),
            per_day=entry.limits.per_day,
            source=node.at("limits"),
        ),
        wishes=tuple(
            Wish(
                want=wish.want is not None,
                target=wish.want or wish.avoid or "",
                weight=wish.weight,
                days=None if wish.on is None else frozenset(calendar.days(wish.on)),
                hours=wish.hours,
                source=at.source,
            )
            for wish, at in zip(entry.wishes, _under(node, "wishes"), strict=True)
        ),
        phone=entry.phone,
        email=entry.email,
        consent=entry.consent,
        language=entry.language or "",
        source=node.source,
        available_source=node.at("available"),
    )


def _away(draft: Draft, entry: PersonEntry, node: Node) -> tuple[Away, ...]:
    """Return each run of days away as one piece of time."""
    source = node.at("away")
    draft.notice(entry.away, source)
    runs: list[list[int]] = []
    for day in draft.calendar.days(entry.away, before=1, after=1):
        if runs and runs[-1][1] == day:
            runs[-1][1] = day + 1
        else:
            runs.append([day, day + 1])
    minute = draft.calendar.minute
    return tuple(Away(Span(minute(first, 0), minute(end, 0)), source) for first, end in runs)


def _under(node: Node, key: str) -> list[Node]:
    return node.get(key).items() if node.has(key) else []
