"""What the form of a post says of its mood, where the ratings that the table learns from cannot tell.

Those raters saw posts without knowing of a brand, and few of them were news. Each line
is a rule of ours in logits for "negative" and for "positive", round figures, chosen so
that it helps on every one of four sets of labelled posts and not only on some.
"""

from __future__ import annotations

from infra.training.trainer import Model
from shared.sentiment.features import START

RULES = {
    ("an address", 1): (-0.7, -0.2),  # who links to something reports it
    ("a repost", 1): (-0.4, 0.0),  # so does who passes a post on
    ("speaks of itself", 1): (0.5, 0.1),  # who tells of himself was there
    ("speaks to somebody", 1): (0.3, 0.1),  # who addresses a brand wants something of it
    ("but", 1): (0.3, 0.2),  # a reservation
    ("question marks", 1): (-0.1, -0.5),  # nobody asks in order to praise
    ("question marks", 2): (0.1, -0.6),
    ("begins with a name", 1): (0.0, -0.4),  # a remark to a brand's desk is about a matter
    ("tags", 2): (-0.2, 0.2),  # tags are made for spreading
    ("tags", 3): (-0.3, 0.2),
    ("worst word", 0): (1.0, -2.0),  # valences near -4 are kept for what leaves no doubt
    **{("length", fours): (0.2 * min(fours, 6), 0.0) for fours in range(1, 9)},  # complaints take words
}

BIAS = (-0.1, -0.2)
"""Added for "negative" and "positive": posts to a brand complain more than other posts do."""


def add_rule_weights(model: Model) -> Model:
    """The model with our rules added to what it learned."""
    below, above = list(model.weights[0]), list(model.weights[1])
    for (sign, value), (negative, positive) in RULES.items():
        below[START[sign] + value] += negative
        above[START[sign] + value] += positive
    return Model((below, above), (model.bias[0] + BIAS[0], model.bias[1] + BIAS[1]))
