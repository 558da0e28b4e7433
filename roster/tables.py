"""Lists of people, homes and walking times from CSV and XLSX files, as coordinators keep them.

The headings may be English or Chinese; the cells come out as the YAML would say them.
A cell that lists several things is split with :func:`roster.cells.split_list`, days with
hours with :func:`~roster.cells.split_times`, wishes with :func:`~roster.cells.split_wishes`.
"""

from __future__ import annotations

import csv
import difflib
import io
import itertools
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from roster.cells import UnclearDateError, cell_text, normal
from roster.columns import REQUIRED, TableKind, column, headings, known
from roster.errors import ConfigError, ConfigErrors
from roster.model import Source
from roster.words import Sentence, sentence

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 200

_SAVE_UTF8 = sentence('Save it in Excel as "CSV UTF-8", or as .xlsx.')


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of one cell, in the YAML's way of writing it, and where it stands."""

    value: str
    source: Source


Line = tuple[int, list[str]]
"""The number of a line (from 1) and its cells."""


def read_table(path: Path, kind: TableKind = "people", *, shown: str | None = None) -> list[dict[str, Cell]]:
    """Read a table; one dictionary for each row that is not blank.

    Parameters
    ----------
    path
        A ``.csv``, ``.tsv``, ``.txt`` or ``.xlsx`` file (its first sheet).
    kind
        What the rows are: ``people``, ``homes`` or ``minutes`` (walking times).
    shown
        How error messages call the file; its path unless said.

    Returns
    -------
    list of dict
        Cells by the key of the YAML (``limits.duties`` for a key within another);
        blank cells are left out.

    Raises
    ------
    ConfigErrors
        With everything that is wrong: unreadable file, missing, unknown or doubled
        columns, cells beside the columns, unclear dates.
    """
    name = shown or str(path)
    lines = _lines(path, name)
    head_line, head = next(lines, (1, []))
    keys = _keys(head_line, head, kind, name)
    rows: list[dict[str, Cell]] = []
    errors: list[ConfigError] = []
    for number, texts in lines:
        if len(rows) >= MAX_ROWS:
            raise _error(
                Source(name, number),
                sentence("The table has more than {rows} rows.", rows=MAX_ROWS),
                sentence("Split it into one file for each community."),
            )
        rows.append(_row(number, texts, keys, name, errors))
        if len(errors) >= 50:
            break
    if errors:
        raise ConfigErrors(errors)
    return rows


def _row(
    number: int, texts: list[str], keys: list[str], name: str, errors: list[ConfigError]
) -> dict[str, Cell]:
    """Return the cells of one line; what is wrong with them is added to ``errors``."""
    row: dict[str, Cell] = {}
    for i, text in enumerate(texts):
        if not text.strip():
            continue
        if i >= len(keys) or not keys[i]:
            errors.append(
                ConfigError(
                    Source(name, number, i + 1),
                    sentence('"{text}" stands beside the columns.', text=_short(text)),
                    sentence("Put a cell that contains a comma in quotes, or give the column a heading."),
                )
            )
            continue
        source = Source(name, number, i + 1, keys[i])
        try:
            value = normal(text, keys[i])
        except UnclearDateError as unclear:
            errors.append(
                ConfigError(source, f"{unclear}.", sentence("Write dates as 2026-11-25 (year, month, day)."))
            )
            continue
        row[keys[i]] = Cell(value, source)
    return row


def _keys(line: int, head: list[str], kind: TableKind, name: str) -> list[str]:
    """Return the key of each column; the headings must be known, single and enough."""
    keys: list[str] = []
    errors: list[ConfigError] = []
    for i, heading in enumerate(head):
        source = Source(name, line, i + 1)
        key = column(heading, kind) if heading.strip() else ""
        if key is None:
            near = difflib.get_close_matches(heading.strip().casefold(), headings(kind), n=1)
            cure = (
                sentence('Did you mean "{near}"?', near=near[0])
                if near
                else sentence(
                    "Columns may be: {known}. Remove this one or rename it.", known=known(kind, heading)
                )
            )
            errors.append(
                ConfigError(
                    source, sentence('The column "{heading}" is not known.', heading=_short(heading)), cure
                )
            )
        elif key and key in keys:
            errors.append(
                ConfigError(
                    source,
                    sentence(
                        "Two columns give the {key}: {first} and {second}.",
                        key=key,
                        first=head[keys.index(key)].strip(),
                        second=heading.strip(),
                    ),
                    sentence("Keep one of them."),
                )
            )
        keys.append(key or "")
    for needed in REQUIRED[kind]:
        if needed not in keys:
            errors.append(
                ConfigError(
                    Source(name, line),
                    sentence('The table has no column "{needed}".', needed=needed),
                    sentence(
                        "Write the headings in the first line, for example: {known}.",
                        known=known(kind, "".join(head)),
                    ),
                )
            )
    if errors:
        raise ConfigErrors(errors)
    return keys


def _lines(path: Path, name: str) -> Iterator[Line]:
    """Yield the lines of a file that are not blank."""
    top = Source(name, 1)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _error(
                top,
                sentence(
                    "The file has {size} MB; at most {most} MB are read.",
                    size=round(size / 1e6, 1),
                    most=MAX_BYTES // 1_000_000,
                ),
                sentence("A list of a thousand people has less than 1 MB: remove pictures and other sheets."),
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise _error(
            top,
            sentence("There is no such file."),
            sentence("Check the name; it is looked for beside the YAML file."),
        ) from None
    except OSError as problem:
        raise _error(
            top,
            sentence("The file cannot be read: {problem}.", problem=problem.strerror or str(problem)),
            sentence("Close it in other programs and check that it is a file."),
        ) from None
    suffix = path.suffix.lower()
    if suffix in (".xls", ".xlsb", ".ods", ".numbers", ".et"):
        raise _error(
            top,
            sentence("Files of the kind {suffix} are not read.", suffix=suffix),
            sentence('Save it as .xlsx or as "CSV UTF-8".'),
        )
    lines = (
        _xlsx_lines(data, top)
        if suffix == ".xlsx" or data.startswith(b"PK\x03\x04")
        else _csv_lines(data, top)
    )
    return ((number, texts) for number, texts in lines if any(text.strip() for text in texts))


def _csv_lines(data: bytes, top: Source) -> Iterator[Line]:
    text = _decoded(data, top)
    first, _, rest = text.partition("\n")
    offset = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text, offset = first.strip()[4], rest, 1
    else:
        separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    line = 1 + offset
    try:
        for texts in reader:
            yield line, texts
            line = reader.line_num + 1 + offset
    except csv.Error as problem:
        raise _error(
            Source(top.file, line),
            sentence("This line is not CSV: {problem}.", problem=str(problem)),
            _SAVE_UTF8,
        ) from None


def _separator(text: str) -> str:
    """Return the separator that the first line with text uses most."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(first.split('"')[::2])
    return max(",;\t", key=outside.count)


def _decoded(data: bytes, top: Source) -> str:
    """Return the text of a CSV file in UTF-8, UTF-16 (with its mark) or GB18030."""
    encoding = "utf-8-sig"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    for name in (encoding, "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and (name != "gb18030" or _reads_as_chinese(text)):
            return text
    raise _error(top, sentence("The encoding of this file is not known."), _SAVE_UTF8)


def _reads_as_chinese(text: str) -> bool:
    """Say whether most characters outside ASCII are common Chinese ones (those of GB 2312)."""
    foreign = [c for c in text if ord(c) > 127]
    common = sum(1 for c in foreign if c.encode("gb2312", "ignore"))
    return common >= 0.7 * len(foreign)


def _xlsx_lines(data: bytes, top: Source) -> Iterable[Line]:
    try:
        unpacked = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise _error(
                top,
                sentence("The file unpacks to more than {most} MB.", most=MAX_UNPACKED_BYTES // 1_000_000),
                sentence("Keep only the list in it, without pictures."),
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which a list does not need
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1)
            filled = (
                (number, [cell_text(v) for v in values])
                for number, values in rows
                if any(v is not None for v in values)
            )
            return list(itertools.islice(filled, MAX_ROWS + 2))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError):
        raise _error(
            top,
            sentence("This is not a whole Excel file."),
            sentence("Open it in Excel and save it again as .xlsx."),
        ) from None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _error(source: Source, problem: Sentence, cure: Sentence) -> ConfigErrors:
    return ConfigErrors([ConfigError(source, problem, cure)])
