"""What Meta tells of Instagram, Facebook pages and Threads in, lines as a push has them out.

Sources: developers.facebook.com, Webhooks for Instagram (comments, live_comments, mentions), Webhooks reference of
pages (feed, mention), Webhooks for Threads (replies, mentions).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from functions.intake.body import MAX_ITEMS, MAX_RAW_BYTES, Line
from functions.intake.meta.media import Item, media_item
from shared.domain.errors import InvalidInput

Change = Mapping[str, Any]

_POSTS = frozenset({"comment", "post", "status", "photo", "video", "share"})
"""What on a page is said in words; reactions and likes are not."""


def lines_of(body: bytes, accounts: Mapping[str, str]) -> list[Line]:
    """A line for each thing that somebody else said; ``accounts`` are brands by the id of their account.

    Raises:
        InvalidInput: the body is no event of Meta, or has too many changes.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("the body is not JSON", field="body") from error
    lines = list[Line]()
    for account, channel, change in _changes(document):
        item = _item(channel, account, change)
        if item is not None:
            lines.append(_line(len(lines) + 1, channel, account, accounts.get(account, ""), item))
        if len(lines) > MAX_ITEMS:
            raise InvalidInput(f"the body has more than {MAX_ITEMS:,} changes", field="body")
    return lines


def _line(number: int, channel: str, account: str, brand: str, item: Item) -> Line:
    raw = json.dumps(item).encode()[:MAX_RAW_BYTES]
    if not brand:
        return Line(number, error=f"the account {account[:40]} of {channel} has no brand in accounts", raw=raw)
    return Line(number, {**item, "channel": channel, "brand": brand}, raw=raw)


def _changes(document: Any) -> Iterator[tuple[str, str, Change]]:
    """Account, channel and change of each, from the two shapes that Meta has.

    Raises:
        InvalidInput: it has neither.
    """
    for one in document if isinstance(document, list) else [document]:
        event = _object(one)
        channel = {"instagram": "instagram", "page": "facebook"}.get(str(event.get("object")))
        if "values" in event:  # Threads
            yield from ((_id(event, "target_id"), "threads", change) for change in _listed(event["values"]))
        elif channel is not None:
            for entry in _listed(event.get("entry")):
                account, changes = _id(entry, "id"), _listed(entry.get("changes")) or [entry]
                yield from ((account, channel, change) for change in changes)
        else:
            raise InvalidInput("the body is no event of Instagram, of a Facebook page or of Threads", field="object")


def _item(channel: str, account: str, change: Change) -> Item | None:
    """What was said; ``None`` for what is no post, or the brand's own."""
    value, field = _object(change.get("value")), str(change.get("field"))
    if channel == "threads":
        return _threads(value, field)
    return _instagram(value, field, account) if channel == "instagram" else _page(value, field, account)


def _threads(value: Change, field: str) -> Item | None:
    if field not in {"replies", "mentions"}:
        return None
    return {**media_item(value), "form": "reply" if field == "replies" else "original"}


def _instagram(value: Change, field: str, account: str) -> Item | None:
    """A comment with its words, or an @mention, of which Instagram tells only where it is.

    Instagram does not say when it was written. The time at which it tells is another one when it
    tells again, so the first arrival counts.
    """
    author = _object(value.get("from"))
    if field in {"comments", "live_comments"} and _id(author, "id") != account:
        return {"id": value.get("id"), "text": value.get("text"), "author": author.get("username"), "form": "reply"}
    if field == "mentions":
        return {"id": value.get("comment_id") or value.get("media_id"), "text": ""}
    return None


def _page(value: Change, field: str, account: str) -> Item | None:
    """A post or comment on the page, or one elsewhere that names it, unless the page itself wrote it."""
    author = _object(value.get("from"))
    by = author.get("id") or value.get("sender_id")
    is_post = field == "mention" or (field == "feed" and value.get("item") in _POSTS)
    if not is_post or value.get("verb") not in {None, "add"} or str(by) == account:
        return None
    native = value.get("comment_id") or value.get("post_id")
    return {
        "id": native,
        "text": value.get("message"),
        "author": author.get("name") or value.get("sender_name"),
        "published_at": value.get("created_time"),
        "url": value.get("permalink_url") or f"https://www.facebook.com/{native}",
        "form": "reply" if value.get("comment_id") else "original",
    }


def _id(event: Change, name: str) -> str:
    return str(event.get(name, ""))


def _listed(value: Any) -> list[Change]:
    return [_object(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _object(value: Any) -> Change:
    return value if isinstance(value, Mapping) else {}
