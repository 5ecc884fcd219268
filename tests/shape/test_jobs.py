"""Jobs are asked for by dotted name: every name resolves, and jobs stay small."""

from __future__ import annotations

import ast
import importlib

from tests.shape.source import modules, named, tree


def asked_for() -> dict[str, str]:
    """Each "jobs.x.y" string in the product, and where it stands."""
    return {
        node.value: f"{named(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith("jobs.") and node.value.count(".") == 2 and " " not in node.value
    }


def test_every_name_is_a_job() -> None:
    names = asked_for()
    assert len(names) > 3
    for name, where in names.items():
        module, _, function = name.rpartition(".")
        found = getattr(importlib.import_module(module), function, None)
        assert found is not None, f"{where} asks for {name}, which does not exist"
        assert module == "jobs.runner" or getattr(found, "is_job", False), f"{name} is not marked as a job"


def test_a_job_is_a_few_lines_that_call_actions() -> None:
    machinery = {"jobs/runner.py", "jobs/clock.py", "jobs/timetable.py", "jobs/commands.py"}
    for path in modules("jobs"):
        for one in ast.walk(tree(path)) if named(path) not in machinery else ():
            if isinstance(one, ast.FunctionDef) and any("job" in ast.unparse(mark) for mark in one.decorator_list):
                size = (one.end_lineno or 0) - one.body[0].lineno + 1
                assert size <= 12, f"{named(path)}:{one.name} has {size} lines; the work belongs in an action"


def test_the_clock_imports_neither_the_application_nor_the_database() -> None:
    import subprocess
    import sys

    ask = "import sys, jobs.clock; print([m for m in sys.modules if m.startswith(('crm', 'flask', 'sqlalchemy'))])"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_clock_rings_in_json() -> None:
    from rq.serializers import JSONSerializer

    from jobs.clock import JSONQueue

    assert JSONQueue("prompt", connection=object()).serializer is JSONSerializer
