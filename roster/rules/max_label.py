"""Most services with one label per person in a day, a week or the whole plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from roster.naming import called
from roster.periods import Per, period_of, period_said, where_in
from roster.rules.api import Case, Finding, Lit, ModelContext, Problem, Roster, Rule, Sentence, fits
from roster.words import sentence, sentences


class MaxLabel(Rule):
    """Nobody has more than so many services of one label a day, a week or in the whole plan.

    Labels are those of wishes: a service in the singular (patrol, visit, window, duty,
    standby), the id of a post, home or shift, or a label given to it. The excess is the
    number of services above the maximum.
    """

    kind = "max-label"
    title = sentence("most of one label")
    example = "{kind: max-label, label: night, max: 1, per: week}"
    tiny = """
community: Tiny max-label
week: 2026-11-23
people: [{id: p2}, {id: p1}]
patrols:
  - {id: gate, shifts: [{id: night, days: Mon-Tue, time: 22:00-02:00}, {id: noon, days: Mon-Tue, time: 12:00-13:00}]}
duties:
  - {id: watch, days: Sun, time: 22:00-23:00, labels: [night]}
rules: [{kind: max-label, label: night, max: 1, per: week}]
"""
    tiny_past = (("p1", "duties/watch/2026-11-22T2200", "2026-11-22T23:00"),)
    unit = "person"
    cases = (
        Case(
            "one night and two noons; last week's night does not count",
            (
                ("p1", "patrols/gate/noon/2026-11-23T1200"),
                ("p1", "patrols/gate/noon/2026-11-24T1200"),
                ("p1", "duties/watch/2026-11-29T2200"),
            ),
            0,
        ),
        Case(
            "three nights are two too many",
            (
                ("p2", "duties/watch/2026-11-29T2200"),
                ("p2", "patrols/gate/night/2026-11-24T2200"),
                ("p2", "patrols/gate/night/2026-11-23T2200"),
            ),
            2,
        ),
    )

    label: str = Field(min_length=1, description="What is counted.")
    max: int = Field(ge=0, description="Most services with it.")
    per: Per = Field(default="week", description="In which they are counted: day, week or horizon.")

    def post(self, ctx: ModelContext) -> None:
        taken: dict[tuple[str, int], list[Lit]] = defaultdict(list)
        for choice in ctx.choices(only=self.only):
            if self.label in choice.work.labels:
                taken[choice.person.id, period_of(self.per, choice.day)].append(choice.lit)
        for (person, index), lits in taken.items():
            ctx.at_most(lits, self.max, where_in(self.per, person, index))

    def check(self, problem: Problem, roster: Roster) -> Iterator[Finding]:
        for person, assignments in sorted(roster.by_person.items()):
            starts = sorted(
                a.start
                for a in assignments
                if self.label in problem.works[a.work].labels and fits(self.only, problem, a)
            )
            indexes = [period_of(self.per, problem.horizon.day_of(start)) for start in starts]
            for index in sorted(set(indexes)):
                count = indexes.count(index)
                if count > self.max:
                    where = where_in(self.per, person, index)
                    yield Finding(self, where, count - self.max, (("count", count),))

    def explain(self, problem: Problem, finding: Finding) -> Sentence:
        return sentences(
            "{who} serves {n} time at {label} {when}; the most is {most}.",
            "{who} serves {n} times at {label} {when}; the most is {most}.",
            finding.fact("count"),
            who=called(problem, finding.where.person),
            label=self.label,
            when=period_said(problem, finding.where),
            most=self.max,
        )
