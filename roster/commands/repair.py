"""``roster repair``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from roster.commands._common import (
    Exit,
    community_file,
    err,
    language_option,
    out,
    plain_errors,
    print_json,
    say,
)
from roster.commands._happened import Said, happened
from roster.commands._one import load
from roster.commands._proposed import documents, print_repair, record
from roster.commands._stop import InThread, StopFlag
from roster.disruption import Disruption, disrupted
from roster.document import DocumentError, read_document, write_document
from roster.document_reading import what_fits
from roster.files import check_writable
from roster.words import sentence

if TYPE_CHECKING:
    from roster.model import Problem
    from roster.roster import Roster
    from solver.proposal import Repair

_HAPPENED = (
    click.option("--away", multiple=True, metavar="WHO[:DAY[..DAY]]", help="Is not there: p017:2026-11-25, p017:2026-11-25..2026-11-27, p017:2026-11-25T14:00-18:00, or p017 for all week."),
    click.option("--no-show", multiple=True, metavar="WHO:[DAYT]TIME", help="Did not come: p017:2026-11-25T14:00, or p017:14:00 today."),
    click.option("--drop", multiple=True, metavar="WORK[:DAY]", help="Does not take place: north-gate/evening:2026-11-25."),
    click.option("--add", multiple=True, metavar="SHIFT:DAY", help="Takes place too: north-gate/evening:2026-11-28."),
    click.option("--move", multiple=True, metavar="HOME:DAY[:DAY]", help="Is not visited that day but another: h21:2026-11-25, or on which one: h21:2026-11-25:2026-11-27."),
    click.option("--rule", multiple=True, metavar="RULE", help="Holds from now on: '{kind: rest, hours: 11}'."),
    click.option("--now", metavar="TIME", help="What has begun before it stays: 2026-11-25T14:00, or 14:00 today."),
)  # fmt: skip


def happened_options(command: Any) -> Any:
    """Add the options that say what has happened."""
    for option in reversed(_HAPPENED):
        command = option(command)
    return command


@click.command(short_help="Mend a roster with the fewest changes.")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("roster", metavar="ROSTER.json", type=click.Path(path_type=Path))
@happened_options
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder to write proposal-1.json, proposal-2.json … to, numbered on from those that are there; beside ROSTER.json unless given.")  # fmt: skip
@click.option("--time-limit", type=click.FloatRange(0.1, 86_400), default=3.0, show_default=True, help="Seconds for the best proposal and its proof.")  # fmt: skip
@click.option(
    "--proposals", type=click.IntRange(1, 10), default=3, show_default=True, help="How many, at most."
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Of every random choice.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), help="Search strategies at once.")
@click.option("--deterministic", is_flag=True, help="The same proposals on every run and machine; the limit then scales work, not seconds.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the proposals as JSON.")
@language_option
def repair(
    file: Path,
    roster: Path,
    folder: Path | None,
    time_limit: float,
    proposals: int,
    seed: int,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
    language: str | None,
    **said: Any,
) -> None:
    """Mend a roster after something has happened; no file is written over.

    Open seats come first, then how many people's weeks change, then how many assignments,
    then cost; it is said what of it is proven. FILE may also have changed since the
    roster was made: what does not fit it any more is lost, and mended.

    \b
    Example:
      roster repair my-lane/community.yaml out/my-lane/roster.json --away p017:2026-11-25
    """
    with plain_errors(language):
        before = load(community_file(file), language)
        old = read_document(roster)
        made, gone = what_fits(before, old, file=str(roster))
        if gone and not made.assignments:
            told = sentence(
                "Nothing of this roster fits {community}: it is of {other}. "
                "Give the roster of this community.",
                community=before.name,
                other=old["community"],
            )
            raise DocumentError(str(roster), [("assignments", told)])
        what, late = happened(before, made, Said(**said))
        check_writable(folder or roster.parent)
    problem = disrupted(before, what)
    stop = StopFlag()

    def call() -> Repair:
        return _repair(problem, made, what, late, time_limit, proposals, seed, workers, deterministic, stop)

    with stop.telling(lambda: say(err(), sentence("stopping, keeping the best"), problem.language)):
        found = InThread(call).wait()
    if as_json:
        print_json([record(problem, found, p) for p in found.proposals])
    else:
        for entry in gone:
            say(out(), sentence("No longer in the configuration: {entry}", entry=entry), problem.language)
        print_repair(out(), problem, found)
    with plain_errors(problem.language):
        written = _write(problem, found, folder or roster.parent, str(file), said, old)
    if written and not as_json:
        say(out(), sentence("Files: {files}", files=[str(p) for p in written]), problem.language)
    sys.exit(_code(found))


def _repair(
    problem: Problem,
    made: Roster,
    what: Disruption,
    late: frozenset[str],
    time_limit: float,
    proposals: int,
    seed: int,
    workers: int | None,
    deterministic: bool,
    stop: StopFlag,
) -> Repair:
    from solver.repair import repair as mend

    return mend(
        problem,
        made,
        now=what.now,
        late=late,
        time_limit=time_limit,
        proposals=proposals,
        seed=seed,
        workers=workers,
        deterministic=deterministic,
        stop=stop,
    )


def _write(
    problem: Problem, found: Repair, folder: Path, source: str, said: dict[str, Any], old: Any
) -> list[Path]:
    words = [f"--{key.replace('_', '-')} {v}" for key, values in said.items() for v in _each(values)]
    written = []
    for number, document in enumerate(
        documents(problem, found, source=source, happened=" ".join(words), old=old), start=_next(folder)
    ):
        path = folder / f"proposal-{number}.json"
        write_document(path, document)
        written.append(path)
    return written


def _next(folder: Path) -> int:
    """Return the first number above those of all proposals in a folder."""
    names = (path.stem.removeprefix("proposal-") for path in folder.glob("proposal-*.json"))
    return 1 + max((int(name) for name in names if name.isdecimal()), default=0)


def _each(values: Any) -> list[str]:
    return [values] if isinstance(values, str) else list(values or ())


def _code(found: Repair) -> Exit:
    match found.status.value:
        case "infeasible":
            say(
                err(),
                sentence(
                    "The hard rules cannot all hold any more. `roster explain` names those that cannot."
                ),
            )
            return Exit.BROKEN
        case "interrupted":
            return Exit.INTERRUPTED
        case "time_limit":
            say(err(), sentence("No repair was found in the time given. Give more: --time-limit 30."))
            return Exit.NOTHING_FOUND
        case _:
            return Exit.FINE
