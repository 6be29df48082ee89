"""Reads which rules a test claims to prove, without importing it.

A Python test says so by `@pytest.mark.rule("3.4", "trap 15")`, for one case of a
parametrised test by `case="trial"`; a test of dbt by `config: {meta: {rules: [...]}}`.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Proof:
    """One test and one rule that it proves: `tests/a.py::test_b[case]`, `3.4`."""

    rule: str
    test: str


class UnreadableMarkerError(ValueError):
    """A marker is no list of literal names: write the names into the marker itself."""


def marked_in_tests(folder: Path) -> Iterator[Proof]:
    """Give every rule that a test function below the folder is marked with."""
    for path in sorted(folder.rglob("test_*.py")):
        yield from marked_in_module(path.read_text("utf-8"), _relative(path, folder))


def marked_in_module(source: str, name: str) -> Iterator[Proof]:
    """Give the proofs of one module; its `pytestmark` counts for each of its tests."""
    module = ast.parse(source)
    everywhere = [call for node in _pytestmarks(module) for call in _markers(node)]
    for function in _tests(module):
        where = f"{name}::{function.name}"
        own = [call for node in function.decorator_list for call in _markers(node)]
        for call in (*everywhere, *own):
            rules, case = _arguments(call, where)
            if case and case not in _words(module):
                raise UnreadableMarkerError(f"{where} has no case {case!r}")
            for rule in rules:
                yield Proof(rule, where + (f"[{case}]" if case else ""))


def marked_in_dbt(project: Path) -> Iterator[Proof]:
    """Give every rule that a unit test or data test of the dbt project names."""
    for folder in ("models", "tests", "seeds"):
        for path in sorted((project / folder).rglob("*.yml")):
            parsed = yaml.safe_load(path.read_text("utf-8")) or {}
            yield from _named_in(parsed, _relative(path, project))


def _named_in(node: object, where: str, name: str = "") -> Iterator[Proof]:
    """Walk a yml; a test has its own name, a generic one that of its macro."""
    if isinstance(node, list):
        for part in node:
            yield from _named_in(part, where, name)
    if not isinstance(node, dict):
        return
    for rule in _rules_of(node):
        yield Proof(str(rule), f"{where}::{node.get('name', name)}")
    for key, part in node.items():
        yield from _named_in(part, where, str(key))


def _rules_of(node: dict) -> list:
    config = node.get("config")
    meta = config.get("meta") if isinstance(config, dict) else None
    return meta.get("rules", []) if isinstance(meta, dict) else []


def _tests(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(module):
        if isinstance(
            node, ast.FunctionDef | ast.AsyncFunctionDef
        ) and node.name.startswith("test_"):
            yield node


def _words(module: ast.Module) -> set[object]:
    """Give the literals of a module, those of its markers left out."""
    marked = {id(part) for call in _markers(module) for part in ast.walk(call)}
    return {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and id(node) not in marked
    }


def _pytestmarks(module: ast.Module) -> Iterator[ast.expr]:
    for node in module.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark"
            for target in node.targets
        ):
            yield node.value


def _markers(node: ast.AST) -> Iterator[ast.Call]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.rule":
            yield call


def _arguments(call: ast.Call, where: str) -> tuple[list[str], str]:
    cases = [word.value for word in call.keywords if word.arg == "case"]
    try:
        rules = [ast.literal_eval(argument) for argument in call.args]
        case = ast.literal_eval(cases[0]) if cases else ""
    except ValueError:
        raise UnreadableMarkerError(f"{where} computes the rules it names") from None
    if not rules or not all(isinstance(rule, str) for rule in rules):
        raise UnreadableMarkerError(f"{where} names no rule")
    return rules, case


def _relative(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder.parent))
