"""How much is too much: past these lengths, look for the missing noun. The longest are printed with -s."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.shape.source import ROOT, functions, modules, named, templates, tree

MODULE, FUNCTION, VIEW, PAGE, PART, STYLES = 200, 40, 12, 100, 50, 150


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def keep(limit: int, sizes: dict[str, int], what: str) -> None:
    """Print the three longest and fail on those above the limit."""
    longest = sorted(sizes.items(), key=lambda item: -item[1])
    print(f"{what}, at most {limit}:", *(f"{size} {name}" for name, size in longest[:3]), sep="\n  ")
    over = [f"{name} has {size} lines" for name, size in longest if size > limit]
    assert not over, f"{what}: at most {limit} lines\n" + "\n".join(over)


def test_modules_are_short() -> None:
    keep(MODULE, {named(path): lines(path) for path in modules()}, "modules")


def body(function: ast.FunctionDef) -> int:
    """Lines from the def to the end, decorators and docstring not counted."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    signature = function.body[0].lineno - function.lineno
    return (function.end_lineno or 0) - first.lineno + 1 + signature


def test_functions_are_short() -> None:
    sizes = {f"{named(path)}:{one.name}": body(one) for path in modules() for one in functions(path)}
    keep(FUNCTION, sizes, "functions")


def is_view(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark).startswith(("bp.get(", "bp.post(", "bp.route(")) for mark in function.decorator_list)


def test_views_are_short() -> None:
    sizes = {f"{named(path)}:{one.name}": body(one) for path in modules() for one in functions(path) if is_view(one)}
    assert sizes
    keep(VIEW, sizes, "views")


def test_templates_are_short() -> None:
    parts = {named(path): lines(path) for path in templates() if path.name.startswith("_")}
    keep(PART, parts, "parts")
    keep(PAGE, {named(path): lines(path) for path in templates() if named(path) not in parts}, "pages")


def test_style_sheets_are_short() -> None:
    keep(STYLES, {named(path): lines(path) for path in (ROOT / "static" / "css").rglob("*.css")}, "style sheets")


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path in modules() if path.read_text().strip() and not ast.get_docstring(tree(path))]
    assert not silent, silent
