"""Weights set by hand for the form of a post, where the ratings that the model learns from cannot tell.

The raters saw posts without knowing the brand, and few of the posts were news. Each
line is a rule in logits for "negative" and for "positive". The numbers are round, and
chosen so that the rules together help on each of five sets of labelled posts.
"""

from __future__ import annotations

from infra.training.trainer import Weights
from shared.sentiment.named_features import FIRST_SLOT

RULES = {
    ("an address", 1): (-0.7, -0.2),  # posts with a link are mostly reports
    ("a repost", 1): (-0.4, 0.0),  # and so are reposts
    ("speaks of itself", 1): (0.5, 0.1),  # the author tells what happened to them
    ("speaks to somebody", 1): (0.3, 0.1),  # people who address a brand want something from it
    ("but", 1): (0.3, 0.2),  # a reservation
    ("question marks", 1): (-0.1, -0.5),  # questions rarely praise
    ("question marks", 2): (0.1, -0.6),
    ("begins with a name", 1): (0.0, -0.4),  # a message to a brand's support is about a problem
    ("tags", 2): (-0.2, 0.2),  # hashtags are for spreading a post
    ("tags", 3): (-0.3, 0.2),
    ("worst word", 0): (0.7, -1.8),  # valences near -4 are only given to words that leave no doubt
    **{("length", fours): (0.2 * min(fours, 6), 0.0) for fours in range(1, 7)},  # complaints are longer,
    ("length", 7): (1.0, 0.0),  # but the longest posts are reports
    ("length", 8): (1.0, 0.0),
    ("exclamations", 1): (-0.2, 0.0),  # raters took them for anger more often than customers mean it
    ("exclamations", 2): (-0.2, 0.0),
    ("exclamations", 3): (-0.2, 0.0),
    ("dots", 1): (0.2, 0.0),  # a sigh
    ("dots", 2): (0.2, 0.0),
    ("shouted words", 2): (-0.2, -0.1),  # names and headlines have capitals too
    ("shouted words", 3): (-0.2, -0.1),
    ("harsh", 1): (0.3, 0.0),  # words of anger and contempt are meant for the brand
    ("harsh", 2): (0.4, 0.0),
    ("harsh", 3): (0.4, 0.0),
    ("remark", 1): (0.2, 0.1),  # who remarks on a brand mostly finds fault
    ("remark", 2): (0.2, 0.1),
    ("remark", 3): (0.2, 0.1),
    ("praising", 2): (0.0, 0.2),  # praise said twice is meant
    ("praising", 3): (0.0, 0.2),
}
"""By a feature and its value: what is added for "negative" and for "positive"."""

BIAS = (-0.5, -0.3)
"""Added for "negative" and "positive" to every post: posts to a brand complain more often than other posts."""


def add_rule_weights(weights: Weights) -> Weights:
    """The learned weights, with these rules added."""
    negative, positive = list(weights.vectors[0]), list(weights.vectors[1])
    for (feature, value), (to_negative, to_positive) in RULES.items():
        negative[FIRST_SLOT[feature] + value] += to_negative
        positive[FIRST_SLOT[feature] + value] += to_positive
    return Weights((negative, positive), (weights.bias[0] + BIAS[0], weights.bias[1] + BIAS[1]))
