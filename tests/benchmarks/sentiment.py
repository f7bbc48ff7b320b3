"""Quality and speed of the sentiment model: ``python -m tests.benchmarks sentiment``.

If the recorded sets of labelled posts are on this machine: the quality of the default
model, of a model trained on four other sets, and of the VADER package, and the gain of
each cleaning step. Then microseconds by stage, start-up time, memory, and the slowest texts.
"""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import correlation, fmean

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from infra.training.examples import add_to_base, balance_classes, example_of, hyperparameters_for
from infra.training.labelled_posts import CLASSES, LabelledPost
from infra.training.report import auc, macro_f1
from infra.training.trainer import NEGATIVE, NEUTRAL, POSITIVE, fit, quantise
from shared.enrichment import enrich, enrich_all
from shared.sentiment.brand_context import BrandContext, PostText
from shared.sentiment.cleaning import STEPS, clean_post
from shared.sentiment.crisis_lexicon import default_lexicon
from shared.sentiment.features import features_of
from shared.sentiment.language import language_of
from shared.sentiment.model import SentimentModel, default_model
from shared.sentiment.parsed_post import parse_post
from shared.sentiment.score import label_of, sentiment_of
from shared.sentiment.vader import compound
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.cpu_time import SLOW_TEXTS, mean_us
from tests.benchmarks.recorded_posts import AIRLINES, BRANDS, GENERAL, RecordedPost, posts
from tests.unit.shared.reported_posts import LABELS, QUESTIONS, WORDS
from tests.unit.shared.sentiment.example_posts import CLEAR_POSTS, EQUIVALENT_POSTS

Prediction = tuple[int, float]
"""A class, and a score that is higher for more negative posts."""

PRECISION = 0.9
MIN_WINDOW = 10
"""A window is compared if it has so many posts."""

VADER_THRESHOLD = 0.05
"""VADER's own threshold of the compound for negative and positive."""

SAMPLE = 1_500
LONG_TEXTS = ("😡", "lol but ", "no ", "so this ", "@a.-", "&lt;", "a/b...", "aaa ", "水", "\ud800", "still not ")
"""Repeated to a megabyte."""


def figures() -> list[Figure]:
    """Every figure; those of labelled posts only if the posts are on this machine."""
    others = [*_examples(), *_speed(), *_start_up()]
    if not posts(AIRLINES):
        return [*others, ("labelled posts are not on this machine: quality not measured", 0.0, "", None)]
    package = SentimentIntensityAnalyzer()
    return [
        *_quality("VADER package", lambda post: _by_compound(package.polarity_scores(post.text)["compound"]), BRANDS),
        *_quality("default model", _by_model(default_model()), BRANDS, (0.62, 0.83, 0.64, 0.86, 0.66, 0.85)),
        *_quality("trained model", _by_model(_trained()), BRANDS, (0.655, 0.87, 0.65, 0.87, 0.70, 0.87), unseen=True),
        *_cleaning_gains(),
        *others,
    ]


def _quality(
    name: str,
    predict: Callable[[RecordedPost], Prediction],
    sets: Iterable[str],
    targets: Sequence[float] = (),
    *,
    unseen: bool = False,
) -> list[Figure]:
    """The figures of one model; ``unseen``: without the half of a set that :func:`_trained` learned from."""
    scores: dict[str, tuple[float, float]] = {}
    details: list[tuple[str, float]] = []
    for one in sets:
        sample = posts(one)[1::2] if unseen and one != AIRLINES else posts(one)
        predictions = [(post, predict(post)) for post in sample]
        actual = [post.label for post in sample]
        scores[one] = (
            macro_f1(actual, [label for _, (label, _) in predictions]),
            auc([label == NEGATIVE for label in actual], [score for _, (_, score) in predictions]),
        )
        details += [(f"{one}: macro-F1", scores[one][0]), (f"{one}: AUC", scores[one][1])]
        if one == AIRLINES:
            details += [(f"{one}: negative recall at precision .90", _recall(predictions))]
            details += [(f"{one}: share of negatives per 3 hours, r", _window_correlation(predictions))]
    means = [("brand sets: macro-F1", fmean(f1 for f1, _ in scores.values()))]
    means += [("brand sets: AUC", fmean(area for _, area in scores.values()))]
    lines = [*means, *details]
    target = dict(zip([what for what, _ in lines[:6]], targets, strict=False))
    return [
        (f"{name}, {what}" + (f" (>= {target[what]:g})" if what in target else ""), value, "", None)
        for what, value in lines
    ]


def _by_model(model: SentimentModel, without: tuple[str, ...] = ()) -> Callable[[RecordedPost], Prediction]:
    def predict(post: RecordedPost) -> Prediction:
        features = features_of(parse_post(post.text, post.brand, default_lexicon(), without))
        probabilities = model.probabilities(features)
        return CLASSES[label_of(probabilities)], model.p_negative(probabilities)

    return predict


def _by_compound(score: float) -> Prediction:
    return NEGATIVE if score <= -VADER_THRESHOLD else POSITIVE if score >= VADER_THRESHOLD else NEUTRAL, -score


def _trained() -> SentimentModel:
    """A model trained as ``foreshock train`` does it, on two general sets and every other post of two brand sets."""
    chosen = [*posts(GENERAL[0]), *posts(GENERAL[1]), *posts("apple_tune")[::2], *posts("sxsw_tune")[::2]]
    examples = [example_of(LabelledPost(post.text, post.label)) for post in chosen]
    seen = balance_classes(examples, default_model())
    return quantise(add_to_base(fit(seen, hyperparameters_for(len(seen))), default_model()))


def _recall(predictions: Sequence[tuple[RecordedPost, Prediction]]) -> float:
    """The largest recall of negatives at a precision of nine in ten."""
    ranked = sorted(((score, post.label == NEGATIVE) for post, (_, score) in predictions), key=lambda pair: -pair[0])
    negatives, hits, best = sum(negative for _, negative in ranked), 0, 0.0
    for count, (_, negative) in enumerate(ranked, 1):
        hits += negative
        if hits / count >= PRECISION:
            best = hits / negatives
    return best


def _window_correlation(predictions: Sequence[tuple[RecordedPost, Prediction]]) -> float:
    """The correlation of the mean prediction with the true share of negatives, over windows with enough posts."""
    windows: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for post, (label, score) in predictions:
        predicted = score if score >= 0 else float(label == NEGATIVE)
        windows[post.window].append((predicted, int(post.label == NEGATIVE)))
    compared = [window for window in windows.values() if len(window) >= MIN_WINDOW]
    predicted_shares = [fmean(predicted for predicted, _ in window) for window in compared]
    return correlation(predicted_shares, [fmean(negative for _, negative in window) for window in compared])


def _cleaning_gains() -> list[Figure]:
    """What each cleaning step adds to macro-F1 and AUC: points, the mean over the brand sets and one general set."""
    found: list[Figure] = []
    with_all = _cleaning_scores(())
    for step in STEPS:
        without = _cleaning_scores((step,))
        gains = ((what, 100 * (with_all[what] - without[what])) for what in with_all)
        found += [(f"cleaning, {step}: {what}", gain, "points", None) for what, gain in gains]
    return found


def _cleaning_scores(without: tuple[str, ...]) -> dict[str, float]:
    predict, f1, area, compound_f1 = _by_model(default_model(), without), list[float](), list[float](), list[float]()
    for name in (*BRANDS, GENERAL[1]):
        sample = posts(name)[:4_000]
        predictions = [predict(post) for post in sample]
        actual = [post.label for post in sample]
        f1.append(macro_f1(actual, [label for label, _ in predictions]))
        area.append(auc([label == NEGATIVE for label in actual], [score for _, score in predictions]))
        clean = [clean_post(post.text, post.brand, without) for post in sample]
        compound_f1.append(macro_f1(actual, [_by_compound(compound(text))[0] for text in clean]))
    return {"macro-F1": fmean(f1), "AUC": fmean(area), "macro-F1 of the compound": fmean(compound_f1)}


def _examples() -> list[Figure]:
    pairs = sum(sentiment_of(one).label == sentiment_of(other).label for _, one, other in EQUIVALENT_POSTS)
    clear = sum(sentiment_of(text).label.value == label for text, label in CLEAR_POSTS)
    reported = [pair for pairs in LABELS.values() for pair in pairs]
    right = sum(_is_right(sentiment_of(text, WORDS).label, wanted) for text, wanted in reported)
    asked = sum(enrich(text, WORDS).intent.question == asks for text, asks in QUESTIONS)
    return [
        (f"reported posts with the right label, of {len(reported)}", right, "", None),
        (f"reported posts that ask or do not ask, of {len(QUESTIONS)}", asked, "", None),
        (f"pairs with the same meaning and the same label, of {len(EQUIVALENT_POSTS)}", pairs, "", None),
        (f"clear posts with the right label, of {len(CLEAR_POSTS)}", clear, "", None),
    ]


def _is_right(label: str, wanted: str) -> bool:
    return label != wanted.removeprefix("not ") if wanted.startswith("not ") else label == wanted


def _speed() -> list[Figure]:
    texts = [post.text for post in posts(AIRLINES)[:SAMPLE]] or [text for text, _ in CLEAR_POSTS] * 20
    brand = ("Acme", "@acme")
    package, lexicon, model = SentimentIntensityAnalyzer(), default_lexicon(), default_model()
    clean = [clean_post(text, brand) for text in texts]
    parsed = [parse_post(text, brand, lexicon) for text in texts]
    features = [features_of(post) for post in parsed]
    long = [one * (1_000_000 // len(one)) for one in LONG_TEXTS]
    return [
        ("compound of the VADER package", mean_us(package.polarity_scores, clean), "us", None),
        ("our compound, the same number", mean_us(compound, clean), "us", 15.0),
        ("language without a field", mean_us(language_of, texts), "us", None),
        ("cleaning", mean_us(lambda text: clean_post(text, brand), texts), "us", None),
        ("cleaning and both lexicons", mean_us(lambda text: parse_post(text, brand, lexicon), texts), "us", None),
        ("features", mean_us(features_of, parsed), "us", None),
        ("model", mean_us(model.probabilities, features), "us", None),
        ("sentiment, all stages", mean_us(lambda text: sentiment_of(text, brand), texts), "us", 95.0),
        *_against_package(texts, brand),
        ("the slowest text of 820 bytes", max(mean_us(sentiment_of, [text]) for text in SLOW_TEXTS), "us", None),
        ("the slowest megabyte", max(mean_us(sentiment_of, [text]) for text in long) / 1e6, "s", 1.0),
        ("the slowest megabyte, compound alone", max(mean_us(compound, [text], 1) for text in long) / 1e6, "s", 1.0),
    ]


def _against_package(texts: Sequence[str], brand: tuple[str, ...]) -> list[Figure]:
    """What enrichment costs in times of what the package's compound costs."""
    posts = [PostText(text, "", BrandContext(brand)) for text in texts]
    package = mean_us(SentimentIntensityAnalyzer().polarity_scores, texts)
    together, alone = mean_us(enrich_all, [posts]) / len(posts), mean_us(lambda text: enrich(text, brand), texts)
    return [
        ("all enrichment of a batch against the VADER package, times", together / package, "", 3.5),
        ("the same of one post after the other, times", alone / package, "", None),
    ]


def _start_up() -> list[Figure]:
    """CPU time and memory that sentiment adds to a process: the import and the first post."""
    code = """
import dataclasses, enum, html, json, pathlib, re, time
import shared.domain.brand
def memory():
    return int(re.search(r"VmRSS:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024
before, start = memory(), time.process_time()
from shared.sentiment.score import sentiment_of
sentiment_of("The kettle is broken 😡")
print((time.process_time() - start) * 1000, memory() - before)
"""
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    found = [tuple(map(float, run.stdout.split())) for run in runs]
    return [
        ("start-up: import and first post", min(cpu for cpu, _ in found), "ms CPU", 150.0),
        ("start-up: memory added", max(memory for _, memory in found), "MB", None),
    ]
