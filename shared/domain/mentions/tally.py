"""A tally: what was counted of one brand in one minute, and the sum of tallies."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from shared.domain.mentions.sample import Sample
from shared.domain.time import MINUTE_MS

_Name = TypeVar("_Name", str, int)


class Voice(NamedTuple):
    """An author of criticism or a question: the people who hear them, and what they posted."""

    reach: int
    post: Sample


class Tally(NamedTuple):
    """Sums over mentions.

    ``mentions`` counts all; ``scored`` those whose sentiment could be computed, of which
    ``negative`` and ``positive``. ``compound_e4`` is the sum of their compound times 10,000
    (an integer, so that sums are exact in any order); ``reach`` is the sum of their authors'
    audiences. ``copies`` counts posts of the same person that are counted from another network; they are not
    among the ``mentions``. ``critical_shares`` counts reposts, quotes and copies of critical posts; ``complaints``,
    ``questions``, ``purchases`` and ``praises`` count posts of that intent. ``themes`` counts
    what the posts are about; ``negative_channels`` counts the negative ones of the channels that have most of them;
    ``samples`` are the most critical ones. ``voices`` are the
    loudest authors of criticism and questions, by a short form of their pseudonyms. ``accounts``
    counts the posts of the most active authors, ``wordings`` those with nearly the same
    words, and ``series`` those of authors whose names differ in digits only and who say the same,
    by the keys of :mod:`shared.domain.mentions.fingerprint`; all have the first few.
    ``delays`` counts those that came a minute or more after their publication, by :func:`delay_minutes`.
    """

    mentions: int = 0
    scored: int = 0
    negative: int = 0
    positive: int = 0
    compound_e4: int = 0
    reach: int = 0
    critical_shares: int = 0
    complaints: int = 0
    questions: int = 0
    purchases: int = 0
    praises: int = 0
    copies: int = 0
    themes: Mapping[str, int] = {}
    hashtags: Mapping[str, int] = {}
    channels: Mapping[str, int] = {}
    negative_channels: Mapping[str, int] = {}
    samples: tuple[Sample, ...] = ()
    voices: Mapping[str, Voice] = {}
    delays: Mapping[int, int] = {}
    accounts: Mapping[str, int] = {}
    series: Mapping[str, int] = {}
    wordings: Mapping[str, int] = {}

    @property
    def negative_share(self) -> float | None:
        """The negative share of the scored ones, 0 to 1; ``None`` where nothing was scored.

        >>> Tally(mentions=9, scored=8, negative=2).negative_share
        0.25
        """
        return self.negative / self.scored if self.scored else None

    @property
    def mean_compound(self) -> float | None:
        """The mean compound of the scored ones, -1 to 1; ``None`` where nothing was scored."""
        return self.compound_e4 / self.scored / 10_000 if self.scored else None


DELAYS: tuple[int, ...] = (*range(1, 16), 20, 30, 45, 60, 90, 120, 180, 240, 300, 360)
"""The delays that are told apart, in minutes: few beyond the default limit, because a counter must stay small."""


def delay_minutes(published_ms: int, collected_ms: int) -> int:
    """How many minutes a mention came after its publication, rounded up to one of :data:`DELAYS`.

    0 for less than a minute, which is no delay, and for more than the last of them, which never alerts.

    >>> [delay_minutes(0, seconds * 1_000) for seconds in (59, 60, 61, 600, 16 * 60, 7 * 3_600)]
    [0, 1, 2, 10, 20, 0]
    """
    minutes = -((published_ms - collected_ms) // MINUTE_MS)
    if collected_ms - published_ms < MINUTE_MS or minutes > DELAYS[-1]:
        return 0
    return DELAYS[bisect_left(DELAYS, minutes)]


LEAST_REACH = 1_000
"""People an author must reach to be a voice of its own."""

AUTHOR_LENGTH = 6


def author_key(author: str) -> str:
    """The start of a pseudonym, enough to tell a brand's loud authors of one day apart.

    >>> author_key("1a2b3c4d5e6f7081"), author_key("ab")
    ('1a2b3c', 'ab----')
    """
    return author[:AUTHOR_LENGTH].ljust(AUTHOR_LENGTH, "-")


LATE = "late"
"""The mark in the name of a counter shard whose mentions count and teach, but never raise an alert."""


def is_late(counter_shard: str) -> bool:
    """Whether the name of a counter shard has the mark; its first part is the write shard.

    >>> is_late("0"), is_late("0~late"), is_late("0~late~ab12")
    (False, True, True)
    """
    return LATE in counter_shard.split("~")[1:]


SUMS = (
    "mentions",
    "scored",
    "negative",
    "positive",
    "compound_e4",
    "reach",
    "critical_shares",
    "complaints",
    "questions",
    "purchases",
    "praises",
    "copies",
)
"""The fields of a tally that are plain sums."""


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of all; the order does not matter, and the most critical samples are kept.

    >>> total([Tally(mentions=1, hashtags={"a": 1}), Tally(mentions=2, hashtags={"a": 2})]).hashtags
    {'a': 3}
    """
    parts = list(tallies)
    return Tally(
        **{name: sum(getattr(part, name) for part in parts) for name in SUMS},
        themes=_added(part.themes for part in parts),
        hashtags=_added(part.hashtags for part in parts),
        channels=_added(part.channels for part in parts),
        negative_channels=_added(part.negative_channels for part in parts),
        samples=most_critical(sample for part in parts for sample in part.samples),
        voices=loudest(*(part.voices for part in parts)),
        delays=_added(part.delays for part in parts),
        accounts=_added(part.accounts for part in parts),
        series=_added(part.series for part in parts),
        wordings=_added(part.wordings for part in parts),
    )


def loudest(*parts: Mapping[str, Voice]) -> Mapping[str, Voice]:
    """For each author the post with the largest reach of all, of equals the one that was published first.

    >>> one, other = Voice(5_000, Sample("one", "rss")), Voice(4_000, Sample("other", "rss"))
    >>> {author: voice.reach for author, voice in loudest({"a": one}, {}, {"a": other, "b": other}).items()}
    {'a': 5000, 'b': 4000}
    """
    found = [part for part in parts if part]
    if len(found) <= 1:
        return found[0] if found else {}
    authors = dict.fromkeys(author for part in found for author in part)
    posts = {author: [part[author] for part in found if author in part] for author in authors}
    return {author: min(voices, key=_loudest_first) for author, voices in posts.items()}


def _loudest_first(voice: Voice) -> tuple[int, int, Sample]:
    return -voice.reach, voice.post.published_ms, voice.post


def most_critical(samples: Iterable[Sample], keep: int = 12) -> tuple[Sample, ...]:
    """The ``keep`` most negative samples, one of each text, worst first; their order does not matter."""
    worst_first = sorted(samples, key=lambda s: (s.compound, s.published_ms, s.text, s.channel, s.url))
    by_text: dict[str, Sample] = {}
    for sample in worst_first:
        by_text.setdefault(sample.text, sample)
    return tuple(by_text.values())[:keep]


def _added(parts: Iterable[Mapping[_Name, int]]) -> dict[_Name, int]:
    added: Counter[_Name] = Counter()
    for part in parts:
        added.update(part)
    return dict(added)
