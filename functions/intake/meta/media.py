"""A medium of Instagram or a post of Threads, as Meta's Graph API describes it, in; an item as a push has it out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

Item = dict[str, Any]
_HASHTAG = re.compile(r"(?<!\w)#(\w{1,100})")


def media_item(medium: Mapping[str, Any]) -> Item:
    """The item, without brand and channel; numbers that Meta leaves out are left out.

    >>> media_item({"id": "17", "caption": "Cute.. #cute", "like_count": 3})["hashtags"]
    ['cute']
    """
    text = str(medium.get("caption") or medium.get("text") or "")
    return {
        "id": medium.get("id"),
        "text": text,
        "published_at": medium.get("timestamp"),
        "author": medium.get("username"),
        "url": medium.get("permalink"),
        "hashtags": [tag.lower() for tag in _HASHTAG.findall(text)],
        "likes": medium.get("like_count"),
        "replies": medium.get("comments_count"),
    }
