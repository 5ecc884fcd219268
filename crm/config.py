"""Every setting of the process, with its unit and default, read from the environment once.

Keys live as files of mode 0600 under VAR_DIR/keys and are made on first use; each can be given by the
environment instead (SECRET_KEY, FIELD_KEY, INDEX_KEY, TABLET_KEY: at least 32 bytes, base64url).
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Config:
    """What the process was started with. Sizes in bytes, times in seconds."""

    var_dir: Path
    database_url: str
    redis_url: str | None  # None: no doorbell; the minute's sweep still finds all work
    secret_key: str
    field_key: bytes  # encrypts columns (AES-256-GCM)
    index_key: bytes  # keys the blind indexes (HMAC-SHA256)
    tablet_keys: tuple[bytes, ...] = ()  # open what tablets sealed while they were offline; new entries use the first
    host: str = "127.0.0.1"
    https: bool = False  # behind TLS: __Host- cookie, HSTS
    proxies: int = 0  # trusted X-Forwarded-* hops
    demo: bool = False  # demo sign-ins although not on loopback
    demo_password: str | None = None
    testing: bool = False
    max_upload: int = 32 * 1024 * 1024
    drop_dir: Path | None = None  # where other systems put their lists, a folder per store; None: VAR_DIR/drop
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def demo_allowed(self) -> bool:
        return self.demo or self.host in LOOPBACK


def load(env: Mapping[str, str] | None = None) -> Config:
    """The configuration from the environment; makes missing key files under VAR_DIR/keys."""
    env = os.environ if env is None else env
    var = Path(env.get("VAR_DIR") or ROOT / "var").resolve()
    return Config(
        var_dir=var,
        database_url=database_url(env.get("DATABASE_URL") or f"sqlite:///{var / 'yuke.sqlite3'}"),
        redis_url=env.get("REDIS_URL") or None,
        secret_key=env.get("SECRET_KEY") or _key_file(var, "secret"),
        field_key=_bytes(env.get("FIELD_KEY") or _key_file(var, "field")),
        index_key=_bytes(env.get("INDEX_KEY") or _key_file(var, "index")),
        tablet_keys=_tablet_keys(var, env.get("TABLET_KEY")),
        host=env.get("HOST") or "127.0.0.1",
        https=env.get("HTTPS") == "1",
        proxies=int(env.get("PROXIES") or 0),
        demo=env.get("DEMO") == "1",
        demo_password=env.get("DEMO_PASSWORD") or None,
        drop_dir=Path(env["DROP_DIR"]).resolve() if env.get("DROP_DIR") else None,
    )


def _tablet_keys(var: Path, given: str | None) -> tuple[bytes, ...]:
    """The present key, then the earlier ones that still open: VAR_DIR/keys/tablet-*.key (docs/dev/offline.md)."""
    present = _bytes(given or _key_file(var, "tablet"))
    earlier = (_bytes(path.read_text().strip()) for path in sorted((var / "keys").glob("tablet-*.key")))
    return (present, *earlier)


def database_url(url: str) -> str:
    """`postgres://` and `postgresql://` both mean psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _bytes(key: str) -> bytes:
    raw = base64.urlsafe_b64decode(key + "=" * (-len(key) % 4))
    if len(raw) < 32:
        raise ValueError("a key needs at least 32 bytes, base64url")
    return raw[:32]


def _key_file(var: Path, name: str) -> str:
    """Read VAR_DIR/keys/<name>.key, or make it; two processes starting at once agree on the first one's."""
    path = var / "keys" / f"{name}.key"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text().strip()
