"""Brandwatch Consumer Research: its CSV, and the JSON of its API (``results``).

Source: developers.brandwatch.com, Mention Field Definitions. X and others do not let it give their texts; such
rows have a snippet at most.
"""

from __future__ import annotations

from functions.intake.exports.columns import Export

BRANDWATCH = Export(
    name="brandwatch",
    columns={
        "id": ("resourceId", "guid", "url"),
        "text": ("fullText", "snippet", "title"),
        "title": ("title",),
        "published_at": ("date",),
        "author": ("author", "fullname"),
        "reach": ("xFollowers", "twitterFollowers", "instagramFollowerCount", "blueskyFollowers", "reachEstimate"),
        "language": ("language",),
        "url": ("originalUrl", "url"),
        "channel": ("pageType", "contentSource", "domain"),
    },
    lists=("results",),
)
