"""Time comes from the clock, chance from the dice, and only a few named places end a transaction."""

from __future__ import annotations

import ast

from tests.shape.source import modules, named, tree

CLOCK = {"crm/shared/clock.py"}
NOW = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "dt.now", "datetime.datetime.now"}
CHANCE = {"random", "uuid"}
# Where a transaction may end: the request (gate), before the slow password (staff), catch-up (db), bulk batches (pour),
# each letter of a tablet's upload, jobs and commands.
COMMITS = {
    "crm/shared/db.py", "crm/shared/pour.py", "crm/staff/gate.py", "crm/staff/views.py", "crm/staff/doors.py", "crm/staff/commands.py",
    "crm/tablet/uploads.py", "jobs/lease.py", "jobs/runner.py", "jobs/commands.py",
}  # fmt: skip


def calls(path: object) -> list[tuple[int, str]]:
    return [
        (node.lineno, ast.unparse(node.func))
        for node in ast.walk(tree(path))  # type: ignore[arg-type]
        if isinstance(node, ast.Call)
    ]


def test_nobody_but_the_clock_asks_for_the_time() -> None:
    found = [f"{named(p)}:{n}: {c}" for p in modules() if named(p) not in CLOCK for n, c in calls(p) if c in NOW]
    assert not found, "\n".join(found)


def test_nobody_but_the_dice_throws() -> None:
    for path in modules():
        names = {node.names[0].name for node in ast.walk(tree(path)) if isinstance(node, ast.Import)}
        assert named(path) in CLOCK or not names & CHANCE, f"{named(path)}: chance comes from crm.shared.clock.dice"


def test_only_named_places_end_a_transaction() -> None:
    found = [
        f"{named(path)}:{line}: {call}"
        for path in modules()
        if named(path) not in COMMITS and not named(path).startswith("crm/demo/")
        for line, call in calls(path)
        if call.endswith(("session.commit", "engine.begin"))
    ]
    assert not found, "the request and the runner commit, nobody else:\n" + "\n".join(found)


def test_rules_use_plain_python_and_the_three_words_of_the_house() -> None:
    import sys

    allowed = ("crm.shared.reasons", "crm.shared.numbers", "crm.shared.words", "pypinyin")  # the last reads signs only
    for path in modules("crm"):
        parts = path.relative_to(path.parents[len(path.parts) - 2]).parts
        if "rules.py" in parts or "rules" in parts:
            for node in ast.walk(tree(path)):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
                for name in names:
                    plain = name.split(".")[0] in sys.stdlib_module_names
                    own = name.startswith("crm.") and ".rules" in name
                    assert plain or own or name in allowed or own_neighbour(path, name), f"{named(path)} imports {name}"


def own_neighbour(path: object, name: str) -> bool:
    """A pure neighbour in the same feature (pinyin, identifiers, codes) is held by the same rule."""
    feature = named(path).split("/")[1]  # type: ignore[arg-type]
    return name.startswith(f"crm.{feature}.") and name.rsplit(".", 1)[-1] not in (
        "models", "queries", "actions", "forms", "views",
    )  # fmt: skip
