"""How well and how fast moods are told: ``python -m tests.benchmarks sentiment``.

On labelled posts beside this checkout, where there are some: the shipped table and one
trained on four other sets, beside stock VADER; what each step of cleaning gains. Then
microseconds by stage, start-up, memory, and the worst texts there are.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import correlation, fmean
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from infra.training.examples import add_to_base, balance_classes, example_of, hyperparameters_for
from infra.training.labelled_posts import CLASSES, LabelledPost
from infra.training.report import auc, macro_f1
from infra.training.trainer import fit, quantise
from shared.sentiment.cleaning import STEPS, clean_post
from shared.sentiment.crisis_lexicon import default_lexicon
from shared.sentiment.features import features_of
from shared.sentiment.language import language_of
from shared.sentiment.model import SentimentModel, default_model
from shared.sentiment.parsed_post import parse_post
from shared.sentiment.score import label_of, sentiment_of
from shared.sentiment.vader import compound
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.labelled_posts import BRANDS, GENERAL, Labelled, posts
from tests.unit.shared.sentiment.example_posts import CLEAR_POSTS, EQUIVALENT_POSTS

Judged = tuple[int, float]
"""A class, and a score that grows with how negative a post is."""

PRECISION = 0.9
FULL = 10
"""Posts in a window that is compared."""

LEXICAL = 0.05
"""VADER's own threshold."""

TRIES = 7
SAMPLE = 1_500
WORST = ("😡😭🔥" * 70, "lol but " * 105, "not bad " * 105, "a?b" * 273, "@a.-" * 205, "水" * 273)
LONG = ("😡", "lol but ", "no ", "so this ", "@a.-", "&lt;", "a/b...", "aaa ", "水", "\ud800", "still not ")


def figures() -> list[Figure]:
    """Every figure; those of labelled posts only where the posts are."""
    told = [*_probes(), *_speed(), *_start()]
    if not posts(BRANDS[0]):
        return [*told, ("labelled posts: not on this machine, nothing judged", 0.0, "", None)]
    stock = SentimentIntensityAnalyzer()
    return [
        *_reach("stock VADER", lambda post: _lexical(stock.polarity_scores(post.text)["compound"]), BRANDS),
        *_reach("shipped table", _by(default_model()), BRANDS, (0.62, 0.83, 0.64, 0.86, 0.66, 0.85)),
        *_reach("trained table", _by(_own()), BRANDS, (0.655, 0.87, 0.65, 0.87, 0.70, 0.87), odd=True),
        *_gains(),
        *told,
    ]


def _reach(
    name: str,
    judge: Callable[[Labelled], Judged],
    sets: Iterable[str],
    least: Sequence[float] = (),
    *,
    odd: bool = False,
) -> list[Figure]:
    """The lines of one judge; with ``odd``, sets that it was trained on by half are judged by the other half."""
    found: dict[str, tuple[float, float]] = {}
    told: list[tuple[str, float]] = []
    for one in sets:
        judged = [(post, judge(post)) for post in (posts(one)[1::2] if odd and one != "airline_tune" else posts(one))]
        truth = [post.label for post, _ in judged]
        found[one] = (
            macro_f1(truth, [label for _, (label, _) in judged]),
            auc([label == 0 for label in truth], [score for _, (_, score) in judged]),
        )
        told += [(f"{one}: macro-F1", found[one][0]), (f"{one}: AUC", found[one][1])]
        if one == "airline_tune":
            told += [(f"{one}: negative recall at precision .90", _recall(judged))]
            told += [(f"{one}: share of negatives per 3 hours, r", _windows(judged))]
    means = [("brand sets: macro-F1", fmean(f1 for f1, _ in found.values()))]
    means += [("brand sets: AUC", fmean(area for _, area in found.values()))]
    lines = [*means, *told]
    wanted = dict(zip([what for what, _ in lines[:6]], least, strict=False))
    return [
        (f"{name}, {what}" + (f" (>= {wanted[what]:g})" if what in wanted else ""), value, "", None)
        for what, value in lines
    ]


def _by(table: SentimentModel, without: tuple[str, ...] = ()) -> Callable[[Labelled], Judged]:
    def judge(post: Labelled) -> Judged:
        chances = table.probabilities(features_of(parse_post(post.text, post.brand, default_lexicon(), without)))
        return CLASSES[label_of(chances)], table.p_negative(chances)

    return judge


def _lexical(score: float) -> Judged:
    return 0 if score <= -LEXICAL else 2 if score >= LEXICAL else 1, -score


def _own() -> SentimentModel:
    """A table trained as ``foreshock train`` does, on two general sets and every other post of two brand sets."""
    chosen = [*posts(GENERAL[0]), *posts(GENERAL[1]), *posts("apple_tune")[::2], *posts("sxsw_tune")[::2]]
    examples = [example_of(LabelledPost(post.text, post.label)) for post in chosen]
    seen = balance_classes(examples, default_model())
    return quantise(add_to_base(fit(seen, hyperparameters_for(len(seen))), default_model()))


def _recall(judged: Sequence[tuple[Labelled, Judged]]) -> float:
    """The largest recall of negatives at which nine of ten called negative are."""
    ranked = sorted(((score, post.label == 0) for post, (_, score) in judged), key=lambda pair: -pair[0])
    every, hits, best = sum(negative for _, negative in ranked), 0, 0.0
    for place, (_, negative) in enumerate(ranked, 1):
        hits += negative
        if hits / place >= PRECISION:
            best = hits / every
    return best


def _windows(judged: Sequence[tuple[Labelled, Judged]]) -> float:
    """How the mean of what is said follows the share of negatives, over windows of ten posts and more."""
    windows: defaultdict[str, list[tuple[float, int]]] = defaultdict(list)
    for post, (label, score) in judged:
        windows[post.window].append((score if score >= 0 else float(label == 0), int(post.label == 0)))
    full = [window for window in windows.values() if len(window) >= FULL]
    said = [fmean(score for score, _ in window) for window in full]
    return correlation(said, [fmean(negative for _, negative in window) for window in full])


def _gains() -> list[Figure]:
    """Points of macro-F1 and AUC, mean over the brand sets and one general set, that each step of cleaning brings."""
    told: list[Figure] = []
    whole = _points(())
    for step in STEPS:
        less = _points((step,))
        told += [(f"cleaning, {step}: {what}", 100 * (whole[what] - less[what]), "points", None) for what in whole]
    return told


def _points(without: tuple[str, ...]) -> dict[str, float]:
    judge, f1, area, lexical = _by(default_model(), without), list[float](), list[float](), list[float]()
    for name in (*BRANDS, GENERAL[1]):
        sample = posts(name)[:4_000]
        judged = [judge(post) for post in sample]
        truth = [post.label for post in sample]
        f1.append(macro_f1(truth, [label for label, _ in judged]))
        area.append(auc([label == 0 for label in truth], [score for _, score in judged]))
        clean = [clean_post(post.text, post.brand, without) for post in sample]
        lexical.append(macro_f1(truth, [_lexical(compound(text))[0] for text in clean]))
    return {"macro-F1": fmean(f1), "AUC": fmean(area), "macro-F1 of the compound": fmean(lexical)}


def _probes() -> list[Figure]:
    pairs = sum(sentiment_of(one).label == sentiment_of(other).label for _, one, other in EQUIVALENT_POSTS)
    signs = sum(sentiment_of(text).label.value == label for text, label in CLEAR_POSTS)
    return [
        (f"pairs that mean the same and are told the same, of {len(EQUIVALENT_POSTS)}", pairs, "", None),
        (f"posts beyond doubt that are told right, of {len(CLEAR_POSTS)}", signs, "", None),
    ]


def _speed() -> list[Figure]:
    texts = [post.text for post in posts("airline_tune")[:SAMPLE]] or [text for text, _ in CLEAR_POSTS] * 20
    brand = ("Acme", "@acme")
    stock, lexicon, table = SentimentIntensityAnalyzer(), default_lexicon(), default_model()
    clean = [clean_post(text, brand) for text in texts]
    read = [parse_post(text, brand, lexicon) for text in texts]
    filled = [features_of(post) for post in read]
    long = [one * (1_000_000 // len(one)) for one in LONG]
    return [
        ("stock VADER's compound", _us(lambda text: stock.polarity_scores(text)["compound"], clean), "us", None),
        ("the same compound", _us(compound, clean), "us", 15.0),
        ("language, no field", _us(language_of, texts), "us", None),
        ("cleaning", _us(lambda text: clean_post(text, brand), texts), "us", None),
        ("cleaning, both lexicons", _us(lambda text: parse_post(text, brand, lexicon), texts), "us", None),
        ("features", _us(features_of, read), "us", None),
        ("table", _us(table.probabilities, filled), "us", None),
        ("sentiment, all of it", _us(lambda text: sentiment_of(text, brand), texts), "us", 95.0),
        ("the worst text of 820 bytes", max(_us(sentiment_of, [text]) for text in WORST), "us", None),
        ("the worst megabyte", max(_us(sentiment_of, [text]) for text in long) / 1e6, "s", 1.0),
        ("the worst megabyte, compound alone", max(_us(compound, [text], 1) for text in long) / 1e6, "s", 1.0),
    ]


def _us(task: Callable[[Any], Any], given: Sequence[Any], tries: int = TRIES) -> float:
    """CPU microseconds of one, the least of some tries, because others use the machine too."""
    least = float("inf")
    for _ in range(tries):
        begun = time.process_time()
        for one in given:
            task(one)
        least = min(least, time.process_time() - begun)
    return least / len(given) * 1e6


def _start() -> list[Figure]:
    """CPU and memory that moods add to a process: the import and the first post."""
    code = """
import dataclasses, enum, html, json, pathlib, re, time
import shared.domain.brand
def held():
    return int(re.search(r"VmRSS:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024
before, then = time.process_time(), held()
from shared.sentiment.score import sentiment_of
sentiment_of("The kettle is broken 😡")
print((time.process_time() - before) * 1000, held() - then)
"""
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(5)]
    found = [tuple(map(float, run.stdout.split())) for run in runs]
    return [
        ("start-up: import and first post", min(cpu for cpu, _ in found), "ms CPU", 150.0),
        ("start-up: memory added", max(held for _, held in found), "MB", None),
    ]
