"""Published rosters of past weeks, as the rules need them: runs, rests, turns, faces, the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from roster.document import DocumentError, read_document
from roster.document_reading import minute_of, minutes_of
from roster.model import Horizon, Past, Span
from roster.words import Sentence, sentence


def read_past(paths: Iterable[Path], horizon: Horizon, *, community: str | None = None) -> tuple[Past, ...]:
    """Return the assignments of published rosters before the horizon.

    Parameters
    ----------
    paths
        ``roster.json`` files of weeks before the horizon, in any order.
    horizon
        The weeks that are planned now; past times are negative minutes of it.
    community
        If given, rosters of another community are refused.

    Returns
    -------
    tuple of Past
        In order of time.

    Raises
    ------
    DocumentError
        If a file cannot be read, is of another community, is not wholly before the
        horizon, or is of a week that another file has too.
    """
    past: list[Past] = []
    seen: list[tuple[date, date, Path]] = []
    for path in paths:
        document = read_document(path)
        first, end = _weeks(document)
        problem = _unfit(document, first, end, horizon, community, seen)
        if problem is not None:
            raise DocumentError(str(path), [("week", problem)])
        seen.append((first, end, path))
        past.extend(_past(horizon, entry) for entry in document["assignments"])
    return tuple(sorted(past, key=lambda p: (p.span, p.person)))


def _weeks(document: Mapping[str, Any]) -> tuple[date, date]:
    first = date.fromisoformat(document["week"])
    return first, first + timedelta(weeks=document.get("weeks", 1))


def _unfit(
    document: Mapping[str, Any],
    first: date,
    end: date,
    horizon: Horizon,
    community: str | None,
    seen: list[tuple[date, date, Path]],
) -> Sentence | None:
    if community is not None and document["community"] != community:
        return sentence(
            "This is a roster of {other}, not of {community}. Name last week's roster of this community.",
            other=document["community"],
            community=community,
        )
    last = end - timedelta(days=1)
    if end > horizon.first:
        return sentence(
            "This roster plans {first} to {last}, but history must end before {week}. Name the roster of an earlier week.",
            first=first.isoformat(),
            last=last.isoformat(),
            week=horizon.first.isoformat(),
        )
    for other_first, other_end, other in seen:
        if first < other_end and other_first < end:
            return sentence(
                "This roster plans {first} to {last}, which {other} plans too. Name one roster for each week.",
                first=first.isoformat(),
                last=last.isoformat(),
                other=str(other),
            )
    return None


def _past(horizon: Horizon, entry: Mapping[str, Any]) -> Past:
    start = minute_of(horizon, entry)
    singular = {"duties": "duty", "standby": "standby"}.get(entry["service"], entry["service"].rstrip("s"))
    labels = {*entry.get("labels", ()), singular, entry["task"]}
    if entry["shift"]:
        labels.add(entry["shift"])
    return Past(
        person=entry["person"],
        service=entry["service"],
        task=entry["task"],
        shift=entry["shift"],
        span=Span(start, start + minutes_of(horizon, entry)),
        place=entry["place"],
        grid=entry.get("grid"),
        labels=frozenset(labels),
    )
