"""What is said of a value that does not fit the schema: where, what and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from roster.day_words import MendError
from roster.errors import ConfigError
from roster.model import Source
from roster.nodes import Node
from roster.schema_words import shown, thing
from roster.words import Sentence, sentence

Loc = tuple[int | str, ...]


def real_path(node: Node, loc: Loc) -> tuple[list[int | str], Node]:
    """Return the part of a location that the file has, and the node there."""
    path: list[int | str] = []
    for part in loc:
        value = node.value
        if isinstance(value, dict) and part in value:
            node = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            node = value[part]
        else:
            continue
        path.append(part)
    return path, node


def told_of(model: type[BaseModel], node: Node, detail: Any) -> ConfigError:
    """Say one error of pydantic as a coordinator needs it."""
    loc: Loc = tuple(detail["loc"])
    path, found = real_path(node, loc)
    source = found.source
    kind = str(detail["type"])
    if kind == "value_error" and isinstance(mend := detail["ctx"]["error"], MendError):
        return ConfigError(source, mend.problem, mend.cure)
    if kind == "extra_forbidden":
        key = str(loc[-1])
        at = node.get(*path[:-1]).key_at(key)
        known = _keys_at(model, loc[:-1])
        return ConfigError(
            at,
            sentence('The key "{key}" is not known here.', key=key),
            meant(key, known)
            or _bracketed(node.get(*path[:-1]), key)
            or sentence("Keys may be: {known}.", known=known),
        )
    if kind == "missing":
        key = str(loc[-1])
        return ConfigError(
            source,
            sentence('The key "{key}" is missing.', key=key),
            sentence("Add it, such as {key}: {example}.", key=key, example=_EXAMPLES[key])
            if key in _EXAMPLES
            else sentence("Add {key}:.", key=key),
        )
    return ConfigError(source, *_worded(kind, detail))


def _bracketed(node: Node, key: str) -> Sentence | None:
    """Return the cure for a list without brackets, as in ``{days: Mon, Wed}``, where a lone word stands."""
    if not isinstance(node.value, dict) or node.get(key).value is not None:
        return None
    names = list(node.value)
    before = names[max(0, names.index(key) - 1)]
    first = node.get(before)
    if first.value is None or isinstance(first.value, dict | list):
        return None
    return sentence(
        "If it belongs to {before}, put brackets around the list: {before}: [{first}, {key}].",
        before=before,
        first=first.text(),
        key=key,
    )


def _worded(kind: str, detail: Any) -> tuple[Sentence, Sentence | str]:
    given = shown(detail.get("input"))
    what = thing(detail.get("input"))
    context = detail.get("ctx", {})
    match kind:
        case "literal_error" | "enum":
            known = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
            return (
                sentence("{thing} is not one of the words that may stand here.", thing=what),
                meant(given, known) or sentence("Write one of {known}.", known=known),
            )
        case "model_type" | "dict_type" | "model_attributes_type" | "mapping_type":
            return (
                sentence("{thing} stands where keys and values are meant.", thing=what),
                sentence("Write them as key: value, or in braces such as {{key: value}}."),
            )
        case "tuple_type" | "list_type" | "set_type" | "frozen_set_type":
            return (
                sentence("{thing} stands where a list is meant.", thing=what),
                sentence("Begin each entry with a dash, or write [one, two]."),
            )
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            cure = next(say(context[name]) for name, say in _BOUNDS.items() if name in context)
            return sentence("{given} is out of range.", given=given), cure
        case "int_type" | "int_parsing" | "int_from_float":
            return sentence("{thing} is not a whole number.", thing=what), sentence(
                "Write digits, such as 3."
            )
        case "float_type" | "float_parsing":
            return sentence("{thing} is not a number.", thing=what), sentence("Write digits, such as 1.5.")
        case "bool_type" | "bool_parsing":
            return sentence("{thing} is neither true nor false.", thing=what), sentence(
                "Write true or false."
            )
        case "string_type":
            return sentence("{thing} stands where text is meant.", thing=what), sentence(
                "Put text there, in quotes if it is a number."
            )
        case "too_short":
            return sentence("The list is too short."), sentence(
                "Write at least {n}.", n=context.get("min_length", 1)
            )
        case "value_error":
            said = str(context.get("error", detail["msg"])).rstrip(".") + "."
            if ". " in said:
                return sentence("{problem}", problem=said), ""
            return sentence("{problem}", problem=said), sentence('"roster rules" says what may stand here.')
        case _:
            return sentence("{problem}.", problem=str(detail["msg"])), sentence(
                'Instead of "{given}", see configs/REFERENCE.md.', given=given
            )


_EXAMPLES = {
    "a": "p001",
    "b": "p002",
    "between": "[09:00-11:30, 14:00-17:00]",
    "community": "North lane",
    "days": "5",
    "duties": "3",
    "hours": "10",
    "id": "north-gate",
    "min": "2",
    "minutes": "40",
    "on": "Sat",
    "open": "[{days: workdays, time: 09:00-12:00}]",
    "people": "people.csv",
    "per_day": "2",
    "person": "p001",
    "since": "2026-11-02",
    "time": "19:00-21:00",
    "week": "2026-11-23",
}

_BOUNDS: Mapping[str, Callable[[object], Sentence]] = {
    "gt": lambda bound: sentence("Write a number above {bound}.", bound=bound),
    "ge": lambda bound: sentence("Write {bound} or more.", bound=bound),
    "lt": lambda bound: sentence("Write a number below {bound}.", bound=bound),
    "le": lambda bound: sentence("Write {bound} or less.", bound=bound),
}


def near(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like a word; swapped letters count as most alike."""
    folded = {name.casefold(): name for name in known}
    word = word.casefold()
    close = difflib.get_close_matches(word, folded, n=5, cutoff=0.55)
    best = next((name for name in close if sorted(name) == sorted(word)), close[0] if close else None)
    return folded[best] if best else None


def meant(word: str, known: Iterable[str]) -> Sentence | None:
    """Return ``Did you mean …?`` where a known word is near."""
    found = near(word, known)
    return sentence('Did you mean "{near}"?', near=found) if found else None


def _keys_at(model: type[BaseModel], loc: Sequence[int | str]) -> list[str]:
    """Return the keys that may stand at a location of the schema."""
    current: type[BaseModel] = model
    for part in loc:
        for name, info in current.model_fields.items():
            if (info.alias or name) == part:
                inner = _model_in(info.annotation)
                if inner is not None:
                    current = inner
                break
    return [info.alias or name for name, info in current.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


_UNKNOWN: Mapping[str, Callable[[str], Sentence]] = {
    "person": lambda word: sentence('There is no person "{word}".', word=word),
    "team": lambda word: sentence('Nobody belongs to a team "{word}".', word=word),
    "skill": lambda word: sentence('Nobody has the skill "{word}".', word=word),
    "place": lambda word: sentence('There is no place "{word}".', word=word),
    "grid": lambda word: sentence('There is no grid "{word}".', word=word),
    "post": lambda word: sentence('There is no post, home or duty "{word}".', word=word),
    "home": lambda word: sentence('There is no home "{word}".', word=word),
    "shift": lambda word: sentence('There is no shift "{word}".', word=word),
    "service": lambda word: sentence('There is no service "{word}".', word=word),
    "measure": lambda word: sentence(
        'Nothing is called "{word}"; it may be hours, duties or a label.', word=word
    ),
    "label": lambda word: sentence(
        'Nothing is called "{word}": no service, post, home, shift or label.', word=word
    ),
}


def unknown_id(source: Source, kind: str, word: str, known: Iterable[str]) -> ConfigError:
    """Return the error for a name that stands for nothing."""
    known = sorted(known)
    few = sentence("Known are {known}.", known=[*known[:12], *(["…"] if len(known) > 12 else [])])
    return ConfigError(
        source,
        _UNKNOWN[kind](word),
        meant(word, known)
        or (
            few
            if known
            else sentence("None are named yet: name one where it belongs, or take the word out here.")
        ),
    )
