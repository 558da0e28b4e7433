"""Which functions of a module a method reaches, by reading its source."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType

from roster.rules.api import Rule

Functions = dict[str, ast.AST]


def functions_of(module: ModuleType, rule: type[Rule]) -> Functions:
    """Return the module's own functions and classes, and the methods of the rule's class."""
    found: Functions = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ClassDef) and node.name == rule.__name__:
            found.update(
                {
                    f"self.{m.name}": m
                    for m in node.body
                    if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)
                }
            )
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = node
    return found


def reached(functions: Functions, start: str, rule: type[Rule]) -> set[str]:
    """Return the names of all functions that one of them uses, directly or through others."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        for node in ast.walk(functions[name]):
            used = None
            if isinstance(node, ast.Name):
                used = node.id
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                own = node.value.id in {"self", "cls", rule.__name__}
                used = f"self.{node.attr}" if own else None
            if used in functions and used not in seen:
                seen.add(used)
                waiting.append(used)
    return seen
