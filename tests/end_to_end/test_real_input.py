"""Recorded answers of real channels, through the command line and the running stack; skipped if there are none.

The posts belong to their authors, so neither this file nor a failing test quotes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from infra.cli.api_client import Api
from infra.cli.poll.command import poll
from infra.local.stack import Stack
from tests.channel_server import Answer, Handler, serving
from tests.end_to_end.bad_weather.faults import Crashes
from tests.end_to_end.sender import Sender

DATA = Path(__file__).parents[3] / "shared" / "data" / "channels"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="there are no recorded payloads")

CHANNELS = ("hackernews", "mastodon", "rss")
APP = typer.Typer()
APP.command()(poll)
HOP_BY_HOP = {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"}
KEPT_BYTES = 600
"""The bytes of a text that are always stored: 820 less those of names and URLs."""


def recordings() -> Iterator[Any]:
    for name in CHANNELS:
        for expected in sorted((DATA / name).glob("*.expected.json")):
            stem = expected.name.removesuffix(".expected.json")
            yield pytest.param(name, expected.parent / stem, id=f"{name}-{stem}")


def recorded(stem: Path) -> Answer:
    """A handler that always sends the recorded page with its headers."""
    http = json.loads(Path(f"{stem}.http.json").read_text())
    body = next(stem.parent.glob(f"{stem.name}.body.*")).read_bytes()
    headers = {name: value for name, value in http["headers"].items() if name.lower() not in HOP_BY_HOP}

    def answer(handler: Handler) -> None:
        handler.head(http["status"], {**headers, "content-length": str(len(body))})
        handler.wfile.write(body)

    return answer


def fold(text: str | None) -> str:
    return " ".join((text or "").split())


@pytest.mark.parametrize(("channel", "stem"), list(recordings()))
def test_a_recorded_page_gives_the_posts_of_its_reference(channel: str, stem: Path, tmp_path: Path) -> None:
    """Each post comes once, and none at the second poll, although the server sends the same page again."""
    wanted = json.loads(Path(f"{stem}.expected.json").read_text())
    with serving(recorded(stem)) as server:
        query = f"{server.url}/feed" if channel == "rss" else "rstats"
        call = [channel, "--query", query, "--base-url", server.url, "--state", str(tmp_path / "state.json")]
        first, again = (CliRunner().invoke(APP, call) for _ in range(2))
    assert (first.exit_code in {0, 75}, again.exit_code in {0, 75}) == (True, True), first.stderr + again.stderr
    assert again.stdout == ""
    posts = [json.loads(line) for line in first.stdout.splitlines()]
    assert len(posts) == wanted["n"]
    differing = [
        post["id"]
        for post, item in zip(posts, wanted["items"], strict=True)
        if comparable(channel, post, item) != reference(item)
    ]
    assert differing == []


def comparable(channel: str, post: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """A line of the poll with the field names of the reference."""
    fields = post | post["engagement"] | {"created_at": post["published_at"], "lang": post["language"]}
    fields |= {"followers": post["reach"], "is_reply": post["form"] == "reply", "is_repost": post["form"] == "repost"}
    fields |= {"text": as_shown(channel, fold(item.get("text")), fold(post["text"])), "title": fold(post["title"])}
    key = post["key"]
    fields["canonical_uri"] = f"https://bsky.brid.gy/convert/ap/{key}" if key.startswith("at://") else key
    return {name: fields[name] for name in item if name in fields}


def as_shown(channel: str, wanted: str, text: str) -> str:
    """``text`` as the reference has it.

    Hacker News' addresses are cut there, with dots, and Mastodon's posts end before the descriptions of
    pictures, polls and cards. All other texts are compared as they are.
    """
    words, shown = text.split(), wanted.split()
    if channel == "mastodon":
        return wanted if words[: len(shown)] == shown else text
    if channel != "hackernews" or len(words) != len(shown):
        return text
    pairs = zip(words, shown, strict=True)
    return " ".join(cut if cut.endswith("...") and word.startswith(cut[:-3]) else word for word, cut in pairs)


def reference(item: dict[str, Any]) -> dict[str, Any]:
    """The reference with our values for unknown fields, and without fields that are not part of a post."""
    numbers = ("likes", "reposts", "replies", "followers")
    left_out = {"kind", "link", "author_id", "visibility", "sensitive", "source"}
    known = {name: value for name, value in item.items() if name not in left_out}
    fields: dict[str, Any] = {
        name: _absent(name in numbers) if value is None else value for name, value in known.items()
    }
    return fields | {name: fold(fields[name]) for name in ("text", "title") if name in fields}


def _absent(number: bool) -> int | str:
    return 0 if number else ""


@pytest.mark.stack
def test_every_recorded_post_that_is_pushed_can_be_read_back(stack: Stack) -> None:
    api, sender = Api(stack.api_url, stack.api_key), Sender(stack, Crashes(0))
    api.put_brand("recorded", {"name": "Recorded"})
    pushed: dict[tuple[str, str], str] = {}
    for file in sorted(DATA.glob("*/*.expected.json")):
        items = [item | {"brand": "recorded", "channel": file.parent.name} for item in _items(file)]
        if items:
            sender.post(items)
        for item in items:
            name = item.get("canonical_uri") or item["id"]
            pushed[item["channel"], name] = fold(item["text"]) or fold(item.get("title"))
    stack.drain()
    assert sender.results["rejected"] == 0
    assert sender.results["accepted"] == len(pushed)
    read = {(mention["channel"], mention["native_id"]): fold(mention["text"]) for mention in _all_mentions(api)}
    assert read.keys() == pushed.keys()
    assert [name for name, text in pushed.items() if _start(text) not in read[name]] == []


def _items(file: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(file.read_text())["items"]
    return items


def _all_mentions(api: Api) -> Iterator[dict[str, Any]]:
    page: dict[str, Any] = {"next_cursor": None}
    while True:
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
        page = api.get("/brands/recorded/mentions", limit=100, **cursor)
        yield from page["mentions"]
        if not page["next_cursor"]:
            return


def _start(text: str) -> str:
    return text.encode()[:KEPT_BYTES].decode(errors="ignore")
