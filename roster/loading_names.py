"""Names that stand for nothing: people, places, teams, skills, grids, posts and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from roster.cells import split_list
from roster.loading_draft import Draft, plain_word
from roster.loading_duties import SINGULAR
from roster.model import SERVICES, Source
from roster.nodes import Node
from roster.schema_errors import unknown_id

_KIND_OF_KEY: Mapping[str, str] = {
    "team": "team",
    "teams": "team",
    "skill": "skill",
    "skills": "skill",
    "members": "person",
    "person": "person",
    "people": "person",
    "a": "person",
    "b": "person",
    "keep": "person",
    "never": "person",
    "leader": "person",
    "place": "place",
    "grid": "grid",
    "grids": "grid",
    "post": "post",
    "posts": "post",
    "homes": "home",
    "label": "label",
    "labels": "label",
    "after": "label",
    "not": "label",
    "services": "service",
    "of": "measure",
    "want": "label",
    "avoid": "label",
}
_SECTIONS = ("places", "grids", "leaders", "patrols", "windows", "visits", "duties", "standby")
_WORK = ("patrols", "windows", "visits", "duties", "standby")
_DEFINED_IN_WORK = frozenset({"label", "labels", "people"})
"""Keys that do not refer to names in the sections: labels are given there, and people counted."""


def check_names(draft: Draft) -> None:
    """Note an error for each name in a section, a wish or a rule that stands for nothing."""
    known = known_names(draft)
    wrong = {error.source for error in draft.errors}
    for kind, word, source in _all_named(draft.whole):
        if kind in known and word not in known[kind] and source not in wrong:
            draft.errors.append(unknown_id(source, kind, word, known[kind] - {"*"}))


def _all_named(whole: Node) -> Iterator[tuple[str, str, Source]]:
    """Yield each name in the sections, in the wishes of people and in the rules."""
    for section in _SECTIONS:
        if whole.has(section):
            yield from _named(whole.get(section), _DEFINED_IN_WORK)
    for person in whole.get("people").items() if whole.has("people") else []:
        if person.has("wishes"):
            yield from _named(person.get("wishes"))
    if whole.has("rules"):
        yield from _named(whole.get("rules"))


def _named(node: Node, without: Set[str] = frozenset()) -> Iterator[tuple[str, str, Source]]:
    """Yield each name below a node: its kind, the word and where it stands."""
    if isinstance(node.value, list):
        for child in node.value:
            yield from _named(child, without)
    if not isinstance(node.value, dict):
        return
    for key, child in node.value.items():
        if key in without:
            continue
        if key == "needs" and isinstance(child.value, dict):
            yield from (("skill", plain_word(word), child.key_at(word)) for word in child.value)
        elif key == "crews" and isinstance(child.value, dict):
            crews = (n for k, n in child.value.items() if k not in ("turn", "since"))
            yield from (("person", word, at) for crew in crews for word, at in _words(crew))
        elif key in _KIND_OF_KEY and not _holds_entries(child):
            for word, source in _words(child):
                if not (key == "members" and word == "grid"):
                    yield _KIND_OF_KEY[key], word, source
        else:
            yield from _named(child, without)


def _words(node: Node) -> list[tuple[str, Source]]:
    """Return the words of a list, or of a text that separates them, with their places."""
    if isinstance(node.value, str):
        return [(plain_word(word), node.source) for word in split_list(node.value)]
    return [(plain_word(entry.text()), entry.source) for entry in node.items()]


def _holds_entries(node: Node) -> bool:
    return isinstance(node.value, dict) or any(isinstance(n.value, dict | list) for n in node.items())


def known_names(draft: Draft) -> dict[str, Set[str]]:
    """Return the names of each kind that the file defines, those of faulty entries too.

    A kind is left out where nothing can be said: without people there are no teams, and
    grids that are named but never listed are only names.
    """
    whole = draft.whole
    known: dict[str, Set[str]] = {
        "place": set(draft.places) | set(draft.ids("places")) | set(draft.ids("grids")),
        "post": {word for section in _WORK for word in draft.ids(section)},
        "home": set(draft.ids("visits")),
        "label": _labels(draft),
        "service": set(SERVICES),
    }
    known["measure"] = known["label"] | {"hours", "duties"}
    if whole.has("grids"):
        known["grid"] = set(draft.ids("grids"))
    people = whole.get("people").items() if whole.has("people") else []
    if people:
        known["person"] = set(draft.ids("people"))
        for kind, key in (("team", "teams"), ("skill", "skills")):
            known[kind] = {word for p in people if p.has(key) for word, _ in _words(p.get(key))}
    if not whole.has("standby"):
        return known
    return known | {"post": known["post"] | {"standby"}}


def _labels(draft: Draft) -> set[str]:
    words = {"*", *SINGULAR.values(), *draft.ids("grids")}
    for section in _WORK:
        for entry in draft.whole.get(section).items() if draft.whole.has(section) else []:
            shifts = entry.get("shifts").items() if entry.has("shifts") else []
            for node in (entry, *shifts):
                for key in ("id", "labels", "tasks"):
                    if node.has(key):
                        words |= {word for word, _ in _words(node.get(key))}
    return words
