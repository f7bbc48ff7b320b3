"""Statements with their effect as clients see them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.time import iso_or_none
from shared.effect.estimate import Estimate
from shared.effect.other_channels import OtherChannels
from shared.effect.verdict import Answered, Effect, EffectVerdict
from shared.effect.windows import Posts
from shared.http.fields import Instant, Share
from shared.http.views.statements import StatementView, statement_view
from shared.messages.crisis.effect_words import (
    change_text,
    channels_text,
    effect_text,
    recognisable_text,
    shared_effect_text,
)


class ScoredPosts(TypedDict):
    """The posts of a span whose sentiment is known."""

    minutes: float
    posts: int
    negative: int
    negative_share: Share | None


class ExpectedNegative(TypedDict):
    """The negative posts that were to be expected without the statement, with an interval of 90 %."""

    value: float
    low: float
    high: float


class NegativePace(TypedDict):
    """Negative posts an hour before and after a statement."""

    before: float
    after: float


class ChannelsView(TypedDict):
    """The negative posts on the channel of a statement, and on those that it did not reach."""

    reached: NegativePace
    others: NegativePace


class EffectView(TypedDict):
    """What followed a statement against what would have come without it."""

    minutes: Annotated[int, Field(description="After the statement: 30, 60 or 180")]
    verdict: EffectVerdict
    text: Annotated[str, Field(description="The verdict with its figures, in words")]
    before: Annotated[ScoredPosts, Field(description="The hour before the statement, or since the last one")]
    after: Annotated[ScoredPosts, Field(description="From ten minutes after it on")]
    expected_negative: Annotated[
        ExpectedNegative | None, Field(description="null: too few posts, or hardly more than normal")
    ]
    change: Annotated[
        float | None,
        Field(description="Of the negative posts beyond normal: -0.5 means that half did not come"),
    ]
    channels: Annotated[
        ChannelsView | None,
        Field(
            description="For comparison, no part of the verdict; null: not said on a channel that is heard, or fewer "
            "than 30 negative posts there or elsewhere before it"
        ),
    ]
    recognisable_fall: Annotated[
        Share | None,
        Field(
            description="If the verdict is `unclear`: the smallest fall of the negative posts that these posts show in "
            "80 % of cases; null: none"
        ),
    ]


class AnsweredStatement(StatementView):
    """A statement and what it changed so far."""

    verdict: Annotated[
        EffectVerdict | None,
        Field(description="The latest clear one, else `unclear`; null before half an hour is over"),
    ]
    effects: list[EffectView]
    recognisable_fall: Annotated[
        Share | None,
        Field(
            description="The smallest fall of the negative posts that is recognised within an hour in 80 % of cases, "
            "if as many people go on posting as before the statement; null: none"
        ),
    ]
    recognisable_text: Annotated[str, Field(description="The same in words; empty where the posts are not known")]
    next_statement_at: Annotated[
        Instant | None, Field(description="When the next statement came, which may have had a part in the effect")
    ]


def answered_statement(answered: Answered) -> AnsweredStatement:
    """A statement with its effects as the API shows it."""
    return AnsweredStatement(
        **statement_view(answered.statement),
        verdict=answered.verdict,
        effects=[_effect(effect, answered) for effect in answered.effects],
        recognisable_fall=_share(answered.recognisable_fall),
        recognisable_text=recognisable_text(answered),
        next_statement_at=iso_or_none(answered.next_ms),
    )


def _effect(effect: Effect, answered: Answered) -> EffectView:
    found = effect.estimate
    beside = channels_text(effect.channels, answered.statement.channel)
    parts = (effect_text(effect), change_text(effect), beside, shared_effect_text(answered))
    return EffectView(
        minutes=effect.minutes,
        verdict=effect.verdict,
        text=" ".join(filter(None, parts)),
        before=_posts(effect.around.before),
        after=_posts(effect.around.after),
        expected_negative=_expected(found) if found else None,
        change=round(found.change, 3) if found else None,
        channels=_channels(effect.channels) if effect.channels else None,
        recognisable_fall=_share(effect.recognisable_fall),
    )


def _channels(found: OtherChannels) -> ChannelsView:
    reached, others = (NegativePace(before=round(pace.before, 1), after=round(pace.after, 1)) for pace in found)
    return ChannelsView(reached=reached, others=others)


def _share(per_cent: int | None) -> float | None:
    return None if per_cent is None else per_cent / 100


def _posts(posts: Posts) -> ScoredPosts:
    share = posts.negative_share
    return ScoredPosts(
        minutes=posts.minutes,
        posts=posts.scored,
        negative=posts.negative,
        negative_share=None if share is None else round(share, 4),
    )


def _expected(found: Estimate) -> ExpectedNegative:
    return ExpectedNegative(
        value=round(found.expected, 1), low=round(found.expected_low, 1), high=round(found.expected_high, 1)
    )
