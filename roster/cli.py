"""The ``roster`` command."""

from __future__ import annotations

import click

from roster.commands.check import check
from roster.commands.explain import explain
from roster.commands.export import export
from roster.commands.generate import generate
from roster.commands.new import new
from roster.commands.repair import repair
from roster.commands.rules import rules
from roster.commands.schema import schema
from roster.commands.serve import serve
from roster.commands.solve import solve
from roster.commands.standins import standins
from roster.commands.store import account, backup, remind, restore
from roster.commands.stress import stress
from roster.commands.verify import verify
from roster.commands.what_if import what_if
from roster.commands.why import why


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="neighbourhood-roster")
def main() -> None:
    """The best weekly roster for a neighbourhood, from one file.

    \b
    Example:
      roster new my-lane
      roster solve my-lane/community.yaml --out out/my-lane

    Exit codes: 0 a roster without hard findings; 1 a hard finding, or proven that the
    rules cannot all hold; 2 bad input; 3 nothing found in the time given; 130 stopped
    by Ctrl-C (the best roster so far is written).
    """


for command in (
    new,
    check,
    solve,
    verify,
    explain,
    why,
    what_if,
    repair,
    standins,
    stress,
    export,
    rules,
    schema,
    generate,
    serve,
    backup,
    restore,
    remind,
    account,
):
    main.add_command(command)
