"""What cannot be meant although every word is known: checks across the entries of a file."""

from __future__ import annotations

from collections.abc import Sequence

from roster.loading_draft import Draft
from roster.loading_duties import GRID
from roster.model import Source
from roster.nodes import Node
from roster.schema_posts import PatrolEntry, Staffed, TimedPost, WindowEntry
from roster.words import LANGUAGES, sentence, supported


def check_sense(draft: Draft) -> None:
    """Note an error for each entry that cannot be meant."""
    entry = draft.entry
    if not any((entry.patrols, entry.windows, entry.visits, entry.duties, entry.standby, draft.errors)):
        draft.wrong(
            draft.node.source,
            sentence("There is nothing to plan."),
            sentence("Add patrols, windows, visits or duties."),
        )
    _check_language(draft)
    for section in ("patrols", "windows", "duties"):
        posts = getattr(entry, section)
        nodes = draft.node.get(section).items() if draft.node.has(section) else []
        for post, node in zip(posts, nodes, strict=True):
            _check_needs(draft, (post,), node)
            if isinstance(post, TimedPost):
                for shift, at in zip(
                    post.shifts, node.get("shifts").items() if post.shifts else [], strict=True
                ):
                    _check_needs(draft, (post, shift), at)
                    _check_grids(draft, (post, shift), at)
            _check_grids(draft, (post,), node)
            if isinstance(post, WindowEntry) and post.ab and post.people and post.people.numbers[2] > 1:
                draft.wrong(
                    node.at("people"),
                    sentence("A window with A and B seats one person."),
                    sentence("Take people out, or ab."),
                )
    _check_visits(draft)
    _check_standby(draft)


def _check_language(draft: Draft) -> None:
    said = draft.entry.language.lower().replace("_", "-")
    if said.split("-")[0] not in {supported(name).lower().split("_")[0] for name in LANGUAGES}:
        draft.wrong(
            draft.node.at("language"),
            sentence('The language "{language}" is not spoken here.', language=draft.entry.language),
            sentence("Write one of {languages}.", languages=LANGUAGES),
        )


def _check_needs(draft: Draft, asks: Sequence[Staffed], node: Node) -> None:
    """Note an error where more people with a skill are needed than there are seats."""
    if not (node.has("needs") or node.has("people")):
        return
    said = [a.people for a in asks if a.people is not None]
    most = said[-1].numbers[2] if said else 1
    for skill, number in {k: n for a in asks for k, n in a.needs.items()}.items():
        if number > most:
            draft.wrong(
                node.at("needs", skill) if node.has("needs") else node.at("people"),
                sentence(
                    "{number} people with {skill} are needed, but only {most} may serve.",
                    number=number,
                    skill=skill,
                    most=most,
                ),
                sentence("Raise people or lower needs."),
            )


def _check_grids(draft: Draft, asks: Sequence[Staffed], node: Node) -> None:
    """Note an error where a post wants grids' members that are not there."""
    post = asks[0]
    if not node.has("members"):
        if isinstance(post, PatrolEntry) and post.grids and len(asks) == 1 and not _asks_grid(post):
            draft.wrong(
                node.at("grids"), sentence("grids says nothing here."), sentence("Add members: grid.")
            )
        return
    if frozenset(asks[-1].members) != GRID:
        return
    source = node.at("members")
    if not isinstance(post, PatrolEntry):
        draft.wrong(source, sentence("Only patrols have members: grid."), sentence("Name the people."))
        return
    if not draft.ids("grids"):
        draft.wrong(
            source,
            sentence("There are no grids."),
            sentence("List them under grids:, each with members or a leader."),
        )
    listed = {grid.id for grid in draft.entry.grids}
    for grid in post.grids or listed:
        if grid in listed and not draft.grid_members[grid]:
            draft.wrong(
                source,
                sentence("{grid} has neither members nor a leader.", grid=grid),
                sentence("Add them under grids:, or name the grids of this patrol with grids:."),
            )


def _asks_grid(post: PatrolEntry) -> bool:
    return any(frozenset(ask.members) == GRID for ask in (post, *post.shifts))


def _check_visits(draft: Draft) -> None:
    nodes = draft.node.get("visits").items() if draft.node.has("visits") else []
    for visit, node in zip(draft.entry.visits, nodes, strict=True):
        both = set(visit.keep) & set(visit.never)
        if both:
            draft.wrong(
                node.at("never"),
                sentence("{people} stands under keep and under never.", people=sorted(both)),
                sentence("Take the name out of one of them."),
            )


def _check_standby(draft: Draft) -> None:
    """Note an error for standby without hours where no duty gives it any."""
    nodes = draft.node.get("standby").items() if draft.node.has("standby") else []
    for entry, node in zip(draft.entry.standby, nodes, strict=True):
        if entry.time is None and not draft.entry.patrols and not draft.entry.duties and not draft.errors:
            draft.wrong(
                _first(node, "per_day"),
                sentence("There are no patrols or duties to stand by for."),
                sentence("Add time: with the hours of standby."),
            )


def _first(node: Node, key: str) -> Source:
    return node.at(key) if node.has(key) else node.source
