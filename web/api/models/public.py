"""The public duty board."""

from __future__ import annotations

from pydantic import BaseModel, Field


class PublicPerson(BaseModel):
    """Somebody on the public board."""

    name: str = Field(description="Empty where somebody has not agreed to be named")
    phone: str
    new: bool = False
    role: str = Field(default="", description="At a window with A and B: which of the two")


class PublicCell(BaseModel):
    """A post on a day."""

    people: list[PublicPerson]
    missing: int
    opened: int = Field(description="So many of the missing were not missing on the print that hangs there")
    changed: bool


class PublicPost(BaseModel):
    """A post of the public board."""

    service: str
    task: str
    title: str
    place: str
    hours: str
    ab: dict[str, str] | None = Field(description="Who holds the window (a) and who covers (b)")
    cells: dict[str, list[PublicCell]]


class PublicChange(BaseModel):
    """A duty whose people or open seats are others than on the print that hangs there."""

    title: str
    day: str
    hours: str
    gone: list[str]
    come: list[str]
    opened: int = Field(description="Seats that are open now and were not")


class PublicPrint(BaseModel):
    """The print that hangs at the gate."""

    version: int
    at: str


class PublicBoard(BaseModel):
    """The board as it hangs at the gate. Homes are nowhere in it."""

    community: dict[str, str]
    week: str
    weeks: int
    timezone: str
    version: int
    published_at: str
    since: int | None
    since_at: str | None = Field(description="When that version was published")
    since_printed_at: str | None = Field(description="When that version was printed, if it was")
    printed: PublicPrint | None = Field(description="The last print of this week")
    posts: list[PublicPost]
    changes: list[PublicChange]
    responsible: list[PublicPerson]
