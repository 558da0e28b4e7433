"""What every request may say, and the limits of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Key = Annotated[str, Field(max_length=300)]
Reason = Annotated[str, Field(max_length=500)]
Minute = Annotated[int, Field(ge=-1_000_000, le=1_000_000, strict=True)]
Number = Annotated[int, Field(ge=0, le=2_000_000_000, strict=True)]


class Asked(BaseModel):
    """The base of what is sent: nothing unknown is accepted."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class PageQuery(Asked):
    """A part of a long list."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    before: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None


class SeatSaid(Asked):
    """Somebody at some work."""

    work: Key
    person: Key
    start: Minute | None = Field(default=None, description="Minute of the week; only tells visits apart")


class OnDraft(Asked):
    """A change of the draft that was looked at."""

    base: Number = Field(description="The draft's number; another one means that it has moved")


class Nothing(BaseModel):
    """It is done."""

    done: bool = True
