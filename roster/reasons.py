"""Why a seat stays open, in one sentence: how many could serve there, and what holds each back."""

from __future__ import annotations

from roster.model import Duty, Problem, Work
from roster.obstacles import UNFIT, binding_skills, obstacles
from roster.roster import Roster
from roster.verify import OpenSeat
from roster.verify_delta import Judgement
from roster.words import Sentence, sentence, sentences


def reason_open(
    problem: Problem, roster: Roster, seat: OpenSeat, judgement: Judgement | None = None
) -> Sentence:
    """Say why the seats of one duty, or the visits of one home, are open.

    Parameters
    ----------
    problem, roster
        What was planned and how.
    seat
        One of :func:`roster.verify.open_seats`.
    judgement
        Of the same roster; give it where many seats are asked about.

    Returns
    -------
    Sentence
        How many people may serve there and do not yet, and what stands in the way of how
        many of them.
    """
    fit = [g for g in obstacles(problem, roster, seat, judgement=judgement) if g.sort not in UNFIT]
    if not fit:
        return _nobody(seat.work, binding_skills(problem, roster, seat))
    others = [g for g in fit if g.sort != "there"]
    if not others:
        return sentences(
            "Only 1 person may serve there, and serves already.",
            "Only {n} people may serve there, and all of them serve already.",
            sum(len(g.obstacles) for g in fit),
        )
    return sentences(
        "Of {n} person who may serve there: {parts}.",
        "Of {n} people who may serve there: {parts}.",
        sum(len(g.obstacles) for g in others),
        parts=[g.sentence for g in others],
    )


def _nobody(work: Work, skills: tuple[str, ...]) -> Sentence:
    if isinstance(work, Duty) and work.spans is not None:
        return sentence("Nobody more who may stand by could take one of the day's duties.")
    asked: list[str | Sentence] = [*sorted(work.skills | set(skills))]
    if work.teams:
        asked.append(sentence("team {teams}", teams=sorted(work.teams)))
    if not asked:
        return sentence("Nobody may serve there.")
    return sentence("Nobody may serve there: it asks for {asked}.", asked=asked)
