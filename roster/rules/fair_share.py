"""Work shared fairly, against what everybody could do."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from roster.naming import called
from roster.rules.api import Case, Finding, ModelContext, Problem, Roster, Rule, Sentence, Where, fits
from roster.shares import DUTIES, HOURS, fair_shares
from roster.words import sentence, sentences


class FairShare(Rule):
    """Nobody serves more than their fair share, rounded up to a whole hour or a whole duty.

    All that the plan asks for (each duty's ``min`` seats, all visits) is handed out in
    proportion to what each person could at most do: the time in which there is work for
    which they are qualified and available, within their limits. History counts: who did
    much in the weeks before gets less now. So somebody who can come twice a week is not
    measured against somebody who can come every day. ``of`` is ``hours``, ``duties``
    (duties and visits, one each) or a label. The excess, for each person, is the number of
    started hours (or duties) above the share.
    """

    kind = "fair-share"
    title = sentence("fair share")
    example = "{kind: fair-share, of: hours, weight: 5}"
    tiny = """
community: Tiny fair-share
week: 2026-11-23
people: [{id: p3, limits: {hours: 1}}, {id: p1}, {id: p2, available: [Mon 00:00-24:00]}]
patrols:
  - {id: gate, shifts: [{id: noon, days: Mon-Tue, time: 12:00-13:30}, {id: late, days: Mon, time: 23:00-02:00}]}
visits:
  - {id: h1, minutes: 60, times_per_week: 1, between: [09:00-10:00], days: [Mon]}
rules: [{kind: fair-share, of: hours, weight: 2}]
"""
    tiny_past = (("p2", "patrols/gate/noon/2026-11-16T1200", "2026-11-16T13:30"),)
    unit = "person"
    cases = (
        Case(
            "each within what is fair",
            (
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/late/2026-11-23T2300"),
                ("p2", "visits/h1", "2026-11-23T09:00"),
            ),
            0,
        ),
        Case(
            "one does all: seven hours where less than six are fair",
            (
                ("p1", "patrols/gate/late/2026-11-23T2300"),
                ("p1", "patrols/gate/noon/2026-11-24T1200"),
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "visits/h1", "2026-11-23T09:00"),
            ),
            1,
        ),
        Case(
            "an hour and a half for somebody who served last week and is fairly given half an hour",
            (("p2", "patrols/gate/noon/2026-11-23T1200"),),
            1,
        ),
    )
    soft_only = True
    unit = "person"

    of: str = Field(default=HOURS, min_length=1, description="hours, duties or a label.")
    weight: int | None = Field(
        default=5, ge=1, description="Cost of each started hour or duty above the share."
    )

    def post(self, ctx: ModelContext) -> None:
        unit = 60 if self.of == HOURS else 1
        for person, share in fair_shares(ctx.problem, self.of, self.only).items():
            terms = [
                (choice.minutes if self.of == HOURS else 1, choice.lit)
                for choice in ctx.choices(person=person, only=self.only)
                if self.of in (HOURS, DUTIES) or self.of in choice.work.labels
            ]
            ctx.at_most(terms, share.most, Where(person=person), per=unit)

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        shares = fair_shares(problem, self.of, self.only)
        for person, assignments in sorted(roster.by_person.items()):
            mine = [a for a in assignments if fits(self.only, problem, a)]
            if self.of == HOURS:
                units, served = 60, sum(a.span.minutes for a in mine)
            elif self.of == DUTIES:
                units, served = 1, len(mine)
            else:
                units, served = 1, sum(self.of in problem.works[a.work].labels for a in mine)
            if person in shares and served > shares[person].most:
                over = served - shares[person].most
                facts = (("served", served), ("most", shares[person].most))
                yield Finding(self, Where(person=person), -(-over // units), facts)

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        who = called(problem, finding.where.person)
        if self.of == HOURS:
            return sentence(
                "{who} serves {hours} h; a fair share is {share} h.",
                who=who,
                hours=finding.fact("served") / 60,
                share=finding.fact("most") / 60,
            )
        return sentences(
            "{who} serves {n} time ({what}); a fair share is {share}.",
            "{who} serves {n} times ({what}); a fair share is {share}.",
            finding.fact("served"),
            who=who,
            what=self.of,
            share=finding.fact("most"),
        )
