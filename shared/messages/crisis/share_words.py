"""How many posts there are and how many of them are negative, in words that say over what each figure is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.moments.moment import Kind
from shared.messages.crisis.trend import WINDOW_MINUTES
from shared.messages.phrases import percent

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures


def sums_text(figures: CrisisFigures) -> str:
    """How many posts since it began; empty where that is not known."""
    sums = figures.sums
    if sums is None:
        return ""
    if sums.posts == 1:
        return f"1 post since it began{', negative' if sums.negative else ''}"
    return f"{sums.posts:,} posts since it began, {sums.negative:,} of them negative"


def sentiment_text(figures: CrisisFigures) -> str:
    """The negative share since it began and of its last minutes, each with what it is of; a silence has none."""
    share, normal = figures.negative_share, figures.normal_negative_share
    if share is None:
        silent = figures.lead.kind is Kind.CHANNEL_SILENCE
        return "" if silent else "not known, none of the posts could be scored"
    told = f"{percent(share)} negative {_share_of(figures)}"
    usual = f", normally {percent(normal)}" if normal is not None else ""
    return f"{told}{usual}{_latest_share(figures)}"


def _share_of(figures: CrisisFigures) -> str:
    """What the negative share is of."""
    sums = figures.sums
    if sums is None:
        return "in the last minutes" if figures.ongoing else "in its last minutes"
    scored = "posts" if sums.scored == sums.posts else "that could be scored"
    return f"since it began ({sums.negative:,} of {sums.scored:,} {scored})"


def _latest_share(figures: CrisisFigures) -> str:
    """The same of the last minutes, which may be few posts."""
    latest = figures.latest
    if latest is None or not latest.scored:
        return ""
    counts = f"{latest.negative:,} of {latest.scored:,}"
    share = f"{percent(latest.negative / latest.scored)} ({counts})" if latest.tells_a_share else counts
    return f"; in {'the' if figures.ongoing else 'its'} last {WINDOW_MINUTES} min {share}"
