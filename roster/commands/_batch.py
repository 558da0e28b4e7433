"""A batch run: many communities, one folder of results each, and a summary with the worst first."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from roster.commands._common import Exit, say
from roster.commands._one import Outcome
from roster.errors import ConfigErrors
from roster.exports._labels import label
from roster.files import json_bytes, write_atomically
from roster.summary import gap, open_seats, percent, unavoidable
from roster.words import Sentence, sentence, sentences

_COMMUNITY = re.compile(r"^community\s*:", re.MULTILINE)


def sources(paths: Iterable[Path]) -> list[Path]:
    """Return the configurations that some files and folders mean, each once, in order.

    A folder with a ``community.yaml`` is one community. Any other folder stands for the
    YAML files in it that say ``community:``, and for its sub-folders.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for source in _of_folder(path) if path.is_dir() else [path]:
            found.setdefault(source)
    return list(found)


def passed_over(paths: Collection[Path]) -> Iterator[Path]:
    """Yield the communities beside a ``community.yaml``, which naming its folder does not mean."""
    planned = sources(paths)
    for source in planned:
        if source.name == "community.yaml" and source not in paths:
            yield from (other for other in _communities_in(source.parent) if other not in planned)


def _of_folder(folder: Path) -> list[Path]:
    own = folder / "community.yaml"
    if own.is_file():
        return [own]
    found = _communities_in(folder)
    for path in folder.iterdir():
        if path.is_dir() and not path.name.startswith("."):
            found += _of_folder(path)
    return sorted(found)


def _communities_in(folder: Path) -> list[Path]:
    """Return the YAML files of a folder that say ``community:``, without its sub-folders."""
    files = (path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"} and not path.is_dir())
    return sorted(path for path in files if _says_community(path))


def _says_community(path: Path) -> bool:
    """Say whether a file is a community; one that cannot be read is taken for one, to be named as bad."""
    from roster.loading_files import MAX_BYTES, decoded

    try:
        with path.open("rb") as file:
            text = decoded(file.read(MAX_BYTES), str(path))
        return _COMMUNITY.search(text) is not None
    except (OSError, ConfigErrors):
        return True


def folder_names(files: Sequence[Path]) -> list[str]:
    """Return a name for each configuration's folder of results, all different."""
    names: list[str] = []
    for path in files:
        name = short_name(path)
        numbered = (f"{name}-{number}" for number in count(2))
        names.append(name if name not in names else next(n for n in numbered if n not in names))
    return names


def short_name(path: Path) -> str:
    """Return what a configuration is called: its folder for ``community.yaml``, else its stem."""
    if path.stem == "community" and path.resolve().parent.name:
        return path.resolve().parent.name
    return path.stem


def worst_first(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Order outcomes: without a roster, hard findings, most open seats, largest gap."""

    def key(outcome: Outcome) -> tuple[float, ...]:
        document = outcome.document
        if document is None:
            return (0 if outcome.status != "not_started" else 1, 0, 0, 0)
        share = gap(document)
        return (2, -document["score"]["hard"], -open_seats(document), -(2.0 if share is None else share))

    return sorted(outcomes, key=key)


def status_words(outcome: Outcome) -> Sentence:
    """Return the state of one community in two or three words."""
    match outcome.status:
        case "bad_input":
            return sentence("bad input")
        case "not_started":
            return sentence("not started")
        case "infeasible":
            return sentence("cannot be met")
        case "time_limit":
            return sentence("nothing found")
        case "error":
            return sentence("failed")
    if outcome.document is None:
        return sentence("stopped")
    if outcome.document["score"]["hard"]:
        return sentence("hard rules broken")
    if open_seats(outcome.document):
        return sentence("open seats")
    return {
        "optimal": sentence("proven best"),
        "interrupted": sentence("stopped"),
    }.get(outcome.status, sentence("full, better may exist"))


def headline(outcomes: Sequence[Outcome]) -> Sentence:
    """Return the state of the whole batch in one sentence."""
    without = sum(o.document is None for o in outcomes)
    seats = [open_seats(o.document) for o in outcomes if o.document is not None]
    some = sum(n > 0 for n in seats)
    return sentence(
        "{communities}: {without} without a roster, {some} with open seats ({seats} in all), {full} full.",
        communities=sentences("1 community", "{n} communities", len(outcomes)),
        without=without,
        some=some,
        seats=sum(seats),
        full=len(seats) - some,
    )


def record(outcome: Outcome, language: str) -> dict[str, Any]:
    """Return one line of ``summary.csv`` and ``summary.json``."""
    document = outcome.document
    share = gap(document) if document else None
    return {
        "community": outcome.community,
        "config": str(outcome.source),
        "status": outcome.status,
        "state": status_words(outcome).say(language),
        "exit_code": int(outcome.code),
        "hard": document["score"]["hard"] if document else None,
        "open_seats": open_seats(document) if document else None,
        "open_unavoidable": min(unavoidable(document), open_seats(document)) if document else None,
        "soft": document["score"]["soft"] if document else None,
        "gap_percent": float(percent(share)) if share is not None else None,
        "seconds": round(outcome.seconds, 1),
        "roster": str(outcome.files[0]) if outcome.files and document else None,
        "message": outcome.message,
    }


def write_summary(outcomes: Sequence[Outcome], folder: Path, language: str) -> tuple[Path, Path]:
    """Write ``summary.csv`` and ``summary.json``, the worst first."""
    lines = [record(o, language) for o in worst_first(outcomes)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(lines[0]))
    writer.writeheader()
    for line in lines:
        writer.writerow(
            {k: f"'{v}" if isinstance(v, str) and v[:1] in "=+-@\t\r" and v else v for k, v in line.items()}
        )
    paths = folder / "summary.csv", folder / "summary.json"
    write_atomically(paths[0], text.getvalue().encode("utf-8-sig"))
    write_atomically(paths[1], json_bytes({"format": "roster-summary/1", "communities": lines}))
    return paths


def print_summary(console: Console, outcomes: Sequence[Outcome], language: str) -> None:
    """Print the summary as a table, the worst first."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in ("Status", "Community", "Open", "Cost", "Gap", "Seconds", "Roster"):
        right = head in {"Open", "Cost", "Gap", "Seconds"}
        table.add_column(label(head, language), justify="right" if right else "left", overflow="fold")
    for outcome in worst_first(outcomes):
        line = record(outcome, language)
        style = (
            "bold red" if outcome.document is None or line["hard"] else "red" if line["open_seats"] else ""
        )
        name = Text(outcome.community)
        if outcome.message:
            name.append("\n" + _first_line(outcome.message), style="dim")
        table.add_row(
            Text(line["state"], style=style),
            name,
            _cell(line["open_seats"]),
            _cell(line["soft"]),
            "–" if line["gap_percent"] is None else f"{line['gap_percent']:.1f} %",
            f"{line['seconds']:.0f}",
            Text(line["roster"] or "–"),
        )
    console.print(table)
    say(console, headline(outcomes), language, "bold")


def _cell(value: int | None) -> str:
    return "–" if value is None else str(value)


def _first_line(message: str) -> str:
    lines = message.splitlines()
    return lines[0] if len(lines) == 1 else f"{lines[0]} (+{len(lines) - 1})"


def not_started(source: Path) -> Outcome:
    """Return the outcome of a community that a stopped batch did not reach."""
    return Outcome(source, short_name(source), Exit.INTERRUPTED, "not_started")
