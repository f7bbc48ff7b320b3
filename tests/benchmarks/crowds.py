"""A few accounts or a crowd: precision and recall on floods and on real bursts: ``python -m tests.benchmarks.crowds``.

Each event is put into the day of a quiet brand, comes through enrichment and the limits of a counter in slices of ten
seconds, and is judged after each, as it is live. If the recorded posts lie beside this checkout, a crisis of theirs is
among the crowds; they name no authors, so these are drawn: a third of the posts is by somebody who has posted already.
"""

# ruff: noqa: S311, SIM905, T201 - seeded chance, words in a line, figures to read

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

from functions.detect.moments.decision_types import Trigger
from functions.enrich.size_limit import KnownNames, limited
from functions.enrich.tally import ScoredMention, tally_of
from shared.domain.brand import Brand
from shared.domain.mentions.fingerprint import wording_key
from shared.domain.mentions.from_post import mention_from_post
from shared.domain.mentions.mention import Form, Post
from shared.domain.time import MINUTE_MS
from shared.enrichment import enrich
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.recorded_posts import AIRLINES, posts
from tests.unit.detect.simulated_brand import DAY, START, MinuteCount, SimulatedBrand, evaluate_minutes, poisson

SIZES, SEEDS = (30, 100, 300), 5
SPAN_MINUTES, SLICE_MS = 10, 10_000
NORMAL_A_MINUTE = 0.3

SYLLABLES = "ba be bo da di do fa ka ki ko la le lo ma mi mo na ne no pa ra ri ro sa si so ta ti to va".split()
NOUNS = "lid cord base handle switch filter lamp spout box manual".split()
VERBS = "melted broke cracked leaked burnt smelled failed rusted".split()
ENDINGS = (
    "and support never answers",
    "on the first day, awful",
    "again, I want my money back",
    "while my kids were in the room",
    "and nobody cares, avoid this brand",
)
TEMPLATE = "Acme lies to you: the kettle is a fire hazard and they hide it, return yours today"
HEADLINE = "Acme recalls 40,000 kettles after reports of burns in three countries"


class Said(NamedTuple):
    """A post of an event: who says what, in which form."""

    author: str
    text: str
    form: Form = Form.ORIGINAL


Event = Callable[[random.Random, int], list[Said]]


def person(rng: random.Random) -> str:
    """A name as people have them, every third with a number."""
    name = "".join(rng.choices(SYLLABLES, k=rng.randrange(3, 6)))
    return name + (str(rng.randrange(1, 2010)) if rng.random() < 1 / 3 else "")


def complaint(rng: random.Random) -> str:
    """A complaint in its own words."""
    return f"The {rng.choice(NOUNS)} of my Acme kettle {rng.choice(VERBS)} {rng.choice(ENDINGS)}"


def changed(rng: random.Random, text: str) -> str:
    """The same text with another link, number, emoji and handle."""
    return f"@{person(rng)} {text} {rng.choice('🔥😡⚠️🚨')} {rng.randrange(10**6)} https://{person(rng)}.example/{rng.random()}"


def spun(rng: random.Random) -> str:
    """The template with four of its words drawn from two or three each."""
    words = [("lies to", "cheats", "fools"), ("a fire hazard", "not safe"), ("hide", "deny"), ("yours", "it", "them")]
    lies, hazard, hide, yours = map(rng.choice, words)
    return f"Acme {lies} you: the kettle is {hazard} and they {hide} it, return {yours} today"


def talkative(rng: random.Random, texts: Iterable[str], again: float = 1 / 3) -> list[Said]:
    """These texts by people of whom some post again, the busiest the most."""
    said: list[Said] = []
    for text in texts:
        author = rng.choice(said).author if said and rng.random() < again else person(rng)
        said.append(Said(author, text))
    return said


FLOODS: dict[str, Event] = {
    "one angry account": lambda rng, n: [Said("ana", complaint(rng)) for _ in range(n)],
    "4 accounts, one text": lambda rng, n: [Said(f"bot{rng.choice('abcd')}", changed(rng, TEMPLATE)) for _ in range(n)],
    "4 accounts, own words": lambda rng, n: [Said(f"bot{rng.choice('abcd')}", complaint(rng)) for _ in range(n)],
    "6 accounts, a spun text": lambda rng, n: [Said(f"bot{rng.choice('abcdef')}", spun(rng)) for _ in range(n)],
    "a series of names": lambda rng, n: [Said(f"kettle_fan{k:04}", changed(rng, TEMPLATE)) for k in range(n)],
    "4 accounts among 8 people": lambda rng, n: [
        *(Said(f"bot{rng.choice('abcd')}", changed(rng, TEMPLATE)) for _ in range(n - 8)),
        *(Said(person(rng), complaint(rng)) for _ in range(8)),
    ],
}


def recorded(rng: random.Random, n: int) -> list[Said]:
    """Negative posts of a recorded crisis, in their order."""
    found = [post.text for post in posts(AIRLINES) if post.label == 0]
    first = rng.randrange(max(1, len(found) - n))
    return talkative(rng, found[first : first + n])


CROWDS: dict[str, Event] = {
    "many people, own words": lambda rng, n: talkative(rng, (complaint(rng) for _ in range(n)), 0.1),
    "people with numbered names": lambda rng, n: [Said(f"user{k}", complaint(rng)) for k in range(n)],
    "talkative people": lambda rng, n: talkative(rng, (complaint(rng) for _ in range(n)), 0.5),
    "a copied protest": lambda rng, n: [Said(person(rng), changed(rng, TEMPLATE)) for _ in range(n)],
    "a shared headline": lambda rng, n: [Said(person(rng), f"{HEADLINE} https://n.example/{k}") for k in range(n)],
    "reposts of one post": lambda rng, n: [Said(person(rng), TEMPLATE, Form.REPOST) for _ in range(n)],
    "people and 2 activists": lambda rng, n: [
        *talkative(rng, (complaint(rng) for _ in range(n * 2 // 3)), 0.1),
        *(Said(f"activist{rng.choice('xy')}", changed(rng, TEMPLATE)) for _ in range(n // 3)),
    ],
    **({"a recorded crisis": recorded} if posts(AIRLINES, 1) else {}),
}


class Outcome(NamedTuple):
    """What was told of one event: whether anything, whether as a few accounts', whether somebody was woken."""

    told: bool
    few: bool
    paged: bool


def outcome(event: Event, size: int, seed: int) -> Outcome:
    """What is told of the event on the day after a quiet one."""
    rng = random.Random(f"{size} {seed}")
    quiet = _quiet_day(seed)
    brand = SimulatedBrand(quiet.brand, list(quiet.counts), dict(quiet.stored), dict(quiet.moments))
    brand.counts += _normal(rng, range(DAY, DAY + SPAN_MINUTES))
    said = event(rng, size)
    rng.shuffle(said)
    begin = START + DAY * MINUTE_MS
    slices: dict[int, list[Said]] = {}
    for one in said:
        slices.setdefault(begin + rng.randrange(SPAN_MINUTES * MINUTE_MS) // SLICE_MS * SLICE_MS, []).append(one)
    known: dict[int, KnownNames] = {}
    for at_ms in range(begin, begin + SPAN_MINUTES * MINUTE_MS, SLICE_MS):
        if at_ms in slices:
            brand.counts.append(_counter(slices[at_ms], at_ms, known))
            brand.counts.sort(key=lambda count: count.minute_ms)
            brand.evaluate(at_ms + SLICE_MS - 1, Trigger.STREAM)
        if (at_ms + SLICE_MS) % MINUTE_MS == 0:
            brand.evaluate(at_ms + SLICE_MS)
    moments = [moment for moment in brand.moments.values() if moment.opened_ms >= begin - 5 * MINUTE_MS]
    lead = min(moments, key=lambda moment: (moment.severity, moment.kind), default=None)
    return Outcome(bool(moments), bool(lead and lead.evidence.crowd.few), any(m.severity.pages for m in moments))


@cache
def _quiet_day(seed: int) -> SimulatedBrand:
    """A brand that has been watched for a day in which nothing happened."""
    brand = SimulatedBrand(Brand("acme", "Acme"), counts=list(_normal(random.Random(seed), range(DAY))))
    evaluate_minutes(brand, range(0, DAY, 15), streamed=False)
    return brand


def _normal(rng: random.Random, minutes: range) -> Iterator[MinuteCount]:
    for minute in minutes:
        at_ms = START + minute * MINUTE_MS
        said = [Said(person(rng), complaint(rng)) for _ in range(poisson(rng, NORMAL_A_MINUTE))]
        if said:
            yield _counter(said, at_ms, {})


def _counter(said: list[Said], at_ms: int, known: dict[int, KnownNames]) -> MinuteCount:
    """What these posts add to their minute, within the limits of its counter."""
    minute_ms = at_ms // MINUTE_MS * MINUTE_MS
    records = [_scored(number, one, at_ms) for number, one in enumerate(said)]
    before = known.get(minute_ms, KnownNames())
    tally = limited(tally_of(records), before)
    known[minute_ms] = before.with_those_of(tally)
    return MinuteCount(minute_ms, tally)


def _scored(number: int, said: Said, at_ms: int) -> ScoredMention:
    post = Post("mastodon", f"{at_ms}-{number}", f"{at_ms}-{number}", said.text, author=said.author, form=said.form)
    mention = mention_from_post(post, brand="acme", collected_ms=at_ms, published_ms=at_ms, salt=b"benchmark")
    return ScoredMention(str(number), mention, enrich(mention.text, ("Acme",)))


def outcomes(events: dict[str, Event]) -> dict[str, list[Outcome]]:
    """What was told of each event in every size, several times."""
    return {
        name: [outcome(event, size, seed) for size in SIZES for seed in range(SEEDS)] for name, event in events.items()
    }


def figures() -> list[Figure]:
    """How well floods and crowds are told apart, of those that were told at all; and what a fingerprint costs."""
    floods, crowds = outcomes(FLOODS), outcomes(CROWDS)
    flooded, crowded = ([one for rows in found.values() for one in rows if one.told] for found in (floods, crowds))
    caught, wrong = sum(one.few for one in flooded), sum(one.few for one in crowded)
    return [
        ("floods told as a few accounts, at least", caught / len(flooded), "of 1", 0.95),
        ("told as a few accounts that were, at least", caught / max(1, caught + wrong), "of 1", 0.98),
        ("floods that woke somebody", sum(one.paged for one in flooded) / len(flooded), "of 1", None),
        ("crowds that woke nobody", sum(not one.paged for one in crowded) / len(crowded), "of 1", None),
        ("fingerprint of a post", _fingerprint_us(), "us CPU", None),
    ]


def _fingerprint_us() -> float:
    rng = random.Random(1)
    texts = [changed(rng, complaint(rng)) for _ in range(2_000)]
    start = time.process_time()
    for text in texts:
        wording_key(text)
    return (time.process_time() - start) / len(texts) * 1e6


def table() -> Iterator[str]:
    """Each event: how often it was told, as a few accounts', and woke somebody."""
    for kind, events in (("flood", FLOODS), ("crowd", CROWDS)):
        for name, rows in outcomes(events).items():
            told = [row for row in rows if row.told]
            few, paged = sum(row.few for row in told), sum(row.paged for row in told)
            yield f"{kind}  {name:28} told {len(told):3} of {len(rows)}, as a few accounts {few:3}, paged {paged:3}"


if __name__ == "__main__":
    print("\n".join(table()))
    for what, value, unit, _budget in figures()[-1:]:
        print(f"{what}: {value:.1f} {unit}")
