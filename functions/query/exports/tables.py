"""Mentions and moments as rows of a table: the fields that fit into a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from functions.query.exports.csv_table import csv_table
from functions.query.schemas.mention import MentionView
from functions.query.schemas.moment import MomentSummary

MENTION_COLUMNS = (
    *("id", "published_at", "channel", "author", "reach", "form", "language", "label", "p_negative", "intent"),
    *("themes", "corrected", "late", "likes", "reposts", "replies", "url", "text"),
)
MOMENT_COLUMNS = (
    *("id", "crisis", "brand", "brand_name", "kind", "severity", "status", "opened_at", "detected_at", "peak_at"),
    *("ended_at", "peak", "mentions", "observed", "expected", "ratio", "negative_share", "reach", "subject", "summary"),
)


def mentions_csv(views: Sequence[MentionView]) -> str:
    """A line for each mention."""
    return csv_table(MENTION_COLUMNS, map(_mention, views))


def moments_csv(views: Sequence[MomentSummary]) -> str:
    """A line for each moment."""
    return csv_table(MOMENT_COLUMNS, views)


def _mention(view: MentionView) -> dict[str, Any]:
    sentiment, themes = view["sentiment"], [theme["name"] for theme in view["themes"]]
    flat = {"label": sentiment["label"], "p_negative": sentiment["p_negative"], "intent": view["intent"]["name"]}
    return {**view, **flat, **view["engagement"], "themes": themes}
