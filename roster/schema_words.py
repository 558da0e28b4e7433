"""The small words of the configuration language: ids, numbers, dates, days, hours, seats.

Each is a type for pydantic that reads what coordinators write and says what to write
instead where it cannot.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    WithJsonSchema,
)

from roster.cells import split_list, split_times
from roster.day_words import Days, Free, MendError, parse_date, parse_days, parse_free, parse_hours, tidy
from roster.model import DayHours, Point
from roster.nodes import written
from roster.words import Sentence, sentence

MAX_TEXT = 500


class Strict(BaseModel):
    """A mapping of the configuration: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def shown(value: object) -> str:
    """Return a value as an error quotes it."""
    text = " ".join(written(value).split()) or "nothing"
    return text if len(text) <= 60 else text[:59] + "…"


def thing(value: object) -> Sentence:
    """Return how an error names a value at the beginning of a sentence."""
    if isinstance(value, dict):
        return sentence("A mapping")
    if isinstance(value, list):
        return sentence("A list")
    if value is None:
        return sentence("Nothing")
    return sentence('"{given}"', given=shown(value))


def _text(value: object) -> str:
    if isinstance(value, bool):
        raise MendError(
            sentence("{value} is a yes-or-no value, not text.", value=shown(value)),
            sentence('Put it in quotes: "{value}".', value=shown(value)),
        )
    if value is None:
        raise MendError(sentence("Nothing is written here."), sentence("Write a value, or take the key out."))
    if isinstance(value, str | int | float):
        text = written(value).strip()
        if len(text) > MAX_TEXT:
            raise MendError(
                sentence("The text has {n} characters; at most {most} are read.", n=len(text), most=MAX_TEXT),
                sentence("Shorten it."),
            )
        return text
    raise MendError(
        sentence("{thing} stands where text is meant.", thing=thing(value)),
        sentence("Write one word."),
    )


def _id(value: object) -> str:
    text = unicodedata.normalize("NFKC", _text(value))
    if not text or re.search(r"[\s/;,，；、]", text) or text == "*":
        raise MendError(
            sentence('"{text}" cannot be an id.', text=text),
            sentence("Use letters, digits, - and _ without spaces, such as north-gate."),
        )
    return text


def _label(value: object) -> str:
    return unicodedata.normalize("NFKC", _text(value))


def _many(value: object) -> object:
    """Let one entry stand for a list of one; text may list several with ; or ，"""
    if isinstance(value, str):
        value = split_list(value)
    if isinstance(value, list | tuple):
        if not value:
            raise MendError(
                sentence("The list is empty."), sentence("Name at least one, or take the key out.")
            )
        return list(value)
    return [value]


def _number(value: object) -> float:
    if not isinstance(value, bool):
        try:
            number = float(tidy(written(value)))
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number
    raise MendError(
        sentence("{thing} is not a number.", thing=thing(value)),
        sentence("Write digits, such as 4 or 1.3."),
    )


def whole_number(value: object) -> int:
    """Read a whole number, also from text."""
    text = tidy(written(value))
    if isinstance(value, bool) or not re.fullmatch(r"[-+]?\d{1,9}(\.0+)?", text):
        raise MendError(
            sentence("{thing} is not a whole number.", thing=thing(value)),
            sentence("Write digits, such as 3."),
        )
    return int(float(text))


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise MendError(
        sentence("{thing} is neither true nor false.", thing=thing(value)), sentence("Write true or false.")
    )


def _date(value: object) -> date:
    return value if isinstance(value, date) else parse_date(_text(value))


def _hours(value: object) -> DayHours:
    return value if isinstance(value, DayHours) else parse_hours(_text(value))


def _days(value: object) -> Days:
    if isinstance(value, tuple):
        return value
    return tuple(term for word in _entries(value) for term in parse_days(_text(word)))


def _free(value: object) -> tuple[Free, ...]:
    if isinstance(value, tuple):
        return value
    if value == []:
        return ()
    said = [tidy(_text(word)) for word in _entries(value)]
    parts = [part for text in said for part in split_times(re.sub(r"\s*-\s*", "-", text))]
    return tuple(parse_free("daily" if part.casefold() == "always" else part) for part in parts)


def _entries(value: object) -> list[Any]:
    if isinstance(value, str):
        return [part for part in re.split(r"[;；\n]", value) if part.strip()] or [value]
    many = _many(value)
    assert isinstance(many, list)
    return many


def _point(value: object) -> Point:
    parts = re.split(r"[,，;\s]+", tidy(value)) if isinstance(value, str) else value
    if isinstance(parts, list) and len(parts) == 2:
        lat, lon = (_number(part) for part in parts)
        if abs(lat) <= 90 and abs(lon) <= 180:
            return Point(lat, lon)
        if abs(lon) <= 90 and abs(lat) <= 180:
            raise MendError(
                sentence("Latitude {lat} is not between -90 and 90.", lat=written(lat)),
                sentence("Write the latitude first: [{lat}, {lon}].", lat=written(lon), lon=written(lat)),
            )
    raise MendError(
        sentence("This is not a position."),
        sentence("Write latitude and longitude in degrees, such as [36.6232, 101.7921]."),
    )


def _json(schema: dict[str, Any]) -> WithJsonSchema:
    return WithJsonSchema(schema, mode="validation")


def _listed(item: dict[str, Any]) -> WithJsonSchema:
    return _json({"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]})


_TEXT_JSON: dict[str, Any] = {"type": ["string", "number"]}

Text = Annotated[str, BeforeValidator(_text), _json(_TEXT_JSON)]
Id = Annotated[str, BeforeValidator(_id), _json(_TEXT_JSON)]
Label = Annotated[str, BeforeValidator(_label), _json(_TEXT_JSON)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_many), _listed(_TEXT_JSON)]
Number = Annotated[float, BeforeValidator(_number), _json({"type": "number"})]
Flag = Annotated[bool, BeforeValidator(_flag), _json({"type": "boolean"})]
Date = Annotated[date, BeforeValidator(_date), _json({"type": "string", "format": "date"})]
Hours = Annotated[DayHours, BeforeValidator(_hours), _json({"type": "string", "examples": ["19:00-21:00"]})]
HoursList = Annotated[
    tuple[Hours, ...], BeforeValidator(_many), _listed({"type": "string", "examples": ["19:00-21:00"]})
]
DayWords = Annotated[
    tuple[Any, ...], BeforeValidator(_days), _listed({"type": "string", "examples": ["Mon-Fri"]})
]
FreeTimes = Annotated[
    tuple[Any, ...], BeforeValidator(_free), _listed({"type": "string", "examples": ["Mon-Fri 18:00-22:00"]})
]
Position = Annotated[
    Point,
    BeforeValidator(_point),
    _json({"type": ["array", "string"], "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
]
Priority = Literal["high", "normal", "low"]
