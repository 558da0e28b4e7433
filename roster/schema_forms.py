"""Forms in which numbers, lists and seats may be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from roster.day_words import MendError
from roster.schema_words import Strict, whole_number
from roster.words import sentence

MAX_SEATS = 200


@dataclass(frozen=True)
class Bounded:
    """Reads a whole number between two bounds."""

    least: int
    most: int

    def _read(self, value: object) -> int | None:
        if value is None:
            return None
        number = whole_number(value)
        if not self.least <= number <= self.most:
            raise MendError(
                sentence(
                    "{n} is not between {least} and {most}.", n=number, least=self.least, most=self.most
                ),
                sentence("Write a number from {least} to {most}.", least=self.least, most=self.most),
            )
        return number

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, _: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Also:
    """Says in the JSON Schema that another form is understood too."""

    form: tuple[tuple[str, Any], ...]

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [dict(self.form), handler(schema)]}


class OneOrMany:
    """Lets a lone entry stand for a list of one."""

    @staticmethod
    def _read(value: object) -> object:
        if isinstance(value, list | tuple):
            if not value:
                raise MendError(
                    sentence("The list is empty."), sentence("Add an entry, or take the key out.")
                )
            return value
        return [value]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        many = handler(schema)
        return {"anyOf": [many["items"], many]}


class SeatRange(Strict):
    """How many people: below `min` seats are open, below `target` costs, never above `max`."""

    min: Annotated[int, Bounded(0, MAX_SEATS)] = Field(description="Fewer than this leaves seats open.")
    target: Annotated[int | None, Bounded(0, MAX_SEATS)] = Field(
        default=None, description="Fewer than this costs; `min` if left out."
    )
    max: Annotated[int | None, Bounded(1, MAX_SEATS)] = Field(
        default=None, description="Never more; `target` if left out."
    )

    @model_validator(mode="after")
    def _ordered(self) -> SeatRange:
        least, target, most = self.numbers
        if target < least:
            raise MendError(
                sentence("target {target} is below min {min}.", target=target, min=least),
                sentence("Raise target or lower min."),
            )
        if most < target:
            name = "min" if self.target is None else "target"
            raise MendError(
                sentence("max {max} is below {name} {target}.", max=most, name=name, target=target),
                sentence("Raise max or lower {name}.", name=name),
            )
        if most == 0:
            raise MendError(
                sentence("Nobody is asked for: min is 0."),
                sentence("Say a target or max of 1 or more, or take the entry out."),
            )
        return self

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Min, target and max with their defaults filled in."""
        target = self.min if self.target is None else self.target
        return self.min, target, target if self.max is None else self.max


def _seats(value: object) -> object:
    if isinstance(value, dict | SeatRange):
        return value
    number = whole_number(value)
    if number == 0:
        raise MendError(
            sentence("0 people are asked for."), sentence("Ask for 1 or more, or take the entry out.")
        )
    if not 0 < number <= MAX_SEATS:
        raise MendError(
            sentence("{n} is not between {least} and {most}.", n=number, least=1, most=MAX_SEATS),
            sentence("Write a number from {least} to {most}.", least=1, most=MAX_SEATS),
        )
    return {"min": number, "target": number, "max": number}


Seats = Annotated[
    SeatRange,
    BeforeValidator(_seats),
    Also((("type", "integer"), ("minimum", 1), ("maximum", MAX_SEATS))),
]
