"""Writes configs/REFERENCE.md from the schema and the rules: ``python -m roster.reference``."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from roster import schema, schema_posts, schema_visits
from roster.columns import TableKind, known
from roster.rules import registry
from roster.rules.api import Only, Rule
from roster.schema_forms import SeatRange
from roster.schema_json import json_schema

__all__ = ["json_schema", "reference"]

TARGET = Path(__file__).parent.parent / "configs" / "REFERENCE.md"

_ENTRIES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The file", schema.CommunityEntry),
    ("Holidays", schema.HolidaysEntry),
    ("People", schema.PersonEntry),
    ("Limits of a person", schema.LimitsEntry),
    ("Wishes of a person", schema.WishEntry),
    ("Places", schema.PlaceEntry),
    ("Travel", schema.TravelEntry),
    ("Grids", schema.GridEntry),
    ("Leaders of grids", schema.LeaderEntry),
    ("Patrols", schema_posts.PatrolEntry),
    ("Shifts", schema_posts.ShiftEntry),
    ("Seats", SeatRange),
    ("Claims", schema_posts.ClaimEntry),
    ("Windows", schema_posts.WindowEntry),
    ("Opening hours", schema_posts.OpenEntry),
    ("A and B", schema_posts.ABEntry),
    ("Crews", schema_posts.CrewsEntry),
    ("Visits", schema_visits.VisitEntry),
    ("Place of a home", schema_visits.HomeWhere),
    ("Companions of a visit", schema_visits.WithEntry),
    ("Duties", schema_posts.DutyEntry),
    ("Standby", schema_posts.StandbyEntry),
)
_WORDS = {"Mon-Fri": "days", "19:00-21:00": "hours", "Mon-Fri 18:00-22:00": "days with hours"}
_TITLES = {entry.__name__: title for title, entry in _ENTRIES}

_HEAD = """\
# Reference of the configuration language

Made by `python -m roster.reference` from the schema and the rules; a test keeps it up to date.

## Words

- **Text, numbers** follow YAML 1.2: `no`, `off` and `on` are text, `12:30` is a time, an id `010` stays `010`. \
A key that is written twice is an error. `&name`, `*name` and `<<: *name` repeat what is already written; a key of the file that begins with `x-` is a place for \
such pieces and means nothing by itself.
- **Ids** are short and unique: letters (of any language), digits, `-`, `_`, `.`; no spaces.
- **Times** are `19:00-21:00`. An end that is not after the start lies on the next day: `22:00-02:00`. \
`24:00` is midnight at the end of a day. A time that the clocks skip is an error; one that they repeat is its first occurrence.
- **Dates** are `2026-11-25` (also `2026/11/25`, `2026年11月25日`); from first to last `2026-11-25..2026-11-28`.
- **Days** are `daily`, `workdays` (Monday to Friday, less public holidays, plus make-up workdays), `weekdays` (Monday to Friday), \
`weekends`, `holidays` (of China with the weekend days that belong to them), `Mon`, `Mon-Fri`, `Fri-Mon`, dates, or several of these: `[Tue, Thu]` or `Tue, Thu`. \
Also `周一`, `星期一`, `每天`, `工作日`, `周末`, `节假日`.
- **Available** is days with hours: `Mon-Fri 18:00-22:00`, `Sat 08:00-12:00, 14:00-18:00`, `workdays`, `2026-11-25 09:00-12:00`, \
`always`. Pieces that touch become one, also over midnight. Left out means always; an empty list means never.
- **Lists** may be one word instead of a list of one. A section left empty says nothing; an empty list inside an entry is an error where it has no meaning.
- Full-width digits, colons and dashes (`19：00－21：00`) mean the same as ASCII ones.
- **Dates of people** (`available`, `away`, wishes) outside the planned weeks have no effect; dates of work outside them are errors.
- **Labels** that wishes and rules refer to: a service (`patrol`, `visit`, `window`, `duty`, `standby`), the id of a post, home, \
window, shift or grid, a task of a home, or a word of `labels`.
- **Files** that a file names are looked for from its own folder. YAML files may have 5 MB, tables 20 MB, in UTF-8, UTF-16 or GB 18030.
- **extends: shared.yaml** takes the values of another file where this one says nothing. Mappings are merged key by key; people, \
places, grids, patrols, windows, visits, duties and standby entry by entry by their ids; rules are added to the shared ones.
"""


def reference() -> str:
    """Return the reference of the configuration language and of every rule, as Markdown."""
    parts = [_HEAD, "## Sections\n"]
    parts += [_entry(title, entry) for title, entry in _ENTRIES]
    parts += [_tables(), _rules()]
    return "\n".join(parts)


def _entry(title: str, entry: type[BaseModel]) -> str:
    properties = entry.model_json_schema().get("properties", {})
    if entry is schema.CommunityEntry:
        properties = json_schema()["properties"]
    inherited = set(schema_posts.Staffed.model_fields) if issubclass(entry, schema_posts.Asks) else set()
    properties = {k: properties[k] for k in sorted(properties, key=lambda key: key in inherited)}
    words = _markdown(inspect.getdoc(entry) or "")
    return f"### {title}\n\n{words}\n\n{_table(properties, _required(entry))}"


def _required(entry: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in entry.model_fields.items() if field.is_required()}


def _table(properties: dict[str, Any], required: set[str]) -> str:
    rows = ["| Key | Meaning | What may stand there | If left out |", "|---|---|---|---|"]
    for key, value in properties.items():
        if key == "kind":
            continue
        left_out = "**needed**" if key in required else _default(value.get("default"))
        meaning = " ".join(_markdown(value.get("description", "")).split())
        form = _form({k: v for k, v in value.items() if k != "description"})
        rows.append(f"| `{key}` | {_cell(meaning)} | {_cell(form)} | {left_out} |")
    return "\n".join(rows) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _default(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "`daily`"
    if value in (None, "", [], (), {}) or isinstance(value, dict | list):
        return "–"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


def _form(value: dict[str, Any]) -> str:
    """Say in words what a part of the JSON Schema allows."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        if name == "Only":
            return "[a limit](#only)"
        title = _TITLES.get(name)
        return f"[{title.lower()}](#{_anchor(title)})" if title else "a mapping"
    if "anyOf" in value:
        forms = list(dict.fromkeys(_form(form) for form in value["anyOf"] if form.get("type") != "null"))
        if len(forms) == 2 and forms[1] == f"a list of {forms[0]}":
            return f"{forms[0]}, one or several"
        return " or ".join(forms)
    if "oneOf" in value:
        return "[a rule](#rules)"
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return ", ".join(f"`{word}`" for word in value["enum"])
    if "examples" in value:
        example = value["examples"][0]
        return f"[{_WORDS[example]}](#words), such as `{example}`"
    kind = value.get("type")
    match kind:
        case "array":
            return f"a list of {_form(value['items'])}" if "items" in value else "a list"
        case "integer" | "number":
            low, high = value.get("minimum", value.get("exclusiveMinimum")), value.get("maximum")
            word = "whole number" if kind == "integer" else "number"
            if low is not None and high is not None:
                return f"{word}, {low:g} to {high:g}"
            return word if low is None else f"{word}, {low:g} or more"
        case "boolean":
            return "`true` or `false`"
        case "object":
            return "[crews](#crews)" if "properties" in value else _mapping(value)
        case "string":
            return "date" if value.get("format") == "date" else "text"
        case ["array", "string"]:
            return "`[latitude, longitude]`"
        case _:
            return "text"


def _mapping(value: dict[str, Any]) -> str:
    of = value.get("additionalProperties", {})
    return "`key: number`" if of.get("type") == "integer" else f"`key:` {_form(of)}"


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def _markdown(text: str) -> str:
    return re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text.replace("``", "`"))


def _tables() -> str:
    kinds: tuple[tuple[str, TableKind], ...] = (
        ("people: people.csv", "people"),
        ("visits: homes.csv", "homes"),
        ("places: places.csv", "places"),
        ("travel: minutes.csv", "minutes"),
    )
    rows = "\n".join(
        f"| `{said}` | {', '.join(f'`{word}`' for word in known(kind))} |" for said, kind in kinds
    )
    return f"""\
## Tables

Lists may stand in a CSV, TSV or XLSX file (its first sheet). The first line has the headings, in English or Chinese. Cells say what
the YAML would say; a cell that lists several things separates them with `;`. A position is one column `home` or `at` with
`lat, lon`, or two columns `lat` and `lon`. Wishes are written `want patrol on Sat weight 3; avoid evening`.

| In the YAML | Columns |
|---|---|
{rows}
"""


def _rules() -> str:
    parts = [
        "## Rules\n",
        "A rule is strict unless it has a `weight`, which is the cost of each unit of its breach. Rules marked *always there* hold "
        "without being written; writing one replaces its defaults.\n",
        f"### Only\n\n{_markdown(inspect.getdoc(Only) or '')}\n\n{_table(Only.model_json_schema()['properties'], set())}",
    ]
    return "\n".join([*parts, *(_rule(rule) for rule in registry().values())])


def _rule(rule: type[Rule]) -> str:
    properties = dict(rule.model_json_schema()["properties"])
    if rule.structural:
        properties = {key: value for key, value in properties.items() if key not in ("weight", "only")}
    always = " *Always there.*" if rule.builtin else ""
    table = f"\n{_table(properties, _required(rule))}" if properties else ""
    words = _markdown(inspect.getdoc(rule) or "")
    return f"### {rule.kind}\n\n{words}{always}\n\n```yaml\nrules:\n  - {rule.example}\n```\n{table}"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"{TARGET} written.\n")
