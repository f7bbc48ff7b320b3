"""The body of a Mastodon response in, posts out: https://docs.joinmastodon.org/entities/Status/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from shared.channels.batch import Reject, count_of, id_of, text_of, time_of
from shared.channels.html_text import html_to_text, normalize_space
from shared.channels.request import Response, parse_json
from shared.domain.errors import ChannelError, ChannelUnavailable
from shared.domain.mentions.mention import Engagement, Form, Post

_NO_PROGRAMS = re.compile(r"#(?:nobots?|noindex|noarchive)\b", re.IGNORECASE)
"""Hashtags by which people ask programs to leave them out."""
_BRIDGED = re.compile(r"https://bsky\.brid\.gy/convert/ap/(at://.+)")


def statuses_in(response: Response) -> tuple[list[Any], list[Reject]]:
    """The statuses of a JSON array, or of lines with one status each, and the lines that cannot be read."""
    try:
        document = response.document()
    except ChannelUnavailable:
        lines = [line for line in response.body.splitlines() if line.strip()]
        if len(lines) < 2 or lines[0].lstrip()[:1] != b"{":  # noqa: PLR2004 - one line is no list of lines
            raise
        return _lines(lines)
    if isinstance(document, dict) and "id" in document:
        return [document], []
    if not isinstance(document, list):
        reason = text_of(document.get("error"))[:120] if isinstance(document, dict) else ""
        raise ChannelUnavailable(f"the Mastodon server answered with no list of posts{reason and ': '}{reason}")
    return document, []


def _lines(lines: list[bytes]) -> tuple[list[Any], list[Reject]]:
    statuses: list[Any] = []
    broken: list[Reject] = []
    for line in lines:
        try:
            statuses.append(parse_json(line))
        except ChannelError as error:
            broken.append(Reject(line[:1000].decode("utf-8", "replace"), error.message))
    return statuses, broken


def post_from(status: Any) -> Post:
    """The post in a status; a boost has the content of the boosted post."""
    native, account = id_of(status["id"]), status["account"]
    key = _key(status, native)
    reblogged = status.get("reblog") or {}
    content = reblogged or status
    return Post(
        channel="mastodon",
        id=native,
        key=key,
        text="\n\n".join([html_to_text(text_of(content.get("content"))), *_attached(content)]).strip(),
        published_ms=time_of(status.get("created_at")),
        title=html_to_text(text_of(content.get("spoiler_text"))),
        author=text_of(account.get("acct")),
        reach=count_of(account.get("followers_count")),
        language=text_of(content.get("language")),
        form=_form(status),
        url=text_of(status.get("url") or reblogged.get("url") or status.get("uri")),
        hashtags=tuple(_tags(content.get("tags"))),
        engagement=Engagement(
            likes=count_of(status.get("favourites_count")),
            reposts=count_of(status.get("reblogs_count")),
            replies=count_of(status.get("replies_count")),
        ),
        origin="bluesky" if key.startswith("at://") else "",
        withheld=any(_asks_to_be_left_out(_object(one)) for one in (account, content.get("account"))),
    )


def _attached(content: Mapping[str, Any]) -> list[str]:
    """What a reader sees beside the text: described pictures, the options of a poll, a link's card, the quoted post."""
    pictures = [text_of(one.get("description")) for one in _objects(content.get("media_attachments"))]
    poll, card, quote = (_object(content.get(name)) for name in ("poll", "card", "quote"))
    options = [text_of(one.get("title")) for one in _objects(poll.get("options"))]
    quoted = _object(quote.get("quoted_status")) or quote
    shown = [text_of(card.get("title")), text_of(card.get("description"))]
    found = [*map(normalize_space, (*pictures, *options, *shown)), html_to_text(text_of(quoted.get("content")))]
    return [text for text in dict.fromkeys(found) if text]


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _key(status: Mapping[str, Any], native: str) -> str:
    """The id of the post on all servers; a Bluesky post that came over a bridge keeps its own."""
    uri = text_of(status.get("uri")) or text_of(status.get("url")) or native
    bridged = _BRIDGED.fullmatch(uri)
    return unquote(bridged[1]) if bridged else uri


def _asks_to_be_left_out(account: Mapping[str, Any]) -> bool:
    """Whether an author asks not to be indexed.

    Not to be found by search is the default of every account, and no such wish.
    """
    return account.get("noindex") is True or bool(_NO_PROGRAMS.search(html_to_text(text_of(account.get("note")))))


def _form(status: Mapping[str, Any]) -> Form:
    if status.get("reblog"):
        return Form.REPOST
    if status.get("quote"):
        return Form.QUOTE
    return Form.REPLY if status.get("in_reply_to_id") else Form.ORIGINAL


def _tags(tags: Any) -> list[str]:
    return [text_of(tag["name"]).lower() for tag in tags or [] if isinstance(tag, dict) and tag.get("name")]
