"""The reading process and its limits (T13): it is small, it ends, and what it reads can be put right by hand.

The files themselves are the corpus (test_corpus.py); broken ones are made in test_fuzz.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.imports.reading import child, reader
from crm.imports.reading.encodings import offered
from crm.imports.reading.reader import ROOT
from crm.imports.reading.sheaf import unbound
from crm.imports.reading.sniff import MB, Limits, Unreadable, sniff
from crm.shared.reasons import SENTENCES, say
from tests.imports.corpus.case import CARL, HEAD, PLAIN, VERA
from tests.imports.corpus.texts import TRADITIONAL
from tests.imports.files import lying_bomb, text, with_member, workbook


def read(content: bytes, **more: Any) -> tuple[reader.Table, list[Any]]:
    limits = {name: more.pop(name) for name in ("seconds", "memory_mb", "rows") if name in more}
    with reader.reading(content, Limits(**limits), **more) as table:
        return table, list(table.rows)


@pytest.fixture
def children(monkeypatch):
    """The reading processes that were started."""
    started: list[Any] = []
    real = reader.subprocess.Popen

    def popen(*args: Any, **more: Any) -> Any:
        started.append(real(*args, **more))
        return started[-1]

    monkeypatch.setattr(reader.subprocess, "Popen", popen)
    return started


def test_a_file_that_takes_too_long_is_stopped(children):
    begun = time.monotonic()
    with pytest.raises(Unreadable) as refusal:
        read(workbook(PLAIN), seconds=0)
    assert refusal.value.reason.code == "imports.too_slow"
    assert time.monotonic() - begun < 10
    assert children[0].returncode is not None


COSTS = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from crm.imports.reading import reader
from crm.imports.reading.sniff import Limits, Unreadable
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with reader.reading(open(sys.argv[2], "rb").read(), Limits(memory_mb=300, seconds=20)) as table:
        list(table.rows)
except Unreadable as refused:
    print(refused.reason.code)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_bomb_that_lies_about_its_size_costs_no_more_than_the_limit(tmp_path):
    """Measured in a process of its own, which has no other children."""
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(lying_bomb(workbook(PLAIN)))
    done = subprocess.run([sys.executable, "-c", COSTS, str(ROOT), str(bomb)], capture_output=True, text=True, check=True)
    code, child, parent = done.stdout.split()
    assert code.startswith("imports.")
    assert int(child) < 512 * 1024
    assert int(parent) < 64 * 1024, "the parent read it itself"


def test_the_child_is_gone_when_the_rows_are_not_read_to_the_end(children):
    with reader.reading(text([HEAD, *[CARL] * 5_000]), Limits()) as table:
        assert next(table.rows) == [2, CARL]
    assert children[0].returncode is not None
    assert children[0].stdout.closed


def test_a_slow_taker_is_not_the_files_fault():
    """The rows may be taken at leisure: the time limit is for reading the file."""
    with reader.reading(text([HEAD, *[CARL] * 3_000]), Limits(seconds=1)) as table:
        time.sleep(1.2)
        assert len(list(table.rows)) == 3_000


def test_nothing_is_opened_before_the_zip_list_was_looked_at(children):
    bomb = with_member(workbook(PLAIN), "xl/media/image1.png", bytes(60 * MB))
    with pytest.raises(Unreadable), reader.reading(bomb, Limits()):
        pass
    assert not children


def test_the_child_knows_no_settings_and_no_keys(children, monkeypatch):
    """What stands in the environment of the house does not reach the process that opens strangers' files."""
    monkeypatch.setenv("SECRET_KEY", "visible")
    assert reader._START.count("environ") == 0
    seen: dict[str, Any] = {}
    real = reader.subprocess.Popen

    def popen(*args: Any, **more: Any) -> Any:
        seen.update(more["env"])
        return real(*args, **more)

    monkeypatch.setattr(reader.subprocess, "Popen", popen)
    read(text(PLAIN))
    assert set(seen) == {"PYTHONIOENCODING", "PATH", "LANG"}


@pytest.mark.parametrize(
    ("content", "first", "more"),
    [
        (text(PLAIN, "gbk"), "gb18030", set()),
        (text(PLAIN), "utf-8", set()),
        (text(TRADITIONAL, "cp950"), "big5", {"gb18030"}),
    ],
)
def test_the_encodings_that_fit_are_offered_and_the_found_one_first(content, first, more):
    found = offered(content, first)
    assert found[0] == first
    assert more <= set(found)
    assert "utf-16-le" not in found
    assert ("utf-8" in found) == (first == "utf-8")


def test_a_wrong_guess_is_put_right_by_hand():
    content = text([["a", "b"], ["馬", "1"], ["林", "2"]], "cp950")
    _, right = read(content, encoding="big5")
    assert [row[1][0] for row in right] == ["馬", "林"]
    table, rows = read(content, encoding="nonsense")  # not one of ours: the guess stands
    assert table.about["encoding"] in table.about["encodings"] and len(rows) == 2


@pytest.mark.parametrize("heading_row", [2, 1_000, 10**9])
def test_a_heading_row_below_the_table_leaves_no_rows(heading_row):
    with pytest.raises(Unreadable) as refusal:
        read(text([HEAD, CARL]), heading_row=heading_row)
    assert refusal.value.reason.code == "imports.no_rows"


def test_a_file_without_headings_does_not_show_its_first_customer_as_one():
    table, rows = read(text([CARL, VERA]))
    assert not {*CARL, *VERA} & set(table.headings)
    assert len(rows) == 2
    assert say(*table.about["notes"][0])


def test_the_child_reads_what_its_function_reads():
    content = text([*PLAIN, *[VERA] * 1_200], "gb18030")
    table, rows = read(content)
    about, *blocks = child.table(content, Limits())
    assert rows == [row for block in blocks for row in unbound(block, about["columns"])]
    assert (
        table.about | {"rows": 1_202, "columns": [0, 1, 2]} == json.loads(json.dumps(about))
        and table.about["encoding"] == "gb18030"
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_text_or_refused(content):
    """The same functions as in the child, without the process: nothing else than Unreadable may come out."""
    limits = Limits()
    try:
        if sniff(content, limits) == "text":
            list(child.table(content, limits))
    except Unreadable as problem:
        assert problem.reason.code in SENTENCES


def test_the_child_stays_light():
    """Each file starts one: it loads no database, no web framework, and is there in a moment."""
    said = "import sys, crm.imports.reading.child; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"sqlalchemy", "flask", "cryptography", "babel", "python_calamine"} & set(loaded)
