"""A browser that counts: keep-alive connections over loopback, one after the other, so that both workers serve."""

from __future__ import annotations

import gzip
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

CONNECTIONS = 4


@dataclass
class Answer:
    """One answer as it came over the wire."""

    status: int
    body: bytes
    packed: int  # bytes of the body on the wire
    seconds: float
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Browser:
    """Talks to one server as one person."""

    port: int
    cookie: str = ""
    lines: list[http.client.HTTPConnection] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        self.lines = [http.client.HTTPConnection("127.0.0.1", self.port, timeout=60) for _n in range(CONNECTIONS)]

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, headers)

    def post(self, path: str, data: Mapping[str, str], **headers: str) -> Answer:
        return self._send("POST", path, urlencode(data), headers)

    def _send(self, method: str, path: str, body: str | None, more: Mapping[str, str]) -> Answer:
        self.turn += 1
        line = self.lines[self.turn % CONNECTIONS]
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "zh"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        if self.cookie:
            headers["Cookie"] = f"yuke={self.cookie}"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begin = time.perf_counter()
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # idle for longer than the server keeps a line
            line.close()
            begin = time.perf_counter()
            line.request(method, path, body, headers)
            answer = line.getresponse()
        raw = answer.read()
        seconds = time.perf_counter() - begin
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return Answer(answer.status, gzip.decompress(raw) if packed else raw, len(raw), seconds, dict(answer.headers))

    def close(self) -> None:
        for line in self.lines:
            line.close()
