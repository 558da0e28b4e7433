"""The JSON Schema of the configuration language, for completion in editors."""

from __future__ import annotations

import inspect
from typing import Any

from roster.rules import registry
from roster.rules.api import Rule
from roster.schema import CommunityEntry

NAMES = {"type": ["string", "number"]}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a community's file, with every kind of rule.

    It says what the keys are and what may stand there. Names that stand for nothing,
    times that do not fit and the like are found by ``roster check``.
    """
    schema = CommunityEntry.model_json_schema()
    definitions = schema["$defs"]
    schema["properties"] |= {
        "extends": {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
            "description": "Files whose values hold where this one says nothing.",
        },
        "rules": {
            "type": "array",
            "items": {"oneOf": []},
            "description": "What is wanted; hard without a weight.",
        },
    }
    for kind, rule in registry().items():
        name = f"rule-{kind}"
        definitions[name] = _rule(rule, definitions)
        schema["properties"]["rules"]["items"]["oneOf"].append({"$ref": f"#/$defs/{name}"})
    schema["patternProperties"] = {
        "^x-": {"description": "A place for anchors; it has no meaning of its own."}
    }
    # A shared file has only some of the keys; what a whole community needs is checked on loading.
    schema.pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema | {"title": "Community"}


def _rule(rule: type[Rule], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of one kind; what it shares with others goes to the definitions."""
    schema = rule.model_json_schema()
    for name, shared in schema.pop("$defs", {}).items():
        definitions.setdefault(name, _worded(shared))
    schema["properties"] = {"kind": {"const": rule.kind}} | schema["properties"]
    schema["required"] = ["kind", *schema.get("required", [])]
    schema["description"] = inspect.getdoc(rule) or ""
    if rule.structural:
        for key in ("weight", "only"):
            schema["properties"].pop(key, None)
    return _worded(schema)


def _worded(schema: dict[str, Any]) -> dict[str, Any]:
    """Let numbers stand where ids are meant, and one word for a list of one, as the loader does."""
    properties = schema.get("properties", {})
    for key, value in properties.items():
        properties[key] = _ids(value)
    return schema


def _ids(value: dict[str, Any]) -> dict[str, Any]:
    forms = value.get("anyOf", [value])
    if not any(form.get("type") == "array" and form.get("items") == {"type": "string"} for form in forms):
        return value
    kept = {key: value[key] for key in ("description", "default", "title") if key in value}
    lists = [
        form | {"items": NAMES} if form.get("items") == {"type": "string"} else form
        for form in forms
        if form.get("type") != "string"
    ]
    if any(form.get("type") == "null" for form in lists):
        lists = [form for form in lists if form.get("type") != "null"]
        lists.append(NAMES)
    lists = [{k: v for k, v in form.items() if k not in kept} for form in lists]
    return kept | (lists[0] if len(lists) == 1 else {"anyOf": lists})
