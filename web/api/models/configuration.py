"""The configuration and its mistakes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from web.api.models.asked import Asked, Number, Reason


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
    text: Annotated[str, Field(max_length=5_000_000)] | None = None
    base64: Annotated[str, Field(max_length=7_000_000)] | None = None


class FilesSaid(Asked):
    """Files to look at."""

    files: list[FileSaid] = Field(max_length=50)


class FilesKept(FilesSaid):
    """Files to keep."""

    base: Number = Field(description="The configuration that was looked at")
    reason: Reason = ""


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
