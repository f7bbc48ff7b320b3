"""What a statement changed, in words."""

from __future__ import annotations

from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.estimate import LEAST_POSTS
from shared.effect.other_channels import OtherChannels, Pace
from shared.effect.verdict import Answered, Effect, EffectVerdict
from shared.effect.windows import Posts
from shared.messages.phrases import duration
from shared.messages.quote import safe_text, shorten

MAX_CHANNEL = 40

VERDICT_TEXT = {
    EffectVerdict.HELPING: "helping",
    EffectVerdict.UNCLEAR: "unclear",
    EffectVerdict.NOT_HELPING: "not helping",
}


def effect_text(effect: Effect) -> str:
    """The verdict with the figures that it rests on.

    >>> from shared.effect.estimate import estimate
    >>> from shared.effect.windows import Around, Posts, Span
    >>> spans = [Span(-60, 0, Posts(60, 600, 300)), Span(10, 60, Posts(50, 168, 166))]
    >>> around = Around(Posts(180, 0, 0), spans[0].posts, spans[1].posts, spans, 15)
    >>> print(effect_text(Effect(60, around, estimate(around), EffectVerdict.HELPING)))
    After 1 h: helping. 168 negative posts came; without the statement about 338 (183 to 491) were to be expected.
    """
    head = f"After {duration(effect.minutes * MINUTE_MS)}: {VERDICT_TEXT[effect.verdict]}."
    found, posts = effect.estimate, effect.around.after
    if found is None:
        few = min(posts.scored, effect.around.before.scored)
        scarce = f"There were only {few} posts to compare." if few < LEAST_POSTS else "It was hardly more than normal."
        return f"{head} {scarce}"
    expected = f"about {found.expected:,.0f} ({found.expected_low:,.0f} to {found.expected_high:,.0f})"
    told = f"{head} {posts.negative:,} negative posts came; without the statement {expected} were to be expected."
    return f"{told} {_missed(effect)}" if effect.verdict is EffectVerdict.UNCLEAR else told


def _missed(effect: Effect) -> str:
    """How large an effect may be that nobody can see in these posts."""
    fall = effect.recognisable_fall
    return (
        "In so few posts, any fall often goes unseen."
        if fall is None
        else f"A fall of less than {fall}% often goes unseen."
    )


def recognisable_text(answered: Answered) -> str:
    """How large an effect has to be to be seen; empty where the posts before the statement are not known.

    >>> from shared.effect.windows import Around, Posts, Span
    >>> posts, none = Posts(60, 600, 300), Posts(0, 0, 0)
    >>> print(recognisable_text(Answered(None, [], None, Around(none, posts, none, [Span(-60, 0, posts)], 15))))
    With 900 posts in the hour before it, a fall of the negative ones by 50% or more is mostly seen within an hour.
    """
    if answered.before is None:
        return ""
    posts, fall = answered.before.before, answered.recognisable_fall
    span_ms = round(posts.minutes * MINUTE_MS)
    before = f"{posts.scored:,} posts in the {'hour' if span_ms == HOUR_MS else duration(span_ms)} before it"
    if fall is None:
        return f"With {before}, no effect is recognised within an hour: they are too few, or hardly more than normal."
    return f"With {before}, a fall of the negative ones by {fall}% or more is mostly seen within an hour."


def change_text(effect: Effect) -> str:
    """The negative share and the volume before and after; empty where there are no posts."""
    before, after = effect.around.before, effect.around.after
    if not (before.scored and after.scored):
        return ""
    shares = f"{before.negative_share:.0%} of the posts were negative before, {after.negative_share:.0%} after"
    return f"{shares}; {_pace(before)} a minute before, {_pace(after)} after."


def channels_text(found: OtherChannels | None, channel: str) -> str:
    """The channel of a statement beside those that it did not reach; empty where there is nothing to compare.

    >>> print(*channels_text(OtherChannels(Pace(120, 40), Pace(100, 95)), "bluesky").split(". "), sep="\\n")
    Negative posts an hour on bluesky: 120 before, 40 after (-67%)
    On the channels that it did not reach: 100 before, 95 after (-5%).
    """
    if found is None:
        return ""
    here, others = map(_change, found)
    where = shorten(safe_text(channel), MAX_CHANNEL)
    return f"Negative posts an hour on {where}: {here}. On the channels that it did not reach: {others}."


def _change(pace: Pace) -> str:
    return f"{pace.before:,.0f} before, {pace.after:,.0f} after ({round(100 * pace.change):+}%)"


def verdict_text(answered: Answered) -> str:
    """The verdict on a statement as a list shows it.

    >>> verdict_text(Answered(None, [], None))
    'too early to tell'
    """
    return VERDICT_TEXT[answered.verdict] if answered.verdict else "too early to tell"


def shared_effect_text(answered: Answered) -> str:
    """A caution where the next statement came before the effect of this one was estimated; else empty."""
    last = answered.effects[-1] if answered.effects else None
    if last is None or answered.next_ms is None:
        return ""
    until_ms = answered.statement.published_ms + last.minutes * MINUTE_MS
    return "Another statement came in this time; the effect is that of both." if answered.next_ms < until_ms else ""


def _pace(posts: Posts) -> str:
    """Posts a minute, in two digits where there are few."""
    pace = posts.scored / posts.minutes
    return f"{pace:.1f}" if pace < 9.95 else f"{pace:.0f}"  # noqa: PLR2004 - from here on, two digits before the point
