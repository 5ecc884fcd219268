"""The source as the shape tests read it: files, functions, templates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def named(path: Path) -> str:
    """The path as people say it."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules(*tops: str) -> tuple[Path, ...]:
    """The Python files of the product."""
    return tuple(sorted(path for top in tops or ("crm", "jobs") for path in (ROOT / top).rglob("*.py")))


@cache
def templates() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Each imported module of a file with its line, `from a import b` as `a.b` too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
