"""Brand24: the rows of its export and of its API. Source: api-data.brand24.com, documentation of mentions."""

from __future__ import annotations

from functions.intake.exports.columns import Export

BRAND24 = Export(
    name="brand24",
    columns={
        "id": ("id", "url"),
        "text": ("content", "text", "title"),
        "title": ("title",),
        "published_at": ("date", "createdDate"),
        "time": ("time", "hour"),
        "author": ("author", "authorName"),
        "reach": ("followersCount", "followers", "reach"),
        "language": ("language",),
        "url": ("url",),
        "channel": ("category", "source", "host"),
        "likes": ("likesCount", "likes"),
        "reposts": ("sharesCount", "shares"),
        "replies": ("commentsCount", "comments"),
    },
    lists=("mentions", "results", "data"),
)
