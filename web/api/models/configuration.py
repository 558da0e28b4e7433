"""The configuration and its mistakes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from roster.merging import Choice
from web.api.models.asked import Asked, Number, Reason

Text = Annotated[str, StringConstraints(max_length=5_000_000, strip_whitespace=False)]
"""The text of a file, kept to the letter."""


class FileView(BaseModel):
    """A file of the configuration; text unless it is a workbook."""

    name: str
    text: str | None
    bytes: int


class ConfigurationView(BaseModel):
    """The newest configuration."""

    configuration: int
    main: str
    hash: str
    files: list[FileView]


class FileSaid(Asked):
    """A file to replace or add: its text, or its bytes in Base64."""

    name: Annotated[str, Field(max_length=200)]
    text: Text | None = None
    base64: Annotated[str, Field(max_length=7_000_000)] | None = None


class FilesSaid(Asked):
    """Files to look at."""

    files: list[FileSaid] = Field(max_length=50)


class FilesKept(FilesSaid):
    """Files to keep."""

    base: Number = Field(description="The configuration that was looked at")
    reason: Reason = ""


class MergeSaid(Asked):
    """A changed file, to be put together with what others have changed in it since."""

    base: Number = Field(description="The configuration that the text was made from")
    name: Annotated[str, Field(max_length=200)]
    text: Text
    choices: list[Choice] = Field(default=[], max_length=1000, description="One for each clash, in order")


class ClashView(BaseModel):
    """Lines that both have changed, in different ways."""

    line: int = Field(description="The first of them, in the text that both started from")
    before: list[str]
    mine: list[str]
    theirs: list[str]


class MergeView(BaseModel):
    """Both changes put together."""

    configuration: int = Field(description="The newest, as the base for keeping the text")
    text: str | None = Field(description="Null while there are clashes without a choice")
    clashes: list[ClashView]


class ConfigurationKept(BaseModel):
    """The number of the new configuration."""

    configuration: int


class Named(BaseModel):
    """Somebody."""

    id: str
    name: str


class PersonChanged(Named):
    """Somebody who changes, and in what."""

    what: list[str]


class Differences(BaseModel):
    """What a configuration would change."""

    configuration: int
    added: list[Named]
    removed: list[Named]
    changed: list[PersonChanged]
    works_added: list[str]
    works_removed: list[str]
    says: str


class MistakeView(BaseModel):
    """Something wrong with a configuration."""

    file: str
    line: int
    column: int
    text: str


class Mistakes(BaseModel):
    """Everything that is wrong."""

    errors: list[MistakeView]
