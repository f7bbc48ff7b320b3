"""What groups of words and facts of a post are worth for each intent: a table to be read and changed by hand.

The groups are those of ``cues/intents.txt``. Fitted by logistic regression to the
posts of ``tests/labelled/dev.jsonl`` and rounded.
"""

from __future__ import annotations

MOST = 3.0
"""What a group counts for at most, however often its words come."""

START = "start"
"""Where each intent starts from, before any word."""

SIGNS = {
    "self": "i im ive me my mine we us our ours i'd i'll we're we've we'd myself",
    "you": "you your u ur yours you're you've brandname",
    "they": "they their them he him his she her who",
    "mark": "? ？",
}
"""Facts told by single words: whom a post speaks of, and whether a question mark stands in it."""

WEIGHTS: dict[str, tuple[float, float, float, float, float]] = {
    #              complaint question purchase praise opinion
    START: (-0.2, 0.0, 0.2, -0.5, 0.4),
    "asking": (-0.4, 1.4, -0.1, -0.2, -0.8),
    "mark": (-0.2, 1.2, 0.3, -0.6, -0.7),
    "rhetoric": (0.3, -0.3, 0.0, 0.0, 0.0),
    "news": (-0.4, 0.0, 0.0, -0.4, 0.9),
    "promo": (-0.1, -0.1, -0.2, -0.1, 0.5),
    "remark": (-0.2, -0.1, -0.3, -0.2, 0.7),
    "demand": (0.3, 0.2, 0.0, -0.4, -0.1),
    "failing": (0.6, 0.0, -0.6, 0.2, -0.3),
    "harsh": (0.4, -0.4, -0.1, 0.2, -0.2),
    "praising": (-0.6, -0.6, -0.1, 1.4, -0.1),
    "wanting": (-0.2, -0.4, 1.6, -0.4, -0.6),
    "theme": (0.8, -0.3, -0.7, -0.2, 0.4),
    "self": (0.7, -0.1, -0.1, 0.1, -0.3),
    "you": (0.6, -0.2, -0.1, 0.2, -0.5),
    "they": (0.2, -0.5, -0.2, 0.3, 0.2),
    "own trouble": (0.2, 0.3, -0.2, 0.3, -0.6),
    "critical": (0.8, -0.1, -0.2, -0.8, 0.0),
}
