"""Praise that may be shown, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from functions.query.exports.csv_table import csv_table
from shared.domain.response.consent import ConsentState

COLUMNS = ("id", "state", "places", "until", "channel", "published_at", "url", "text")

USABLE = tuple(state.value for state in ConsentState if state.usable)


def praise_csv(views: Iterable[Mapping[str, Any]]) -> str:
    """A line for each that may be shown; the others are left out, whoever asks for them.

    >>> yes = {"id": "1", "state": "granted", "places": ["website", "shop"], "text": "=love()"}
    >>> praise_csv([yes, {**yes, "state": "expired"}]).splitlines()[1:]
    ["1,granted,website shop,,,,,'=love()"]
    """
    return csv_table(COLUMNS, (view for view in views if view["state"] in USABLE))
