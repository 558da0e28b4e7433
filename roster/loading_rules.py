"""Rules of a file, each checked by its own class; those that always hold are added."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from roster.cells import split_list
from roster.day_words import MendError, parse_days, parse_hours
from roster.loading_draft import Draft, plain_word
from roster.nodes import Node
from roster.rules import registry
from roster.rules.api import Only, Rule
from roster.schema_check import check
from roster.schema_errors import meant
from roster.words import sentence


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
    rule, clean, errors = check(kinds[kind], _texts(kinds[kind], Node(rest, node.source, node.keys)))
    draft.errors += errors
    if rule is None:
        return None
    if rule.only is not None:
        _resolve(draft, rule.only, clean.get("only"))
    return rule.said_at(node.source)


def _texts(model: type[BaseModel], node: Node) -> Node:
    """Return a rule's node in which ids are text (``17``) and a lone word stands for a list of one."""
    if not isinstance(node.value, dict):
        return node
    value = dict(node.value)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in value:
            continue
        forms = (field.annotation, *get_args(field.annotation))
        if Only in forms:
            value[key] = _texts(Only, value[key])
        elif frozenset[str] in forms:
            value[key] = _words(value[key])
        elif str in forms:
            value[key] = _word(value[key])
    return Node(value, node.source, node.keys)


def _word(node: Node) -> Node:
    if isinstance(node.value, bool) or not isinstance(node.value, str | int | float):
        return node
    return Node(plain_word(node.text()), node.source)


def _words(node: Node) -> Node:
    if isinstance(node.value, list):
        return Node([_word(entry) for entry in node.value], node.source)
    if isinstance(node.value, dict | bool) or node.value is None:
        return node
    return Node([Node(plain_word(word), node.source) for word in split_list(node.text())], node.source)


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
