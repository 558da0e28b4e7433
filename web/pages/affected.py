"""How many people publishing would affect, without all that a publication keeps."""

from __future__ import annotations

from roster.document_parts import assignment_part, duty_part, visit_part
from roster.services.drafts import Draft
from roster.services.telling import affected_by
from roster.store.tables import Publication


def count_affected(draft: Draft, last: Publication | None) -> int:
    """Return how many people's own duties, times or places differ from what is published.

    It counts as :func:`roster.services.publishing.preview` does, but does not say why seats
    are open, which takes long where many are.
    """
    problem, roster = draft.problem, draft.roster
    new = {
        "assignments": [assignment_part(problem, roster, n) for n in range(len(roster.assignments))],
        "people": [{"id": person.id, "name": person.name} for person in problem.people.values()],
        "places": [{"id": p.id, "name": p.name or p.id} for p in problem.places.values()],
        "duties": [duty_part(problem, duty) for duty in problem.duties],
        "visits": [visit_part(visit) for visit in problem.visits],
    }
    return len(affected_by(last.document if last else None, new))
