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
        case "never":
            return sentences("{n} must not meet them", "{n} must not meet them", n)
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
            return sentences("{n} could be free", "{n} could be free", n)
        case "limits":
            return _limit(detail, n)
    told = None if rule is None else _ruled(rule, n)
    return told or sentences("{n} would break {rule}", "{n} would break {rule}", n, rule=detail)


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
    match rule.kind:
        case "rest":
            return sentences(
                "{n} would have less than {hours} h of rest",
                "{n} would have less than {hours} h of rest",
                n,
                hours=said["hours"],
            )
        case "max-days-in-row":
            return sentences(
                "{n} would serve more than {days} days in a row",
                "{n} would serve more than {days} days in a row",
                n,
                days=said["days"],
            )
        case "max-days":
            return sentences(
                "{n} would serve on more than {days} days {per}",
                "{n} would serve on more than {days} days {per}",
                n,
                days=said["days"],
                per=per,
            )
        case "max-duties":
            return sentences(
                "{n} would serve more than {times} times {per}",
                "{n} would serve more than {times} times {per}",
                n,
                times=said["duties"],
                per=per,
            )
        case "max-hours":
            return sentences(
                "{n} would serve more than {hours} h {per}",
                "{n} would serve more than {hours} h {per}",
                n,
                hours=said["hours"],
                per=per,
            )
        case "max-label":
            return sentences(
                "{n} would serve at {label} more than {most} times {per}",
                "{n} would serve at {label} more than {most} times {per}",
                n,
                label=said["label"],
                most=said["max"],
                per=per,
            )
        case "max-weekends":
            return sentences(
                "{n} would serve on more than {most} of {weeks} weekends",
                "{n} would serve on more than {most} of {weeks} weekends",
                n,
                most=said["weekends"],
                weeks=said["weeks"],
            )
        case "succession":
            return sentences(
                "{n} would serve at {never} on the day after {after}",
                "{n} would serve at {never} on the day after {after}",
                n,
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
            return sentences(
                "{n} had the same window the week before", "{n} had the same window the week before", n
            )
        case "apart":
            return sentences(
                "{n} must not serve with somebody who is there",
                "{n} must not serve with somebody who is there",
                n,
            )
        case "together":
            return sentences(
                "{n} serves only with others who are not there",
                "{n} serve only with others who are not there",
                n,
            )
        case "not-alone":
            return sentences("{n} would be alone there at night", "{n} would be alone there at night", n)
        case "pair":
            return sentences(
                "{n} would be there without enough experienced people",
                "{n} would be there without enough experienced people",
                n,
            )
        case "mixed-teams":
            return sentences(
                "{n} would leave a team without anybody there",
                "{n} would leave a team without anybody there",
                n,
            )
        case "familiar-faces":
            return sentences(
                "{n} would be one face too many for the home",
                "{n} would be one face too many for the home",
                n,
            )
        case "visit-spacing":
            return sentences(
                "{n} could come only too close to another visit",
                "{n} could come only too close to another visit",
                n,
            )
        case "whole-weekends":
            return sentences(
                "{n} would serve on half a weekend only", "{n} would serve on half a weekend only", n
            )
        case "min-days-in-row" | "min-days-off-in-row" | "max-days-off-in-row":
            return sentences(
                "{n} would have too few days in a row of service or of rest",
                "{n} would have too few days in a row of service or of rest",
                n,
            )
    return None


def _number(value: object) -> object:
    return f"{value:g}" if isinstance(value, float) else value
