"""What others ask of a volunteer and what the volunteer asks of others, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from web.pages import dates
from web.pages.me_cards import Mark, called

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Ask:
    """Somebody asks for a stand-in or offers a swap."""

    number: int
    kind: str
    who: str
    day: str
    hours: str
    title: str
    place: str
    gives: str


@dataclass(frozen=True)
class Mine:
    """A request of one's own and how it stands."""

    number: int
    kind: str
    what: str
    mark: Mark
    can_withdraw: bool


def asks(page: Json, now: datetime, language: str) -> list[Ask]:
    """Return what waits for one's answer, soonest first; what has begun is left out."""
    found = []
    for asked in sorted(page["asked"], key=lambda a: (a["from"], a["id"])):
        start = datetime.fromisoformat(asked["from"])
        if start <= now:
            continue
        gives = asked["for"]
        found.append(
            Ask(
                number=asked["id"],
                kind=asked["kind"],
                who=asked["who"],
                day=dates.day_from(start.date(), now.date(), language, long=True),
                hours=dates.hours(start, start + timedelta(minutes=asked["minutes"])),
                title=called(asked),
                place=asked["place"] if asked["place"] not in ("", asked["title"]) else "",
                gives=_at(gives, language) if gives else "",
            )
        )
    return found


def mine(page: Json, language: str) -> list[Mine]:
    """Return one's own requests and swaps that one agreed to, newest first."""
    known = {(d["week"], d["work"], d["start"]): d for d in page["duties"]}
    found = []
    for request in sorted(page["requests"], key=lambda r: -r["id"]):
        duty = known.get((request["week"], request["work"], request["start"]))
        at = dates.moment(datetime.fromisoformat(request["from"]), language)
        found.append(
            Mine(
                number=request["id"],
                kind=request["kind"],
                what=_("%(when)s %(what)s", when=at, what=called(duty)) if duty else at,
                mark=_state(request),
                can_withdraw=request["mine"]
                and request["kind"] != "cover"
                and request["state"] in ("waiting", "approval"),
            )
        )
    return found


def _at(duty: Json, language: str) -> str:
    at = dates.moment(datetime.fromisoformat(duty["from"]), language)
    return str(_("%(when)s %(what)s", when=at, what=called(duty)))


def _state(request: Json) -> Mark:
    kind, state, other = request["kind"], request["state"], request["other"]
    if state == "done":
        return Mark("ok", "ring", _done(request))
    if state == "cancelled":
        return Mark("past", "cross", _("Taken back"))
    if state == "declined":
        return Mark("past", "cross", _("Declined"))
    if state == "approval":
        return Mark("warn", "clock", _("Waits for the coordinator"))
    if kind == "swap":
        return Mark("warn", "clock", _("Waits for %(who)s", who=other))
    if state == "exhausted":
        return Mark("open", "open", _("No stand-in yet. The coordinator sees it."))
    return Mark("warn", "swap", _("A stand-in is being asked"))


def _done(request: Json) -> str:
    if request["kind"] == "cover":
        return str(_("%(who)s comes instead of you", who=request["taken_by"]))
    if request["kind"] == "swap":
        return str(_("Swapped with %(who)s", who=request["other"]))
    return str(_("Yours now"))
