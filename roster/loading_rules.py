"""Rules of a file, each checked by its own class; those that always hold are added."""

from __future__ import annotations

from roster.day_words import MendError, parse_days, parse_hours
from roster.loading_draft import Draft
from roster.nodes import Node, written
from roster.rules import registry
from roster.rules.api import Only, Rule
from roster.schema_check import check
from roster.schema_errors import meant
from roster.words import sentence

_WORD_LISTS = ("people", "teams", "skills", "services", "posts", "labels")


def add_rules(draft: Draft) -> list[Rule]:
    """Return the rules of the file in its order, after the built-in ones that it does not replace."""
    nodes = draft.node.get("rules").items() if draft.node.has("rules") else []
    said = [rule for node in nodes if (rule := _rule(draft, node)) is not None]
    kinds = {type(rule).kind for rule in said}
    built_in = [rule() for kind, rule in registry().items() if rule.builtin and kind not in kinds]
    return [*built_in, *said]


def _rule(draft: Draft, node: Node) -> Rule | None:
    kinds = registry()
    if not isinstance(node.value, dict) or not node.has("kind"):
        draft.wrong(
            node.source,
            sentence("This rule does not say its kind."),
            sentence("Write it such as {{kind: rest, hours: 10}}."),
        )
        return None
    kind = node.get("kind").text()
    if kind not in kinds:
        draft.wrong(
            node.get("kind").source,
            sentence('There is no rule of the kind "{kind}".', kind=kind),
            meant(kind, kinds) or sentence('"roster rules" lists them.'),
        )
        return None
    rest = {key: value for key, value in node.value.items() if key != "kind"}
    for key, value in list(rest.items()):
        field = kinds[kind].model_fields.get(key)
        if isinstance(value.value, bool) and field is not None and field.annotation is not bool:
            draft.wrong(
                value.source,
                sentence("{value} is a yes-or-no value.", value=value.text()),
                sentence("Write what {key} means: {meaning}", key=key, meaning=field.description or key),
            )
            return None
    rule, clean, errors = check(kinds[kind], _texts(Node(rest, node.source, node.keys)))
    draft.errors += errors
    if rule is None:
        return None
    if rule.only is not None:
        _resolve(draft, rule.only, clean.get("only"))
    return rule.said_at(node.source)


def _texts(node: Node) -> Node:
    """Return a rule's node in which ids are text (``17``) and lone words under ``only`` are lists."""
    if not isinstance(node.value, dict):
        return node
    value = {key: _texts(child) for key, child in node.value.items()}
    for key in _WORD_LISTS:
        if key in value:
            words = value[key]
            if isinstance(words.value, list):
                value[key] = Node([_word(n) for n in words.value], words.source)
    if "only" in value and isinstance(value["only"].value, dict):
        only = value["only"]
        lists = {k: _listed(n) if k in _WORD_LISTS else n for k, n in value["only"].value.items()}
        value["only"] = Node(lists, only.source, only.keys)
    return Node(value, node.source, node.keys)


def _word(node: Node) -> Node:
    return Node(written(node.value), node.source) if isinstance(node.value, int | float) else node


def _listed(node: Node) -> Node:
    if isinstance(node.value, list | dict) or node.value is None:
        return node
    return Node([_word(node)], node.source)


def _resolve(draft: Draft, only: Only, node: Node) -> None:
    """Give ``only.days`` and ``only.hours`` their meaning in the horizon."""
    days = hours = None
    try:
        if only.days is not None:
            words = [only.days] if isinstance(only.days, str) else only.days
            terms = tuple(term for word in words for term in parse_days(word))
            days = frozenset(draft.days(terms, node.at("days")))
    except MendError as mend:
        draft.wrong(node.at("days"), mend.problem, mend.cure)
    try:
        if only.hours is not None:
            hours = parse_hours(only.hours)
    except MendError as mend:
        draft.wrong(node.at("hours"), mend.problem, mend.cure)
    only.resolve(days, hours)
