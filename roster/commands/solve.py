"""``roster solve``."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import click

from roster.commands import _batch
from roster.commands._common import (
    Exit,
    err,
    language_option,
    message_of,
    out,
    plain_errors,
    print_json,
    refuse,
    say,
    worst,
)
from roster.commands._one import Options, Outcome, load, solve_one
from roster.commands._prices import in_language
from roster.commands._progress import ProgressLine
from roster.commands._stop import StopFlag
from roster.commands._tables import print_week
from roster.errors import ConfigErrors
from roster.files import check_writable
from roster.summary import cost_by_rule, summarise
from roster.week import Week
from roster.words import sentence


@click.command(short_help="Find the best roster of one or many communities.")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write to; out/NAME unless given.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.5, 86_400),
    default=60.0,
    show_default=True,
    help="Seconds for each community.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="Of every random choice."
)
@click.option("--workers", type=click.IntRange(1, 256), help="Search strategies at once.")
@click.option(
    "--deterministic",
    is_flag=True,
    help="The same roster on every run and machine; the limit then scales work, not seconds.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the roster (of many: the summary) as JSON instead of tables.",
)
@language_option
def solve(
    files: tuple[Path, ...],
    folder: Path | None,
    time_limit: float,
    seed: int,
    workers: int | None,
    deterministic: bool,
    as_json: bool,
    language: str | None,
) -> None:
    """Find the best roster, prove how good it is, and write roster.json and the exports.

    Ctrl-C keeps the best roster so far; a second Ctrl-C gives up. A folder with a
    community.yaml is one community; several files, or a folder of them, are a batch:
    each gets a folder of results, and a summary ends with the worst first.

    \b
    Examples:
      roster solve my-lane/community.yaml --out out/my-lane --time-limit 60
      roster solve configs --out out/city
    """
    options = Options(time_limit, seed, workers, deterministic, language)
    with plain_errors(language):
        found = _batch.sources(files)
        check_writable(folder or Path("out"))
    if not found:
        told = sentence(
            "{files}: there is no community in it. A community's YAML file begins with community: NAME.",
            files=[str(path) for path in files],
        )
        refuse(told, language)
    for other in _batch.passed_over(files):
        told = sentence(
            "{file} is not planned: community.yaml is beside it. Name it to plan it.", file=str(other)
        )
        say(err(), told, language or "en")
    if len(found) == 1:
        sys.exit(_single(found[0], folder or Path("out") / _batch.short_name(found[0]), options, as_json))
    sys.exit(_many(found, folder or Path("out"), options, as_json))


def _single(source: Path, folder: Path, options: Options, as_json: bool) -> Exit:
    outcome = _attempt(source, folder, options, "", StopFlag())
    if outcome.message:
        click.echo(outcome.message, err=True)
    if outcome.document is None:
        return outcome.code
    if as_json:
        print_json(outcome.document)
    else:
        _print(outcome)
    return outcome.code


def _many(found: list[Path], folder: Path, options: Options, as_json: bool) -> Exit:
    stop, outcomes = StopFlag(), []
    for number, (source, name) in enumerate(zip(found, _batch.folder_names(found), strict=True), start=1):
        if stop():
            outcomes.append(_batch.not_started(source))
            continue
        title = f"[{number}/{len(found)}] {name}"
        outcome = _attempt(source, folder / name, options, title, stop)
        if outcome.message:
            say(err(), f"{title}: {outcome.message}")
        outcomes.append(outcome)
    language = options.language or "en"
    if as_json:
        print_json([_batch.record(o, language) for o in _batch.worst_first(outcomes)])
    else:
        _batch.print_summary(out(), outcomes, language)
    with plain_errors(language):
        paths = _batch.write_summary(outcomes, folder, language)
    if not as_json:
        click.echo(sentence("Files: {files}", files=[str(p) for p in paths]).say(language))
    return worst(o.code for o in outcomes)


def _attempt(source: Path, folder: Path, options: Options, title: str, stop: StopFlag) -> Outcome:
    """Solve one community; what goes wrong becomes an outcome with a message.

    In a batch (which has titles) so does a defect of this program, for the sake of the others.
    """
    name = _batch.short_name(source)
    try:
        problem = load(source, options.language)
        spoken = options.language or "en" if title else problem.language
        line = ProgressLine(err(), spoken, title)
        with stop.telling(line.stopping):
            return solve_one(source, problem, folder, options, line, stop)
    except (ConfigErrors, OSError) as error:
        return Outcome(source, name, Exit.BAD_INPUT, "bad_input", message=message_of(error, options.language))
    except MemoryError:
        told = sentence("The memory is not enough for this community. Split it, or use fewer --workers.")
        return Outcome(source, name, Exit.BROKEN, "error", message=told.say(options.language or "en"))
    except Exception as error:
        if not title:
            raise
        traceback.print_exc()
        told = sentence(
            "This program has failed at this community, which is a defect of it: {error}. "
            "Please report it with the lines above.",
            error=f"{type(error).__name__}: {error}",
        )
        return Outcome(source, name, Exit.BROKEN, "error", message=told.say(options.language or "en"))


def _print(outcome: Outcome) -> None:
    assert outcome.document is not None
    console, week = out(), Week(outcome.document)
    say(console, f"{week.community}  {week.days[0]} – {week.days[-1]}", style="bold")
    print_week(console, week)
    for told in summarise(outcome.document):
        say(console, told, week.language, "bold")
    costs = cost_by_rule(outcome.document)
    if costs:
        parts = [f"{in_language(rule, week.language)} {cost}" for rule, cost in costs]
        say(console, sentence("Where the cost comes from: {parts}.", parts=parts), week.language)
    if outcome.files:
        say(console, sentence("Files: {files}", files=_folders(outcome.files)), week.language)


def _folders(files: tuple[Path, ...]) -> list[str]:
    """Return the files, with a folder of many files named once."""
    top = files[0].parent
    inside = {f"{f.parent}/" for f in files if f.parent != top}
    return [*(str(f) for f in files if f.parent == top), *sorted(inside)]
