"""The reference of the configuration language and its JSON Schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from roster.reference import TARGET, json_schema, reference
from roster.rules import registry
from roster.yaml12 import read_yaml

ROOT = Path(__file__).parent
FILES = [ROOT / "worlds" / "design.yaml", *sorted((ROOT.parent / "configs").glob("*/*.yaml"))]


def test_the_reference_is_up_to_date() -> None:
    assert TARGET.read_text(encoding="utf-8") == reference(), "Run: python -m roster.reference"


def test_the_reference_names_every_key_and_every_rule() -> None:
    text = reference()
    for kind, rule in registry().items():
        assert f"### {kind}\n" in text
        assert rule.example in text
    for definition in json_schema()["$defs"].values():
        for key in definition.get("properties", {}):
            assert f"`{key}`" in text or key == "kind"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-2:]))
def test_the_schema_takes_what_the_loader_takes(path: Path) -> None:
    document = read_yaml(path.read_text(encoding="utf-8"), path.name).plain()
    assert [error.message for error in Draft202012Validator(json_schema()).iter_errors(document)] == []


@pytest.mark.parametrize(
    "document",
    [
        {"patrol": []},
        {"week": 7},
        {"patrols": [{"id": "x", "shifts": [{"id": "a", "tiem": "09:00-10:00"}]}]},
        {"patrols": [{"id": "x", "people": 0}]},
        {"rules": [{"kind": "rest"}]},
        {"rules": [{"kind": "rest", "hours": 10, "hour": 9}]},
        {"rules": [{"kind": "one-place", "weight": 3}]},
        {"people": [{"name": "without an id"}]},
    ],
)
def test_the_schema_refuses(document: dict[str, object]) -> None:
    assert list(Draft202012Validator(json_schema()).iter_errors(document))


@pytest.mark.parametrize(
    "document",
    [
        {"people": "people.xlsx", "visits": "homes.csv", "places": "places.csv", "travel": "minutes.csv"},
        {"extends": ["a.yaml"], "holidays": "CN", "standby": {"per_day": 1}, "history": "last.json"},
        {
            "people": [
                {
                    "id": 10,
                    "teams": "patrol",
                    "home": "36.6, 101.7",
                    "available": "daily",
                    "wishes": {"want": "x"},
                }
            ]
        },
        {
            "windows": [
                {
                    "id": "w",
                    "open": {"time": "09:00-10:00"},
                    "crews": {"A": ["a"], "B": ["b"], "since": "2026-11-02"},
                }
            ]
        },
        {
            "visits": [
                {
                    "id": "h",
                    "place": "hall",
                    "minutes": 10,
                    "between": "09:00-10:00",
                    "with": {"team": "police"},
                }
            ]
        },
        {"rules": [{"kind": "rest", "hours": 10, "only": {"people": "p1", "labels": ["a"], "days": "Mon"}}]},
    ],
)
def test_the_schema_takes_the_short_forms(document: dict[str, object]) -> None:
    assert [error.message for error in Draft202012Validator(json_schema()).iter_errors(document)] == []
