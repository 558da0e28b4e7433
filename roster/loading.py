"""Loads a community's file into a :class:`~roster.model.Problem`, or says all that is wrong with it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from roster.calendar import Calendar, MendError, public_holidays
from roster.errors import ConfigError, ConfigErrors
from roster.loading_checks import check_sense
from roster.loading_draft import Draft
from roster.loading_duties import add_duties, add_standby
from roster.loading_files import Files, extend, read_bytes, read_document
from roster.loading_names import check_names
from roster.loading_people import add_people
from roster.loading_places import add_places, travel
from roster.loading_rules import add_rules
from roster.loading_visits import add_visits
from roster.model import Horizon, Past, Problem
from roster.nodes import Node, rooted
from roster.schema import CommunityEntry
from roster.schema_check import check
from roster.words import sentence
from roster.yaml12 import read_yaml


def load_problem(path: str | Path, *, inside: Path | None = None) -> Problem:
    """Load a community from its YAML file and the files that it names.

    Parameters
    ----------
    path
        A ``.yaml`` file. Tables, shared files and history are looked for from its folder.
    inside
        Read no file outside this folder, for configurations that come from strangers.

    Returns
    -------
    Problem
        Everything that a roster has to fit, with times in minutes of the horizon.

    Raises
    ------
    ConfigErrors
        With everything that is wrong, each with file, line, column, path and cure.
    """
    path = Path(path)
    files = Files(inside)
    return _build(read_document(path, files), files)


def load_text(text: str, name: str = "inline.yaml", folder: Path | None = None) -> Problem:
    """Load a community from YAML text; see :func:`load_problem`.

    Parameters
    ----------
    text
        The YAML.
    name
        How error messages call it.
    folder
        Where files that it names are looked for (the current one unless said).
    """
    files = Files()
    files.add("community", text.encode())
    node = read_yaml(text, name)
    return _build(rooted(extend(node, folder or Path(), files, [])), files)


def _build(node: Node, files: Files) -> Problem:
    node = _without_extras(node)
    entry, clean, found = check(CommunityEntry, node)
    errors = files.errors + found
    stopgap = _stopgap(node, errors) if entry is None else node
    if entry is None:
        entry, clean, _ = check(CommunityEntry, stopgap)
    if entry is None:
        raise ConfigErrors(errors)
    dated = stopgap.get("week") is node.get("week")
    calendar = _calendar(entry, clean, errors)
    draft = Draft(entry, clean, calendar, node, dated, errors)
    add_people(draft)
    add_places(draft)
    duties, claims = add_duties(draft)
    visits = add_visits(draft)
    duties += add_standby(draft, duties)
    rules = add_rules(draft)
    check_names(draft)
    check_sense(draft)
    walking = travel(draft, files)
    past = _past(draft, files)
    if draft.errors:
        raise ConfigErrors(draft.errors, entry.language)
    return Problem(
        name=entry.community,
        horizon=calendar.horizon,
        people=draft.people,
        places=draft.places,
        travel=walking,
        duties=tuple(duties),
        visits=tuple(visits),
        claims=tuple(claims),
        rules=tuple(rules),
        past=past,
        language=entry.language,
        config_hash=files.digest(),
        source=node.source,
        plain_workdays=draft.plain_workdays,
    )


def _without_extras(node: Node) -> Node:
    """Return a file without its keys that mean nothing: sections left empty, and places for anchors (``x-…``)."""
    if not isinstance(node.value, dict):
        return node
    kept = {
        key: child
        for key, child in node.value.items()
        if not key.startswith("x-") and (child.value is not None or key in _NEEDED)
    }
    return Node(kept, node.source, node.keys)


_NEEDED = ("community", "week", "people")


def _stopgap(node: Node, errors: list[ConfigError]) -> Node:
    """Return a file in which the keys that it needs are filled in, so that the rest can be checked too."""
    if not isinstance(node.value, dict):
        return node
    wrong = {error.source.path for error in errors}
    fillers: dict[str, Node] = {
        "community": Node("?", node.source),
        "week": Node("2000-01-03", node.source),
        "people": Node([], node.source),
    }
    fill = {key: filler for key, filler in fillers.items() if key in wrong or not node.has(key)}
    return Node({**node.value, **fill}, node.source, node.keys)


def _calendar(entry: CommunityEntry, node: Node, errors: list[ConfigError]) -> Calendar:
    """Return the days of the horizon; where a word of it is wrong, something near it."""
    monday = entry.week - timedelta(days=entry.week.weekday())
    if monday != entry.week:
        errors.append(
            ConfigError(
                node.at("week"),
                sentence("{date} is no Monday ({day}).", date=entry.week.isoformat(), day=entry.week),
                sentence("Write week: {monday}.", monday=monday.isoformat()),
            )
        )
    try:
        ZoneInfo(entry.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        errors.append(
            ConfigError(
                node.at("timezone"),
                sentence('There is no time zone "{zone}".', zone=entry.timezone),
                sentence("Write a name such as Asia/Shanghai."),
            )
        )
        return Calendar(Horizon(monday, entry.weeks, "UTC"))
    horizon = Horizon(monday, entry.weeks, entry.timezone)
    plain = Calendar(horizon)
    said = entry.holidays
    by_hand = {name: _dates(plain, getattr(said, name) or ()) for name in ("add", "remove", "workdays")}
    if said.country is None:
        return Calendar(
            horizon, frozenset(by_hand["add"] - by_hand["remove"]), frozenset(by_hand["workdays"])
        )
    around = [horizon.first + timedelta(days=d) for d in (-1, horizon.day_count)]
    try:
        days, makeup, unknown = public_holidays(
            said.country, range(around[0].year, around[1].year + 1), subdivision=said.subdivision
        )
    except MendError as mend:
        errors.append(ConfigError(node.at("holidays"), mend.problem, mend.cure))
        return plain
    for year in unknown:
        if said.workdays is None and any(d.year == year for d in horizon.dates):
            errors.append(
                ConfigError(
                    node.at("holidays"),
                    sentence(
                        "The make-up workdays of {country} in {year} are not known yet.",
                        country=said.country,
                        year=year,
                    ),
                    sentence(
                        "Write holidays: {{country: {country}, workdays: [dates]}} with those of the planned weeks; "
                        "workdays: [] if there are none.",
                        country=said.country,
                    ),
                )
            )
    if said.workdays is not None:
        makeup = frozenset(by_hand["workdays"])
    return Calendar(horizon, frozenset((days | by_hand["add"]) - by_hand["remove"] - makeup), makeup)


def _dates(calendar: Calendar, words: object) -> set:  # type: ignore[type-arg]
    assert isinstance(words, tuple)
    return {calendar.horizon.date_of(d) for d in calendar.days(words, before=1, after=1)}


def _past(draft: Draft, files: Files) -> tuple[Past, ...]:
    """Return what published rosters say of the weeks before."""
    if not draft.entry.history:
        return ()
    from roster.history import read_past

    paths: list[Path] = []
    for name, node in zip(draft.entry.history, draft.node.get("history").items(), strict=True):
        path = Path(name)
        try:
            files.add(f"history.{len(paths)}", read_bytes(path, files, node.source))
            paths.append(path)
        except ConfigErrors as problem:
            draft.errors += problem.errors
    try:
        return read_past(paths, draft.calendar.horizon, community=draft.entry.community)
    except ConfigErrors as problem:
        draft.errors += problem.errors
        return ()
