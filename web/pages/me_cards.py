"""What the cards of a volunteer's page say, from what the service tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from web.pages import dates
from web.pages.grid import skill_names, task_name

Json = Mapping[str, Any]

COVER = "cover"


@dataclass(frozen=True)
class Mark:
    """A short word on a card with its icon; ``kind`` chooses the colour, never the meaning alone."""

    kind: str
    icon: str
    text: str


@dataclass(frozen=True)
class Partner:
    """With whom one serves, and as what."""

    name: str
    skills: str


@dataclass(frozen=True)
class Card:
    """One duty of one's own, as its card says it."""

    week: str
    work: str
    start: int
    day: str
    day_long: str
    hours: str
    title: str
    place: str
    address: str
    together: tuple[Partner, ...]
    phones: tuple[tuple[str, str], ...]
    tasks: str
    bring: str
    note: str
    walk: str
    home: bool
    mark: Mark | None
    answer: str
    asked: bool
    begun: bool

    @property
    def key(self) -> dict[str, Any]:
        """What names this duty in forms and addresses."""
        return {"week": self.week, "work": self.work, "start": self.start}

    @property
    def waits(self) -> bool:
        """Whether an answer is awaited."""
        return not self.answer and not self.begun


def cards(page: Json, now: datetime, language: str) -> list[Card]:
    """Return the cards of a page, soonest first."""
    covers = {
        (r["week"], r["work"], r["start"]): r["state"]
        for r in page["requests"]
        if r["kind"] == COVER and r["state"] in ("waiting", "exhausted")
    }
    duties = sorted(page["duties"], key=lambda d: (d["from"], d["work"]))
    return [_card(duty, covers, now, language) for duty in duties]


def _card(duty: Json, covers: Mapping[tuple[Any, ...], str], now: datetime, language: str) -> Card:
    start, end = datetime.fromisoformat(duty["from"]), datetime.fromisoformat(duty["to"])
    asked = covers.get((duty["week"], duty["work"], duty["start"]), "")
    begun = start <= now
    return Card(
        week=duty["week"],
        work=duty["work"],
        start=duty["start"],
        day=dates.day_from(start.date(), now.date(), language),
        day_long=dates.day_from(start.date(), now.date(), language, long=True),
        hours=dates.hours(start, end),
        title=called(duty),
        place=duty["place"] if duty["place"] not in ("", duty["title"]) else "",
        address=duty["address"],
        together=tuple(Partner(p["name"], _skills(p["skills"], language)) for p in duty["with"]),
        phones=tuple((p["name"], p["phone"]) for p in duty["with"] if p["phone"]),
        tasks=dates.names([task_name(task) for task in duty["tasks"]], language),
        bring=duty["bring"],
        note=duty["note"],
        walk=_walk(duty["walk"]),
        home=duty["service"] == "visits",
        mark=_mark(duty, asked, begun, now.date(), language),
        answer=duty["answer"] or "",
        asked=bool(asked),
        begun=begun,
    )


def called(duty: Json) -> str:
    """Return what a duty is called; a home that is not named is a home visit."""
    if duty["title"] == "standby":
        return str(_("Standby"))
    return str(duty["title"]) or _("Home visit")


def _skills(skills: Sequence[str], language: str) -> str:
    known = skill_names()
    return dates.names([known.get(skill, skill) for skill in skills], language)


def _walk(walk: Json | None) -> str:
    if walk is None:
        return ""
    minutes = max(1, int(walk["minutes"]))
    if walk["from"]:
        return str(
            ngettext(
                "%(num)s minute on foot from %(place)s",
                "%(num)s minutes on foot from %(place)s",
                minutes,
                place=walk["from"],
            )
        )
    return str(ngettext("%(num)s minute on foot from home", "%(num)s minutes on foot from home", minutes))


def _mark(duty: Json, asked: str, begun: bool, today: date, language: str) -> Mark | None:
    """Return the one thing that matters most about a duty now."""
    if asked == "waiting":
        return Mark("warn", "swap", _("A stand-in is being asked"))
    if asked == "exhausted":
        return Mark("open", "open", _("No stand-in yet"))
    if begun:
        return Mark("past", "lock", _("Begun or over"))
    changed = duty["changed"]
    if changed is not None and not duty["answer"]:
        return Mark("warn", "pencil", _moved(changed["was"], duty["from"], language))
    if duty["answer"] == "coming":
        return Mark("ok", "ring", _("Confirmed"))
    if duty["missing"]:
        return Mark("open", "open", _missing(duty["missing"], duty["missing_skills"], language))
    return None


def _moved(was: str, now: str, language: str) -> str:
    if not was:
        return str(_("New"))
    before = datetime.fromisoformat(was)
    if was[:10] == now[:10]:
        return str(_("New time, was %(time)s", time=f"{before:%H:%M}"))
    return str(_("New time, was %(time)s", time=dates.moment(before, language)))


def _missing(count: int, skills: Sequence[str], language: str) -> str:
    if skills:
        said = _skills(skills, language)
        return str(_("%(count)s missing (%(skills)s)", count=count, skills=said))
    return str(ngettext("%(num)s person missing", "%(num)s people missing", count))
