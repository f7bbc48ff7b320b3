"""Learning from labelled posts: the same bytes everywhere, and better than not learning."""

from __future__ import annotations

import hashlib
import random
from zlib import crc32

import pytest

from infra.training.examples import Labelled, added, balanced, calibrated, checked, example, labelled, plan_for
from infra.training.report import auc, report
from infra.training.trainer import Example, Plan, quantised, trained
from shared.domain.errors import InvalidInput
from shared.sentiment.model import default_model, serialize
from tests.unit.shared.sentiment.probes import SIGNS

CLASSES = {"negative": 0, "neutral": 1, "positive": 2}
POSTS = [Labelled(text, CLASSES[label]) for text, label in SIGNS]


def drawn(count: int) -> list[Example]:
    """Examples whose first feature tells the class nine times of ten."""
    chance = random.Random(4)  # noqa: S311 - a lot that anybody can draw again
    found = []
    for _ in range(count):
        label = chance.randrange(3)
        told = label if chance.random() < 0.9 else chance.randrange(3)
        found.append(Example([told, 100 + chance.randrange(500)], label))
    return found


def test_what_the_features_tell_is_learned() -> None:
    seen, unseen = drawn(600), drawn(900)[600:]
    table = quantised(trained(seen, Plan(passes=6, step=0.1, penalty=0.001)))
    assert report(table, unseen).accuracy > 0.85


def test_the_same_posts_give_the_same_bytes_on_every_machine() -> None:
    examples = [Example(sorted({crc32(b"%d %d" % (n, k)) % 900 for k in range(9)} | {n % 3}), n % 3) for n in range(99)]
    table = quantised(trained(examples, Plan(passes=3)))
    assert hashlib.sha256(serialize(table)).hexdigest()[:16] == "ea55aee8114d61d6"


def test_few_posts_add_to_what_the_shipped_table_knows() -> None:
    """A word that it has never heard becomes bad news, and what it knew it still knows."""
    posts = [*POSTS, *(Labelled(f"the zorple came again {number}", 0) for number in range(20))]
    examples = balanced([example(post) for post in posts], default_model())
    table = quantised(added(trained(examples, plan_for(len(examples))), default_model()))
    zorple = example(Labelled("the zorple came again today", 0)).features
    assert table.probabilities(zorple).negative > default_model().probabilities(zorple).negative + 0.1
    assert report(table, [example(post) for post in POSTS]).accuracy > 0.9


def test_a_calibrated_table_says_negative_as_often_as_it_is_true() -> None:
    """However sure of itself it was before."""
    examples = drawn(900)
    sober = quantised(trained(examples[:300], Plan(passes=4, step=0.1)))
    table = calibrated(sober._replace(scales=(9 * sober.scales[0], 9 * sober.scales[1])), examples)
    said = sum(table.p_negative(table.probabilities(one.features)) for one in examples)
    assert said == pytest.approx(sum(one.label == 0 for one in examples), rel=0.05)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "line 2 is not JSON"),
        (b"[]", "line 2 is not a JSON object"),
        (b'{"label": "neg"}', "line 2: text"),
        (b'{"text": 5, "label": "neg"}', "line 2: text"),
        (b'{"text": "x"}', "line 2: label"),
        (b'{"text": "x", "label": "bad"}', "line 2: label must be .* not 'bad'"),
        (b'{"text": "x", "label": 1}', "line 2: label"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named(line: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        list(labelled([b'{"text": "x", "label": "neg"}', line]))


def test_labels_may_be_short_or_long_and_blank_lines_are_none() -> None:
    lines = [b'\xef\xbb\xbf{"text": "a", "label": "neg"}', b"", b'{"text": "b", "label": "Neutral", "brand": ["B"]}']
    assert list(labelled(lines)) == [Labelled("a", 0), Labelled("b", 1, ("B",))]


@pytest.mark.parametrize("posts", [POSTS[:5], [Labelled("a", 0)] * 50, [Labelled("a", 1)] * 50])
def test_too_few_posts_or_one_kind_alone_are_refused(posts: list[Labelled]) -> None:
    with pytest.raises(InvalidInput):
        checked(posts)


def test_an_auc_counts_ties_half() -> None:
    assert auc([True, False], [0.5, 0.5]) == 0.5
    assert auc([True, True], [0.5, 0.7]) == 0.5
    assert auc([True, False, True, False], [0.9, 0.1, 0.8, 0.2]) == 1.0
