"""Mention (mention.com): the rows of its export and of its API. Source: dev.mention.com, Fetch a mention."""

from __future__ import annotations

from functions.intake.exports.columns import Export

MENTION = Export(
    name="mention",
    columns={
        "id": ("uniqueId", "id", "originalUrl", "url"),
        "text": ("description", "text", "title"),
        "title": ("title",),
        "published_at": ("publishedAt", "date"),
        "author": ("authorUsername", "authorName", "author"),
        "reach": ("directReach", "reach"),
        "language": ("languageCode", "language"),
        "url": ("originalUrl", "url"),
        "channel": ("sourceType", "sourceName", "source"),
    },
    lists=("mentions",),
)
