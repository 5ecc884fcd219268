"""What may come through a folder, when a file is at rest, and when its import may be written without a person."""

from __future__ import annotations

import fnmatch
import re
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1

MOST_ASIDE = Number(
    "imports.drop_most_aside", 5, "%",
    N_("A file from a folder waits for the clerk when more of its rows are held or refused than"), 0, 100,
)  # fmt: skip
QUIET_DAYS = Number("imports.drop_quiet_days", 3, "d", N_("A folder is reported when no file has come for"), 1, 60)
SETTLE_SECONDS = Number(
    "imports.drop_settle_seconds", 60, "s", N_("A file in a folder is taken when it has stood unchanged for"), 10, 3600
)
KEEP_DAYS = Number(
    "imports.drop_keep_days", 30, "d", N_("Files that were taken from a folder are kept beside it for"), 1, 365
)

MOST_FILES = 200  # looked at in one minute; what is more waits for the next one
FOLDER = re.compile(r"[\w][\w.-]{0,59}")
HALF_DONE = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".swp", ".lock")
OWN_FOLDERS = ("taking", "done", "refused")


class FileState(StrEnum):
    """Where a file from a folder stands."""

    SEEN = "seen"  # it lies there; is it still growing?
    TAKEN = "taken"  # it has become an import, which goes on by itself
    WAITING = "waiting"  # its import waits for a person
    DONE = "done"  # written
    REFUSED = "refused"  # not a table, not readable, or not a file at all
    AGAIN = "again"  # the very same file had been taken before
    DROPPED = "dropped"  # a person has stopped its import


FILE_STATE_NAMES: dict[FileState, str] = {
    FileState.SEEN: N_("Just arrived"),
    FileState.TAKEN: N_("Taken"),
    FileState.WAITING: N_("Waits for you"),
    FileState.DONE: N_("Done"),
    FileState.REFUSED: N_("Refused"),
    FileState.AGAIN: N_("Taken before"),
    FileState.DROPPED: N_("Stopped"),
}

SENTENCES = sentences(
    {
        "imports.drop_seen": N_("It is taken once it has stopped growing."),
        "imports.drop_taken": N_("Its rows are being read and compared."),
        "imports.drop_again": N_("The same file was taken before, so nothing was read."),
        "imports.drop_link": N_("A link, not a file: it was put aside and never opened."),
        "imports.drop_columns": N_("Its columns are not all known: say where each one goes."),
        "imports.drop_asks": N_("{n} rows are ready; this profile writes nothing by itself."),
        "imports.drop_aside": N_("{aside} of {read} rows are held or refused, more than {limit}%: please look."),
        "imports.drop_nothing": N_("{read} rows, and nothing in them has changed."),
        "imports.drop_wrote": N_("{n} rows written; {aside} of {read} held or refused, at most {limit}% may be."),
        "imports.drop_guessed": N_("Its columns were only guessed: check them once and remember them for this source."),
        "imports.drop_done": N_("New {new}, changed {changed}, same {same}, held {held}, refused {refused}."),
        "imports.drop_stopped": N_("Its import was stopped."),
        # what is wrong with a folder
        "imports.drop_missing": N_("The folder does not exist."),
        "imports.drop_unreadable": N_("The folder cannot be read."),
        "imports.drop_fixed": N_("The folder cannot be written to, so nothing can be put away; nothing is taken."),
        "imports.drop_outside": N_("The folder is a link; only a real folder is watched."),
        "imports.drop_quiet": N_("No file has come for {days} days."),
    }
)


def is_folder(name: str) -> bool:
    """A plain name: it cannot lead out of the place where all folders are."""
    return bool(FOLDER.fullmatch(name)) and name not in (*OWN_FOLDERS, ".", "..") and ".." not in name


def wanted(name: str, pattern: str) -> bool:
    """Whether a file of this name is for the profile; hidden ones and halves of an upload never are."""
    plain = name.casefold()
    if plain.startswith((".", "~")) or plain.endswith(HALF_DONE):
        return False
    return fnmatch.fnmatchcase(plain, pattern.casefold())


def judge(*, read: int, go: int, aside: int, known: bool, by_itself: bool, limit: int) -> tuple[bool, Reason]:
    """Whether the dry run's rows are written without a person, and why (or why not)."""
    if aside * 100 > limit * read:
        return False, Reason("imports.drop_aside", {"aside": aside, "read": read, "limit": limit})
    if not go:
        return True, Reason("imports.drop_nothing", {"read": read})
    if not by_itself:
        return False, Reason("imports.drop_asks", {"n": go})
    if not known:  # a guess writes nothing that no person has ever looked at
        return False, Reason("imports.drop_guessed")
    return True, Reason("imports.drop_wrote", {"n": go, "aside": aside, "read": read, "limit": limit})
