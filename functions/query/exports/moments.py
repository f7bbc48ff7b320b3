"""Moments as rows of a table: the fields that fit into a cell."""

from __future__ import annotations

from collections.abc import Sequence

from functions.query.exports.csv_table import csv_table
from functions.query.schemas.crisis.moment import MomentSummary

COLUMNS = (
    *("id", "crisis", "brand", "brand_name", "kind", "severity", "status", "opened_at", "detected_at", "peak_at"),
    *("ended_at", "peak", "mentions", "observed", "expected", "ratio", "negative_share", "reach", "subject", "summary"),
)


def moments_csv(views: Sequence[MomentSummary]) -> str:
    """A line for each moment."""
    return csv_table(COLUMNS, views)
