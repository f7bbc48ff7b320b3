"""The weights of phrase groups and facts for each kind of intent, to be read and changed by hand.

The groups are those of ``lexicons/intents.txt``. The weights were fitted by logistic
regression to the posts of ``tests/labelled/dev.jsonl`` and ``drafts.jsonl``, and rounded.
Some were set by hand: for what those posts have too little of (anger, "are you
kidding") or too much of (full stops).
"""

from __future__ import annotations

MAX_AMOUNT = 3.0
"""A group or fact counts for at most this, however often its words occur."""

START = "start"
"""A fact of every post: its weights are where each kind of intent starts from."""

FACT_WORDS = {
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
    "sentence": ".",
    "trade": "company brand customer customers app website store shop bank airline phone",
}
"""Facts shown by single words: who the post is about, whether it asks, denies or quotes, whether it names a time."""

WEIGHTS: dict[str, tuple[float, float, float, float, float]] = {
    #              complaint question purchase praise opinion
    START: (-0.45, 0.15, -0.26, -0.24, 0.78),
    "asking": (-0.43, 1.59, -0.17, -0.12, -0.87),
    "rhetoric": (0.30, -0.30, -0.10, -0.10, 0.00),
    "news": (-0.56, -0.02, -0.03, -0.30, 0.91),
    "promo": (-0.19, -0.10, -0.14, -0.14, 0.57),
    "remark": (-0.37, -0.14, -0.30, -0.22, 1.03),
    "demand": (0.04, 0.00, 0.07, -0.13, 0.01),
    "failing": (0.49, 0.01, -0.13, 0.01, -0.38),
    "harsh": (0.30, -0.20, -0.10, 0.00, -0.20),
    "praising": (-0.75, -0.37, -0.13, 1.57, -0.33),
    "wanting": (-0.40, -0.60, 1.90, -1.00, -0.60),
    "shopping": (-0.20, -0.30, 0.60, -0.20, -0.20),
    "unwanted": (0.20, 0.10, -1.80, 0.00, 0.10),
    "theme": (0.57, -0.04, -0.57, -0.16, 0.20),
    "own trouble": (0.25, 0.24, -0.06, -0.04, -0.40),
    "critical": (0.10, 0.00, 0.00, -0.10, 0.00),
    "mark": (0.07, 0.73, 0.10, -0.38, -0.52),
    "self": (0.25, -0.14, -0.05, 0.20, -0.26),
    "own": (0.08, -0.05, -0.07, -0.13, 0.16),
    "yours": (0.06, -0.14, 0.06, -0.01, 0.03),
    "you": (0.52, -0.22, -0.09, 0.04, -0.26),
    "they": (0.03, -0.24, -0.05, 0.22, 0.04),
    "denial": (0.06, 0.03, -0.10, 0.12, -0.11),
    "still": (0.18, 0.21, 0.11, -0.31, -0.20),
    "past": (0.20, -0.14, -0.21, 0.18, -0.03),
    "wish": (-0.20, 0.12, 0.20, 0.02, -0.15),
    "time": (-0.04, 0.02, 0.00, 0.00, 0.02),
    "money": (0.19, -0.05, 0.06, 0.02, -0.22),
    "number": (-0.09, -0.40, 0.12, 0.11, 0.26),
    "quoted": (0.49, 0.08, -0.35, -0.28, 0.06),
    "trade": (0.01, -0.20, -0.13, 0.09, 0.23),
    "sentence": (0.45, -0.40, -0.10, 0.10, -0.15),
    "done to": (0.02, -0.05, 0.04, -0.19, 0.18),
}
"""For each group of phrases and each fact: what one of it adds to the score of each of the five kinds.

"theme" stands for all groups of ``themes.txt``. "own trouble" is a theme in a post with
words of the first person. "critical" is the log-odds that people call the post negative.
"""

COMPLAINT_BIAS, COMPLAINT_MARGIN, COMPLAINT_SENTIMENT = -0.3, 1.0, 0.8
"""The log-odds of a complaint: their start, and the weights of its lead over other kinds and of the sentiment."""
