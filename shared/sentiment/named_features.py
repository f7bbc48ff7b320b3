"""Named features: a parsed post in, slot numbers out, for what the lexicons and the form of the post say.

Each feature takes a few values and has a slot for each, after the slots of the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.mentions.theme import Theme
from shared.domain.words import MASK
from shared.intents.phrase_rule import STRONG
from shared.sentiment.crisis_lexicon import THEME_VALENCE
from shared.sentiment.hashed_words import HASHED_SLOTS, NEGATIONS
from shared.sentiment.parsed_post import ParsedPost
from shared.sentiment.vader import Scores

NAMED_SLOTS = 256
"""Slots kept for named features; not all are used yet."""

FEATURES = {
    "compound": 11,
    "positive share": 8,
    "negative share": 8,
    "neutral share": 9,
    "crisis compound": 11,
    "crisis positive share": 8,
    "crisis negative share": 8,
    "crisis neutral share": 9,
    "worst word": 9,
    "best word": 9,
    "first word": 9,
    "last word": 9,
    "bad words": 6,
    "good words": 6,
    "sum of words": 15,
    "theme": 20,
    "exclamations": 4,
    "question marks": 3,
    "dots": 3,
    "numbers": 4,
    "length": 9,
    "shouted words": 4,
    "names of brands": 4,
    "begins with a name": 2,
    "speaks of itself": 2,
    "speaks to somebody": 2,
    "tags": 4,
    "negations": 4,
    "an address": 2,
    "a repost": 2,
    "but": 2,
    "asking": 4,
    "rhetoric": 4,
    "news": 4,
    "promo": 4,
    "remark": 4,
    "demand": 4,
    "failing": 4,
    "harsh": 4,
    "praising": 4,
    "wanting": 4,
    "shopping": 4,
    "trouble": 4,
}
"""Each feature with the number of values it can take."""

FIRST_SLOT = {name: HASHED_SLOTS + sum(list(FEATURES.values())[:position]) for position, name in enumerate(FEATURES)}
"""The first slot of each feature: that of its value 0."""

_FORM_FEATURES = list(FEATURES)[list(FEATURES).index("exclamations") : list(FEATURES).index("asking")]
_FORM = tuple((FIRST_SLOT[name], FEATURES[name] - 1) for name in _FORM_FEATURES)
"""The first slot and the largest value of each feature that :func:`_form` counts."""

_PHRASES = {name: FIRST_SLOT[name] for name in list(FEATURES)[list(FEATURES).index("asking") : -1]}
_TROUBLE, _TROUBLES = FIRST_SLOT["trouble"], frozenset(theme.value for theme in Theme)
"""Groups of phrases that show an intent, and the themes together: how many strong phrases a post has of each."""

THEMES = (
    "safety", "recall", "outage", "breach", "billing", "delay", "lost", "service", "quality", "quitting",
    "boycott", "discrimination", "layoffs", "legal", "praise", "neutral", "emoji", "",
)  # fmt: skip
"""The themes of the crisis lexicon; the empty one is that of a brand's own words."""

_THEME_SLOT = {theme: FIRST_SLOT["theme"] + position for position, theme in enumerate(THEMES)}

MAX_STEP = 4
"""Valences are rounded to whole steps from -4 to 4; -4 has value 0."""

MAX_COUNT = 4
"""Good and bad words are counted up to this."""

MAX_PHRASES = 3
"""Phrases of one group are counted up to this."""

_MOST_WEIGHT = MAX_PHRASES * STRONG
_PHRASES_OF_WEIGHT = [max(1, weight // STRONG) for weight in range(_MOST_WEIGHT + 1)]

STRONG_VALENCE = 0.9
"""A word with a valence beyond this counts as good or bad."""

_WORST, _BEST = FIRST_SLOT["worst word"] + MAX_STEP, FIRST_SLOT["best word"] + MAX_STEP
_FIRST, _LAST = FIRST_SLOT["first word"] + MAX_STEP, FIRST_SLOT["last word"] + MAX_STEP
_BAD, _GOOD, _SUM = FIRST_SLOT["bad words"], FIRST_SLOT["good words"], FIRST_SLOT["sum of words"] + 7

_FIRST_PERSON = frozenset(b"i me my mine im i'm i've ive i'd i'll we our us we've we're".split())
_SECOND_PERSON = frozenset(b"you your u ur yours you're youre".split())


def named_slots(post: ParsedPost, tokens: list[bytes], present: frozenset[bytes]) -> list[int]:
    """The slots of a post's named features; ``present`` is the set of its tokens."""
    return [
        *_scores("compound", post.vader_scores),
        *_scores("crisis compound", post.crisis_scores),
        *_valences(list(post.valences.values())),
        *_themes(post),
        *_form(post, tokens, present),
        *_phrases(post),
    ]


def slot_name(slot: int) -> str:
    """The feature that a slot stands for, and its value.

    >>> slot_name(FIRST_SLOT["exclamations"] + 2), slot_name(FIRST_SLOT["theme"])
    ('exclamations: 2', 'theme: safety')
    """
    name = next(name for name in reversed(FEATURES) if FIRST_SLOT[name] <= slot)
    value = slot - FIRST_SLOT[name]
    return f"{name}: {THEMES[value] if name == 'theme' else value}"


def _scores(first: str, scores: Scores) -> tuple[int, int, int, int]:
    start, (compound, positive, negative, neutral) = FIRST_SLOT[first], scores
    return (
        start + 5 + round(compound * 5),
        start + 11 + (int(positive * 12) if positive < 0.5 else 6),  # noqa: PLR2004 - half a text or more is one value
        start + 19 + (int(negative * 12) if negative < 0.5 else 6),  # noqa: PLR2004 - the same
        start + 27 + int(neutral * 8),
    )


def _valences(valences: list[float]) -> Sequence[int]:
    if not valences:
        return ()
    total, bad, good = 0.0, 0, 0
    for valence in valences:  # added one by one, so that every Python rounds alike
        total += valence
        if valence < -STRONG_VALENCE:
            bad += 1
        elif valence > STRONG_VALENCE:
            good += 1
    return (
        _WORST + _step(min(valences)),
        _BEST + _step(max(valences)),
        _FIRST + _step(valences[0]),
        _LAST + _step(valences[-1]),
        _BAD + (min(MAX_COUNT, bad)),
        _GOOD + (min(MAX_COUNT, good)),
        _SUM + max(-6, min(6, round(total / 1.5))),
    )


def _step(valence: float) -> int:
    step = round(valence)
    return step if -MAX_STEP <= step <= MAX_STEP else MAX_STEP if step > 0 else -MAX_STEP


def _themes(post: ParsedPost) -> set[int]:
    themes, words = post.lexicon.themes, post.spelled
    return {
        _THEME_SLOT[themes[words[position]]]
        for position, value in post.valences.items()
        if not -THEME_VALENCE <= value <= THEME_VALENCE and words[position] in themes
    }


def _form(post: ParsedPost, tokens: list[bytes], present: frozenset[bytes]) -> list[int]:
    """Counts of the form of a post, in the order of ``FEATURES``; a count of 0 has no slot."""
    clean = post.clean
    counts = (
        clean.count("!"),
        clean.count("?"),
        clean.count(".."),
        sum(map(bytes.isdigit, tokens)),
        len(tokens) // 4,
        post.shouted,
        clean.count(MASK),
        clean.startswith(MASK),
        not _FIRST_PERSON.isdisjoint(present),
        not _SECOND_PERSON.isdisjoint(present),
        clean.count("#"),
        len(NEGATIONS & present),
        post.link,
        b"rt" in present,
        b"but" in present,
    )
    return [
        start + (count if count < most else most)  # noqa: FURB136 - min() would be slower here
        for (start, most), count in zip(_FORM, counts, strict=True)
        if count
    ]


def _phrases(post: ParsedPost) -> Sequence[int]:
    """How many phrases of intents and themes a post has, weak ones as halves: 1, 2 or more than two of a group."""
    slots, trouble = list[int](), 0
    for group, weight in post.plain_matches.weights.items():
        first = _PHRASES.get(group)
        if group in _TROUBLES:
            trouble += weight
        elif first is not None:
            slots.append(first + _PHRASES_OF_WEIGHT[min(weight, _MOST_WEIGHT)])
    if trouble:
        slots.append(_TROUBLE + _PHRASES_OF_WEIGHT[min(trouble, _MOST_WEIGHT)])
    return slots
