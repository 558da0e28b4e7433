"""What can be tried without editing the configuration: what the form offers, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from roster.model import Duty, Problem
from roster.supposing import SOFT, number_of, posts_of
from web.pages.grid import service_name
from web.pages.words import rule_name


def offered(problem: Problem) -> dict[str, Any]:
    """Return the posts, homes, days, people and rules of a community, as a form offers them."""
    return {
        "posts": [(key, _post_name(title, duties)) for key, (title, duties) in posts_of(problem).items()],
        "homes": [(visit.key, visit.title or visit.task) for visit in problem.visits],
        "days": [(n, day.isoformat()) for n, day in enumerate(problem.horizon.dates)],
        "people": [(person.id, person.name or person.id) for person in problem.people.values()],
        "rules": [
            {
                "number": n,
                "name": rule_name(rule.kind),
                "value": getattr(rule, number) if (number := number_of(rule)) else None,
                "strict": rule.weight is None and not rule.structural,
                "line": rule.source.line,
            }
            for n, rule in enumerate(problem.rules)
            if not rule.builtin
        ],
    }


def supposed(form: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what a form supposes, as :func:`roster.supposing.suppose` takes it; ``None`` if nothing."""

    def number(name: str) -> int | None:
        text = form.get(name, "").strip()
        return int(text) if text.removeprefix("-").isdecimal() and len(text) < 6 else None

    kind = form.get("suppose")
    match kind:
        case "seats":
            return {"kind": kind, "post": form.get("post", "")[:300], "by": number("by") or 0}
        case "shift":
            return {"kind": kind, "post": form.get("post", "")[:300], "day": number("day") or 0}
        case "limit":
            return {"kind": kind, "person": form.get("person", "")[:300], "duties": number("duties") or 0}
        case "rule":
            said: dict[str, Any] = {"kind": kind, "number": number("number") or 0}
            if form.get("do") == "wish":
                said["weight"] = SOFT
            elif form.get("do") == "value":
                said["value"] = number("value") or 0
            return said
        case _:
            return None


def _post_name(title: str, duties: tuple[Duty, ...]) -> str:
    """Return a post with its service and its time, which tells two shifts of one post apart."""
    first = duties[0]
    name = _("Standby") if title == "standby" else title
    hour = first.key.rpartition("T")[2]
    return f"{service_name(first.service)}: {name} {hour[:2]}:{hour[2:]}"
