"""Who may import whom, and where labels and identities may stand."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("gongkai", "scraper", "parsers", "output")
# What each package may import of ours, beside itself.
ALLOWED = {
    "parsers": (),
    "scraper": ("parsers",),
    "output": ("parsers.model", "parsers.errors", "parsers.standard"),
    "gongkai": ("parsers", "scraper", "output"),
}
MODULES = [path for package in OURS for path in sorted((ROOT / package).rglob("*.py"))]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a module imports, however deep it stands."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree(path)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = [*package[: len(package) - level + 1]] if level else []
                source = ".".join([*base, *([module] if module else [])])
                yield from ((node.lineno, f"{source}.{alias.name}") for alias in names)
            case ast.Call(func=ast.Name(id="__import__") | ast.Attribute(attr="import_module")):
                if node.args and isinstance(node.args[0], ast.Constant):
                    yield node.lineno, str(node.args[0].value)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def breaches(path: Path) -> list[str]:
    package = path.relative_to(ROOT).parts[0]
    allowed = (package, *ALLOWED[package])
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for line, name in imports(path)
        if name.split(".")[0] in OURS and not any(within(name, other) for other in allowed)
    ]


def test_there_is_something_to_check():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(OURS)


def test_packages_import_only_what_they_may():
    assert [breach for path in MODULES for breach in breaches(path)] == []


def test_tests_and_benchmarks_are_imported_by_nobody():
    found = [
        (path.name, name)
        for path in MODULES
        for _, name in imports(path)
        if name.split(".")[0] in {"tests", "benchmarks", "fixtures"}
    ]
    assert found == []


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("parsers", "import gongkai.cli"),
        ("parsers", "def f():\n    from scraper import crawl"),
        ("scraper", "import output"),
        ("scraper", "import importlib; importlib.import_module('gongkai')"),
        ("output", "from parsers import parse"),
        ("output", "from parsers.align import Aligner"),
        ("parsers", "from ..output import write"),
    ],
)
def test_a_breach_is_seen(package, line, tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / package / "module.py"
    path.parent.mkdir()
    path.write_text(line)
    assert breaches(path)


# --- the standard is data


ORDINAL = re.compile(r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+[.．、])")


def standard_texts() -> tuple[set[str], set[str]]:
    """Printed labels of the forms, and the rules of their identities."""
    labels: set[str] = set()
    rules: set[str] = set()

    def walk(value: object, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, key)
        elif isinstance(value, str) and key in {"label", "aliases", "anchors", "heads", "corner"}:
            labels.add(ORDINAL.sub("", "".join(value.split())))
        elif isinstance(value, str) and key == "rule":
            rules.add("".join(value.split()))

    for path in (ROOT / "parsers" / "standard").glob("*.toml"):
        walk(tomllib.loads(path.read_text(encoding="utf-8")))
    return labels, rules


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """String literals of a module; docstrings are prose and may name a label."""
    module = tree(path)
    prose = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value


def test_no_label_and_no_identity_stands_in_code():
    labels, rules = standard_texts()
    assert {"本年新收政府信息公开申请数量", "现行有效件数"} <= labels
    assert rules
    # Words of up to four characters (规章, 其他, 行政处罚) are words of the language as well.
    long = {label for label in labels if len(label) > 4}
    found = []
    for path in sorted((ROOT / "parsers").rglob("*.py")):
        for line, text in literals(path):
            compact = "".join(text.split())
            hits = [label for label in long if label in compact]
            hits += [rule for rule in rules if rule in compact]
            found += [f"{path.relative_to(ROOT)}:{line} {hit}" for hit in hits]
    assert found == []
