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
    "they": "they their them he his him she her who",
    "mark": "? ？",
    "own": "my our mine",
    "done to": "me us",
    "yours": "your ur yours",
    "denial": "no not never without nobody nothing none nor neither hardly barely isnt arent wasnt werent dont doesnt "
    "didnt wont wouldnt cant cannot couldnt hasnt havent hadnt shouldnt aint",
    "still": "still again twice later since yet",
    "past": "was were had did went got told said sent came paid took left tried called asked waited arrived been",
    "time": "hour hours day days week weeks month months minutes mins hrs yesterday today morning tonight year years "
    "monday tuesday wednesday thursday friday saturday sunday",
    "money": "$ £ € quid bucks euros pounds dollars money",
    "quoted": '" “',
    "number": "0",
    "wish": "will would gonna going want wish hope if should could",
    "trade": "company brand customer customers app website store shop bank airline phone",
}
"""Facts told by single words: whom a post speaks of, whether it asks, denies, quotes, tells of times and money."""

WEIGHTS: dict[str, tuple[float, float, float, float, float]] = {
    #              complaint question purchase praise opinion
    START: (-0.23, 0.12, -0.14, -0.48, 0.73),
    "asking": (-0.57, 1.44, -0.07, -0.07, -0.72),
    "rhetoric": (0.30, -0.30, -0.10, -0.10, 0.00),
    "news": (-0.48, 0.02, -0.03, -0.25, 0.74),
    "promo": (-0.22, -0.13, -0.10, -0.02, 0.47),
    "remark": (-0.36, -0.16, -0.28, -0.11, 0.91),
    "demand": (0.08, 0.04, 0.08, -0.18, -0.02),
    "failing": (0.41, 0.03, -0.23, 0.22, -0.43),
    "harsh": (0.30, -0.20, -0.10, 0.00, -0.20),
    "praising": (-0.70, -0.44, -0.07, 1.50, -0.29),
    "wanting": (-0.11, -0.44, 1.48, -0.38, -0.55),
    "theme": (0.69, -0.15, -0.59, -0.21, 0.26),
    "own trouble": (0.22, 0.23, -0.11, 0.12, -0.46),
    "critical": (0.10, 0.00, 0.00, -0.10, 0.00),
    "mark": (-0.04, 0.78, 0.13, -0.38, -0.48),
    "self": (0.22, -0.09, -0.03, 0.17, -0.27),
    "own": (0.14, -0.14, -0.04, -0.06, 0.10),
    "yours": (0.11, -0.22, 0.08, -0.03, 0.06),
    "you": (0.50, -0.19, -0.14, 0.19, -0.36),
    "they": (0.10, -0.34, -0.07, 0.23, 0.08),
    "denial": (0.19, -0.20, -0.05, 0.18, -0.11),
    "still": (0.22, 0.17, 0.14, -0.33, -0.20),
    "past": (0.36, -0.09, -0.32, 0.02, 0.03),
    "wish": (-0.29, 0.18, 0.11, 0.10, -0.10),
    "time": (0.25, -0.01, 0.03, -0.22, -0.06),
    "money": (0.19, -0.01, 0.06, -0.02, -0.22),
    "number": (0.04, -0.43, 0.17, 0.05, 0.17),
    "quoted": (0.41, 0.17, -0.39, -0.26, 0.07),
    "trade": (0.07, -0.11, -0.11, 0.01, 0.13),
    "done to": (0.07, -0.07, 0.02, -0.24, 0.22),
}
"""For each group of cues, and each fact, what one of it is worth for the five intents.

"theme" stands for all groups of ``themes.txt``; "own trouble" is a theme told in the
first person; "critical" the log-odds that people call the post negative.
"""

COMPLAINT_START, COMPLAINT_RULES, COMPLAINT_MOOD = -0.3, 1.0, 0.5
"""The log-odds of a complaint: where they start, and what the rules' margin and the mood's log-odds are worth."""
