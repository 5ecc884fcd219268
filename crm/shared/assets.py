"""The look on its way to the browser: styles and scripts joined, hashed, packed once, then kept for good.

There is no build step. At start the files of static/ are read in the order given here; an address carries the hash of
its content, so it may be cached for ever. They are answered before Flask: no session, no transaction, no log line.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup

FOLDER = Path(__file__).resolve().parents[2] / "static"
COMPONENTS = (
    "buttons door desk fields choices grades tags cards stats tables rota queue timeline charts lanes tree dialogs "
    "verdict ticket counter states steps calendar wall brief calls enquiries login tablet photos signature health "
    "forced"
).split()
STYLES = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    *(f"css/components/{noun}.css" for noun in COMPONENTS),
    "css/utilities.css",
    "css/print.css",
)
TABLET = ("vault", "upload", "pins", "desk")
JOINED: dict[str, tuple[str, ...]] = {
    "app.css": STYLES,
    "app.js": ("vendor/htmx.min.js", "js/ui.js", "js/notices.js", "js/fresh.js", "js/door.js"),
    "tablet.js": tuple(f"js/tablet/{part}.js" for part in TABLET),
}
ALONE = (".svg", ".png", ".js", ".webmanifest")
TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent: its address, its type, its bytes as they are and packed."""

    address: str
    kind: str
    body: bytes
    packed: bytes


def pack(name: str, body: bytes) -> Asset:
    """Name a file by its content and pack it as tightly as can be, once."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    kind = TYPES.get(dot + ending) or mimetypes.types_map.get(dot + ending, "application/octet-stream")
    kind += "; charset=utf-8" if kind == "text/css" else ""
    mark = hashlib.sha256(body).hexdigest()[:12]
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(f"/assets/{stem}-{mark}.{ending}", kind, body, packed if len(packed) < len(body) else b"")


def collect(folder: Path = FOLDER) -> dict[str, Asset]:
    """Every file of static/ by its plain name; the joined ones by the name of the whole."""
    inside = {part for parts in JOINED.values() for part in parts}
    found = {
        name: pack(name, b"\n".join((folder / part).read_bytes() for part in parts)) for name, parts in JOINED.items()
    }
    alone = (path for path in sorted(folder.rglob("*")) if path.suffix in ALONE)
    late = []
    for path in alone:
        if path.relative_to(folder).as_posix() in inside:
            continue
        if path.suffix == ".webmanifest":
            late.append(path)
            continue
        found[path.name] = pack(path.name, path.read_bytes())
    for path in late:  # a manifest names other assets by their hashed address
        text = re.sub(r"asset:([\w.-]+)", lambda hit: found[hit[1]].address, path.read_text("utf-8"))
        found[path.name] = pack(path.name, text.encode())
    return found


def icons(sprite: Path, address: str) -> dict[str, str]:
    """The names that icon() knows, each with the address of its drawing in the sprite."""
    names = re.findall(r'<symbol id="([\w-]+)"', sprite.read_text("utf-8"))
    return {name: f"{address}#{name}" for name in names}


class Server:
    """A WSGI layer that answers /assets/… and passes everything else on."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], assets: Iterable[Asset]) -> None:
        self.inner = inner
        self.assets = {asset.address: asset for asset in assets}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/assets/"):
            return self.inner(environ, start_response)
        asset = self.assets.get(path)
        if asset is None or environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            start_response("404 Not Found", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
            return [b""]
        packed = bool(asset.packed) and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        body = asset.packed if packed else asset.body
        headers = [
            ("Content-Type", asset.kind),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "public, max-age=31536000, immutable"),
            ("Vary", "Accept-Encoding"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        start_response("200 OK", [*headers, ("Content-Encoding", "gzip")] if packed else headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def init_app(app: Flask) -> None:
    """Read static/ once and give the templates `asset("app.css")` and `icon("check")`."""
    found = collect()
    drawn = icons(FOLDER / "icons.svg", found["icons.svg"].address)
    sizes = {"": "i", "sm": "i i--sm", "lg": "i i--lg"}

    def asset(name: str) -> str:
        return found[name].address

    def drawing(name: str) -> str:
        return drawn[name]

    def icon(name: str, size: str = "") -> Markup:
        return Markup(f'<svg class="{sizes[size]}" aria-hidden="true"><use href="{drawn[name]}"/></svg>')  # noqa: S704

    app.jinja_env.globals.update(asset=asset, drawing=drawing, icon=icon)
    app.wsgi_app = Server(app.wsgi_app, found.values())  # type: ignore[method-assign]
