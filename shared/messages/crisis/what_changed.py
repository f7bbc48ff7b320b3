"""What changed: the counters of a crisis and of the hours before in, what rose most against the normal out.

Channels and hashtags are counted in every counter, so their rise is exact. Words and
links are not: they come from the posts that the counters quote, and a share of the
quoted posts is compared with the share before.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Sample
from shared.messages.quote import safe_text, shorten

KEPT = 3
"""So many of each are told."""

LEAST_POSTS, LEAST_RISE = 3, 2.0
"""What fewer posts have, or what rose less, is chance or no news."""

LEAST_LETTERS = 4
SAMPLES_READ = 300
"""Quoted posts of either time that are read, about 50 microseconds each."""

_NAME_LENGTH = 24

_COMMON = (
    "about after again also always anyone around back because been before being best both came come could does doing "
    "done down each else even ever every everyone from getting gets give gone good have having here into isn't it's "
    "i'm i've just keep kept know last like look made make many maybe mine more most much must need never next none "
    "nothing once only other ours over people please post posts really said same says seems since some someone "
    "something still such sure take tell than thank thanks that that's their them then there these they they're thing "
    "things think this those through today told took turn under until upon very want wasn't were what what's when "
    "where which while whole will with without won't would year years yesterday your yours don't didn't can't "
    "reposted brand brands"
)
COMMON_WORDS = frozenset(_COMMON.split())
"""Words that say nothing about what happened, of four letters and more."""

_WORD = re.compile(rf"[^\W\d_][\w'’-]{{{LEAST_LETTERS - 2},}}[^\W_]")
_HOST = re.compile(r"(?i:https?://(?:www\.)?)([a-zA-Z0-9.-]+\.[a-zA-Z]{2,})(?=[/?#:\s])")


class Rise(NamedTuple):
    """What rose: its name, its posts in the crisis, and how many times the normal that is."""

    name: str
    posts: int
    ratio: float


class WhatChanged(NamedTuple):
    """The words, links (hosts), channels and hashtags that rose most, the most first."""

    words: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    channels: tuple[Rise, ...] = ()
    hashtags: tuple[Rise, ...] = ()


def what_changed(
    during: Sequence[Tally], before: Sequence[Tally], lengths_ms: tuple[int, int], known: Iterable[str] = ()
) -> WhatChanged:
    """What rose most in the counters ``during`` a crisis against those ``before``, which last ``lengths_ms``.

    ``known`` are words that are no news, such as the brand's own name.
    """
    scale = lengths_ms[0] / max(lengths_ms[1], 1)
    quoted, quoted_before = _samples(during), _samples(before)
    no_news = {word for name in known for word in _words(name)}
    return WhatChanged(
        words=_risen_names([_words(s.text) - no_news for s in quoted], [_words(s.text) for s in quoted_before]),
        links=_risen_names([_hosts(s.text) for s in quoted], [_hosts(s.text) for s in quoted_before]),
        channels=_risen(_sum(t.channels for t in during), _sum(t.channels for t in before), scale),
        hashtags=_risen(_sum(t.hashtags for t in during), _sum(t.hashtags for t in before), scale),
    )


def _risen(during: Mapping[str, int], before: Mapping[str, int], scale: float) -> tuple[Rise, ...]:
    """The counts that rose most; ``scale`` is how much longer ``during`` lasted."""
    found: list[tuple[float, Rise]] = []
    for name, posts in during.items():
        normal = max(before.get(name, 0) * scale, 0.5)
        shown = shorten(safe_text(name), _NAME_LENGTH)
        if shown and posts >= LEAST_POSTS and posts >= LEAST_RISE * normal:
            found.append(((posts - normal) / math.sqrt(normal + 1), Rise(shown, posts, posts / normal)))
    return tuple(rise for _, rise in sorted(found, key=lambda pair: (-pair[0], pair[1].name))[:KEPT])


def _risen_names(during: Sequence[set[str]], before: Sequence[set[str]]) -> tuple[str, ...]:
    """The names in a larger share of the quoted posts than before, the largest rise first."""
    counted, normally = _posts_with(during), _posts_with(before)
    ranked: list[tuple[float, str]] = []
    for name, posts in counted.items():
        rise = posts / len(during) / ((normally[name] + 0.5) / (len(before) + 1))
        if posts >= LEAST_POSTS and rise >= LEAST_RISE:
            ranked.append((-posts * math.log(rise), name))
    return tuple(name for _, name in sorted(ranked)[:KEPT])


def _posts_with(posts: Iterable[set[str]]) -> Counter[str]:
    return Counter(name for names in posts for name in names)


def _samples(tallies: Iterable[Tally]) -> list[Sample]:
    """The quoted posts, one of each text, so that a copied post does not count again; of very many some, evenly."""
    found = list({sample.text: sample for tally in tallies for sample in tally.samples}.values())
    return found[:: 1 + len(found) // SAMPLES_READ]


def _words(text: str) -> set[str]:
    """The words of a text that may be news, without handles, links and hashtags."""
    plain = re.sub(r"#\w+", " ", safe_text(text)).casefold().replace("’", "'")
    return {word for word in _WORD.findall(plain) if word not in COMMON_WORDS}


def _hosts(text: str) -> set[str]:
    """The hosts of the links in a text, written so that no phone or mailbox makes a link of them.

    >>> _hosts("see https://www.news.example/kettle and http://a.b")
    {'news[.]example'}
    """
    return {shorten(host.casefold(), 2 * _NAME_LENGTH).replace(".", "[.]") for host in _HOST.findall(text)}


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    summed: Counter[str] = Counter()
    for each in counts:
        summed.update(each)
    return summed
