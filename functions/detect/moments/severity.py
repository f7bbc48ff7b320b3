"""How severe a moment is: one written matrix of kind, sentiment, size and reach.

Read it from top to bottom: the first rule that fits decides. An unknown sentiment counts
as a bad one, so that doubt means the higher severity, as PagerDuty's incident response
guide asks (https://response.pagerduty.com/before/severity_levels/). The last rule is for a new
kind that has no rules of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.moments.overall_sentiment import OverallSentiment, SeverityInput, overall_sentiment
from shared.domain.moments.moment import Kind, Severity


class Rule(NamedTuple):
    """One rule of the matrix: everything it names must hold."""

    severity: Severity
    reason: str
    kinds: frozenset[Kind]
    sentiments: frozenset[OverallSentiment]
    ratio: float = 0.0
    observed: int = 0
    reach: int = 0
    safety_risk: bool = False
    few_accounts: bool = False


SURGE, BURST = frozenset({Kind.NEGATIVE_SURGE}), frozenset({Kind.VOLUME_BURST})
SHARING, ASKING = frozenset({Kind.SHARING_WAVE}), frozenset({Kind.QUESTION_WAVE})
SHIFT, HASHTAG = frozenset({Kind.SENTIMENT_SHIFT}), frozenset({Kind.TRENDING_HASHTAG})
BUYING, PRAISE = frozenset({Kind.PURCHASE_WAVE}), frozenset({Kind.PRAISE_WAVE})
SILENCE, VOICE = frozenset({Kind.CHANNEL_SILENCE}), frozenset({Kind.INFLUENTIAL_VOICE})
ANY_KIND = frozenset(Kind)
BAD, ANY = frozenset({OverallSentiment.HOSTILE, OverallSentiment.NEGATIVE}), frozenset(OverallSentiment)
HOSTILE, USUAL, UNKNOWN, POSITIVE = (
    frozenset({OverallSentiment.HOSTILE}),
    frozenset({OverallSentiment.USUAL}),
    frozenset({OverallSentiment.UNKNOWN}),
    frozenset({OverallSentiment.POSITIVE}),
)

CROWDS = SURGE | BURST | SHARING | ASKING | SHIFT | HASHTAG
"""What is told as a crowd's, unless a few accounts make it."""

MATRIX = (
    Rule(Severity.SEV3, "a few accounts made most of the posts", CROWDS, ANY - POSITIVE, few_accounts=True),
    Rule(Severity.SEV1, "a large wave of mostly negative posts", SURGE | BURST, HOSTILE, 8.0, 10),
    Rule(
        Severity.SEV1,
        "negative posts that reach a million people",
        SURGE | BURST | SHARING,
        BAD | USUAL,
        3.0,
        10,
        1_000_000,
    ),
    Rule(Severity.SEV2, "a large wave of posts that are mostly negative, as usual", SURGE | BURST, USUAL, 8.0, 10),
    Rule(Severity.SEV2, "clearly more negative posts than normal", SURGE, BAD | UNKNOWN),
    Rule(Severity.SEV2, "many more posts than normal, and they are negative", BURST, BAD),
    Rule(Severity.SEV2, "many more posts than normal, and their sentiment is unknown", BURST, UNKNOWN),
    Rule(Severity.SEV3, "more negative posts, but no larger share of all posts", SURGE, ANY),
    Rule(Severity.SEV4, "many more posts than normal, and they are praise", BURST, POSITIVE),
    Rule(Severity.SEV3, "many more posts than normal, with the usual sentiment", BURST, ANY),
    Rule(Severity.SEV2, "many people repost criticism", SHARING, BAD | USUAL, 3.0, 10),
    Rule(Severity.SEV3, "more people than normal repost criticism", SHARING, ANY),
    Rule(Severity.SEV2, "people ask whether they are safe", ASKING, ANY, 3.0, 10, safety_risk=True),
    Rule(Severity.SEV2, "many questions, and most posts are negative", ASKING, HOSTILE, 3.0, 10),
    Rule(Severity.SEV3, "many more questions than normal", ASKING, ANY),
    Rule(Severity.SEV2, "no more posts than normal, but most of them are negative", SHIFT, HOSTILE, observed=10),
    Rule(Severity.SEV3, "no more posts than normal, but more of them are negative", SHIFT, ANY),
    Rule(Severity.SEV2, "a hashtag trends, and most posts are negative", HASHTAG, HOSTILE, 3.0, 10),
    Rule(Severity.SEV4, "a hashtag trends, and it is praise", HASHTAG, POSITIVE),
    Rule(Severity.SEV3, "a hashtag trends that is not usual for the brand", HASHTAG, ANY),
    Rule(Severity.SEV3, "a channel that always brings posts has gone silent", SILENCE, ANY),
    Rule(Severity.SEV2, "a million people or more hear this author", VOICE, ANY, observed=1_000_000),
    Rule(Severity.SEV3, "far more people hear this author than those who usually criticise or ask", VOICE, ANY),
    Rule(Severity.SEV4, "more people than normal want to buy", BUYING, ANY),
    Rule(Severity.SEV4, "more praise than normal", PRAISE, ANY),
    Rule(Severity.SEV3, "something that is not usual for the brand", ANY_KIND, ANY),
)

WHOLE_FROM = 10
"""Ratios from here on are written without a decimal."""

WIDE_REACH = 100_000
"""People from which on the reach is a reason of its own."""


def severity(found: SeverityInput) -> tuple[Severity, tuple[str, ...]]:
    """The severity, and the reasons for it in words.

    >>> storm = SeverityInput(Kind.NEGATIVE_SURGE, 24, 0.5, 0.8, 0.2, 0.1, 0.9, 5_000)
    >>> severity(storm)[0].name, severity(storm)[1][:2]
    ('SEV1', ('a large wave of mostly negative posts', '48 times the normal count'))
    """
    sentiment = overall_sentiment(found)
    rule = next(rule for rule in MATRIX if _fits(rule, found, sentiment))
    return rule.severity, (rule.reason, *_reasons(found))


def _fits(rule: Rule, found: SeverityInput, sentiment: OverallSentiment) -> bool:
    return (
        found.kind in rule.kinds
        and sentiment in rule.sentiments
        and found.ratio >= rule.ratio
        and found.observed >= rule.observed
        and found.reach >= rule.reach
        and (found.safety_risk or not rule.safety_risk)
        and (found.few_accounts or not rule.few_accounts)
    )


def _reasons(found: SeverityInput) -> list[str]:
    digits = 0 if found.ratio >= WHOLE_FROM else 1
    measure = "reach of the loudest author of a week" if found.kind in VOICE else "count"
    reasons = [f"{found.ratio:.{digits}f} times the normal {measure}"]
    if found.little_known:
        reasons = [f"{found.observed:,} posts at once; little is known yet of what is normal for this brand"]
    if found.negative_share is not None:
        normal = found.normal_negative_share
        usual = "" if normal is None else f", normally {normal:.0%}"
        reasons.append(f"{found.negative_share:.0%} of the scored posts are negative{usual}")
    if found.reach >= WIDE_REACH:
        reasons.append(f"the authors reach about {found.reach:,} people")
    if found.learning and not found.little_known:
        reasons.append("what is normal is still being learnt: the brand has been watched for less than a day")
    return reasons
