"""What stands in the way of how many people, in a few words."""

from __future__ import annotations

from roster.rules.api import Rule
from roster.words import Sentence, sentence, sentences


def counted(sort: str, detail: str, n: int, rule: Rule | None = None) -> Sentence:
    """Say that so many people have one obstacle.

    Parameters
    ----------
    sort, detail
        As of :class:`roster.obstacles.Obstacle`.
    n
        How many people.
    rule
        The rule that they would break, if it is one.
    """
    match sort:
        case "there":
            return sentences("{n} serves there already", "{n} serve there already", n)
        case "skill":
            return sentences("{n} lacks {skill}", "{n} lack {skill}", n, skill=detail)
        case "team":
            return sentences("{n} is not in {team}", "{n} are not in {team}", n, team=detail)
        case "members":
            return sentences("{n} is not one of its members", "{n} are not among its members", n)
        case "standing":
            return sentence("{n} could take none of the day's duties", n=n)
        case "never":
            return sentence("{n} must not meet them", n=n)
        case "away":
            return sentences("{n} is away", "{n} are away", n)
        case "hours":
            return sentences("{n} is not available then", "{n} are not available then", n)
        case "one-place":
            return sentences("{n} serves elsewhere then", "{n} serve elsewhere then", n)
        case "together":
            return sentences(
                "{n} is free, but the others whom it takes are not",
                "{n} are free, but the others whom it takes are not",
                n,
            )
        case "free":
            return sentence("{n} could be free", n=n)
        case "limits":
            return _limit(detail, n)
    told = None if rule is None else _ruled(rule, n)
    return told or sentence("{n} would break {rule}", n=n, rule=detail)


def _limit(detail: str, n: int) -> Sentence:
    unit, limit = detail.rsplit(" ", 1)
    match unit:
        case "h":
            return sentences(
                "{n} is at the limit of {limit} h a week",
                "{n} are at their limit of {limit} h a week",
                n,
                limit=limit,
            )
        case "per day" if limit == "1":
            return sentences(
                "{n} is at the limit of 1 duty a day", "{n} are at their limit of 1 duty a day", n
            )
        case "per day":
            return sentences(
                "{n} is at the limit of {limit} duties a day",
                "{n} are at their limit of {limit} duties a day",
                n,
                limit=limit,
            )
    if limit == "1":
        return sentences("{n} is at the limit of 1 duty", "{n} are at their limit of 1 duty", n)
    return sentences(
        "{n} is at the limit of {limit} duties", "{n} are at their limit of {limit} duties", n, limit=limit
    )


def _ruled(rule: Rule, n: int) -> Sentence | None:
    """Say a rule as what it would mean for so many people; ``None`` for a rule without such words."""
    said = {name: _number(value) for name, value in rule.model_dump(exclude_none=True).items()}
    when = {"day": sentence("a day"), "week": sentence("a week"), "horizon": sentence("in the whole plan")}
    per = when.get(str(said.get("per")), "")

    def most(name: str) -> int:
        return int(str(said[name]))

    match rule.kind:
        case "rest":
            return sentence("{n} would have less than {hours} h of rest", n=n, hours=said["hours"])
        case "max-days-in-row":
            return sentences(
                "{n} would serve more than 1 day in a row",
                "{n} would serve more than {days} days in a row",
                most("days"),
                n=n,
                days=said["days"],
            )
        case "max-days":
            return sentences(
                "{n} would serve on more than 1 day {per}",
                "{n} would serve on more than {days} days {per}",
                most("days"),
                n=n,
                days=said["days"],
                per=per,
            )
        case "max-duties":
            return sentences(
                "{n} would serve more than once {per}",
                "{n} would serve more than {times} times {per}",
                most("duties"),
                n=n,
                times=said["duties"],
                per=per,
            )
        case "max-hours":
            return sentence("{n} would serve more than {hours} h {per}", n=n, hours=said["hours"], per=per)
        case "max-label":
            return sentences(
                "{n} would serve at {label} more than once {per}",
                "{n} would serve at {label} more than {most} times {per}",
                most("max"),
                n=n,
                label=said["label"],
                most=said["max"],
                per=per,
            )
        case "max-weekends":
            return sentence(
                "{n} would serve on more than {most} of {weeks} weekends",
                n=n,
                most=said["weekends"],
                weeks=said["weeks"],
            )
        case "succession" if "within_hours" in said:
            return sentence(
                "{n} would serve at {never} less than {hours} h after {after}",
                n=n,
                never=said["never"],
                hours=said["within_hours"],
                after=said["after"],
            )
        case "succession":
            return sentence(
                "{n} would serve at {never} on the day after {after}",
                n=n,
                never=said["never"],
                after=said["after"],
            )
    return _bare(rule.kind, n)


def _bare(kind: str, n: int) -> Sentence | None:
    match kind:
        case "standby":
            return sentences("{n} is on standby that day", "{n} are on standby that day", n)
        case "crews-turn":
            return sentences("{n} is not of the crew on turn", "{n} are not of the crew on turn", n)
        case "ab-cover":
            return sentences(
                "{n} has to stay free to cover a window", "{n} have to stay free to cover a window", n
            )
        case "change-windows":
            return sentence("{n} had the same window the week before", n=n)
        case "apart":
            return sentence("{n} must not serve with somebody who is there", n=n)
        case "together":
            return sentences(
                "{n} serves only with others who are not there",
                "{n} serve only with others who are not there",
                n,
            )
        case "not-alone":
            return sentence("{n} would be alone there at night", n=n)
        case "pair":
            return sentence("{n} would be there without enough experienced people", n=n)
        case "mixed-teams":
            return sentence("{n} would leave a team without anybody there", n=n)
        case "familiar-faces":
            return sentence("{n} would be one face too many for the home", n=n)
        case "visit-spacing":
            return sentence("{n} could come only too close to another visit", n=n)
        case "whole-weekends":
            return sentence("{n} would serve on half a weekend only", n=n)
        case "min-days-in-row" | "min-days-off-in-row" | "max-days-off-in-row":
            return sentence("{n} would have too few days in a row of service or of rest", n=n)
    return None


def _number(value: object) -> object:
    return f"{value:g}" if isinstance(value, float) else value
