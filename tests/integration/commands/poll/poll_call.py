"""``foreshock poll`` called against a server on this machine, and what it printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from infra.cli.poll.command import poll
from tests.channel_server import Server

APP = typer.Typer()
APP.command()(poll)


def call(server: Server, channel: str, state: Path | None = None, query: str = "acme") -> Result:
    kept = ["--state", str(state)] if state else []
    return CliRunner().invoke(APP, [channel, "--query", query, "--base-url", server.url, *kept])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def wait_over(state: Path) -> None:
    """As if every wait that a channel asked for were over."""
    kept = json.loads(state.read_text())
    for cursor in kept["cursors"].values():
        cursor["not_before_ms"] = 0
    state.write_text(json.dumps(kept))
