"""Training on labelled posts: it learns what the features say, and writes the same bytes on every machine."""

from __future__ import annotations

import hashlib
import random
from zlib import crc32

import pytest

from infra.training.companies import WEIGHT_OF_BRANDS
from infra.training.examples import add_to_base, balance_classes, calibrate, example_of, hyperparameters_for
from infra.training.labelled_posts import CLASSES, LabelledPost, check_trainable, read_posts
from infra.training.report import auc, report
from infra.training.trainer import Example, Hyperparameters, fit, quantise
from shared.domain.errors import InvalidInput
from shared.sentiment.model import default_model, serialize
from tests.unit.shared.sentiment.example_posts import CLEAR_POSTS

POSTS = [LabelledPost(text, CLASSES[label]) for text, label in CLEAR_POSTS]


def random_examples(count: int) -> list[Example]:
    """Examples whose first feature is that of the class in nine of ten cases."""
    rng = random.Random(4)  # noqa: S311 - the same examples every time
    found = []
    for _ in range(count):
        label = rng.randrange(3)
        first = label if rng.random() < 0.9 else rng.randrange(3)
        found.append(Example([first, 100 + rng.randrange(500)], label))
    return found


def test_a_feature_that_predicts_the_class_is_learned() -> None:
    seen, unseen = random_examples(600), random_examples(900)[600:]
    model = quantise(fit(seen, Hyperparameters(epochs=6, learning_rate=0.1, penalty=0.001)))
    assert report(model, unseen).accuracy > 0.85


def test_the_same_posts_give_the_same_bytes_on_every_machine() -> None:
    examples = [Example(sorted({crc32(b"%d %d" % (n, k)) % 900 for k in range(9)} | {n % 3}), n % 3) for n in range(99)]
    model = quantise(fit(examples, Hyperparameters(epochs=3)))
    assert hashlib.sha256(serialize(model)).hexdigest()[:16] == "ea55aee8114d61d6"


def test_a_few_posts_are_learned_on_top_of_the_default_model() -> None:
    """An unknown word becomes negative, and the known posts keep their labels."""
    posts = [*POSTS, *(LabelledPost(f"the zorple came again {number}", 0) for number in range(20))]
    examples = balance_classes([example_of(post) for post in posts], default_model())
    model = quantise(add_to_base(fit(examples, hyperparameters_for(len(examples))), default_model()))
    zorple = example_of(LabelledPost("the zorple came again today", 0)).features
    assert model.probabilities(zorple).negative > default_model().probabilities(zorple).negative + 0.1
    assert report(model, [example_of(post) for post in POSTS]).accuracy > 0.9


@pytest.mark.parametrize(
    ("post", "weight"),
    [
        (LabelledPost("my #iPhone died", 0), WEIGHT_OF_BRANDS),
        (LabelledPost("thanks @BritishAirways for nothing. British Airways!", 0), WEIGHT_OF_BRANDS),
        (LabelledPost("the kettle died", 0, ("Karvel",)), WEIGHT_OF_BRANDS),
        (LabelledPost("my plant died in the googleplex", 0), 1.0),
    ],
)
def test_a_post_about_a_brand_counts_more(post: LabelledPost, weight: float) -> None:
    assert example_of(post).weight == weight


def test_classes_count_the_same_and_posts_of_a_class_by_their_weights() -> None:
    """One negative post of weight 3 beside one of weight 1, and two neutral ones."""
    examples = [Example([1, 2], 0, 3.0), Example([1, 3], 0), Example([2, 3], 1), Example([3, 4], 1)]
    assert [one.weight for one in balance_classes(examples, default_model())] == [1.5, 0.5, 1.0, 1.0]


def test_the_mean_p_negative_of_a_calibrated_model_is_the_share_of_negatives() -> None:
    """Even if the model gave far too extreme probabilities before."""
    examples = random_examples(900)
    fitted = quantise(fit(examples[:300], Hyperparameters(epochs=4, learning_rate=0.1)))
    model = calibrate(fitted._replace(scales=(9 * fitted.scales[0], 9 * fitted.scales[1])), examples)
    expected = sum(model.p_negative(model.probabilities(one.features)) for one in examples)
    assert expected == pytest.approx(sum(one.label == 0 for one in examples), rel=0.05)


@pytest.mark.parametrize(
    ("line", "message"),
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
def test_the_error_names_a_line_that_is_not_valid(line: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        list(read_posts([b'{"text": "x", "label": "neg"}', line]))


def test_labels_may_be_short_or_long_and_blank_lines_are_skipped() -> None:
    lines = [b'\xef\xbb\xbf{"text": "a", "label": "neg"}', b"", b'{"text": "b", "label": "Neutral", "brand": ["B"]}']
    assert list(read_posts(lines)) == [LabelledPost("a", 0), LabelledPost("b", 1, ("B",))]


@pytest.mark.parametrize("posts", [POSTS[:5], [LabelledPost("a", 0)] * 50, [LabelledPost("a", 1)] * 50])
def test_too_few_posts_or_a_single_label_are_refused(posts: list[LabelledPost]) -> None:
    with pytest.raises(InvalidInput):
        check_trainable(posts)


def test_an_auc_counts_ties_half() -> None:
    assert auc([True, False], [0.5, 0.5]) == 0.5
    assert auc([True, True], [0.5, 0.7]) == 0.5
    assert auc([True, False, True, False], [0.9, 0.1, 0.8, 0.2]) == 1.0
