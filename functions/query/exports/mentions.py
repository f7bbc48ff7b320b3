"""Mentions as rows of a table: the fields that fit into a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from functions.query.exports.csv_table import csv_table
from functions.query.schemas.mention.mention import MentionView

COLUMNS = (
    *("id", "published_at", "channel", "author", "reach", "form", "language", "label", "p_negative", "intent"),
    *("themes", "corrected", "late", "likes", "reposts", "replies", "url", "text"),
)


def mentions_csv(views: Sequence[MentionView]) -> str:
    """A line for each mention."""
    return csv_table(COLUMNS, map(_mention, views))


def _mention(view: MentionView) -> dict[str, Any]:
    sentiment, themes = view["sentiment"], [theme["name"] for theme in view["themes"]]
    flat = {"label": sentiment["label"], "p_negative": sentiment["p_negative"], "intent": view["intent"]["name"]}
    return {**view, **flat, **view["engagement"], "themes": themes}
