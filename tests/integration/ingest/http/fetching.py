"""The HTTP client of ingest against a server on this machine."""

from __future__ import annotations

from functions.ingest.http.client import Client
from shared.channels.request import Request, Response
from shared.egress.pool import hosts_of
from tests.channel_server import Server


def get(server: Server, path: str = "/", *, deadline_s: float = 5.0, headers: dict[str, str] | None = None) -> Response:
    client = Client(hosts_of([server.url]), deadline_s)
    try:
        return client(Request(f"{server.url}{path}", headers or {}))
    finally:
        client.close()
