"""Takes the quotes of erased posts out of counters and moments; what is only counted stays, for it names nobody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict
from shared.domain.mentions.fingerprint import account_key
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.sample import Sample
from shared.domain.mentions.tally import author_key
from shared.domain.moments.moment import Moment
from shared.domain.time import day_stamp, minute_stamp
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.counters.counts import ACCOUNT_PREFIX, VOICES
from shared.store.dynamodb import Item, condition_failed, dynamodb, query_all, text

SAMPLES = "ex"

NAMING_AUTHORS = frozenset({"voices", "notified"})
"""The parts of a decision about an influential voice whose names are those of authors."""


@dataclass(frozen=True, slots=True)
class Posts:
    """What is erased: the posts, by which their quotes are known, and the authors of whom all is erased.

    Counters know an author by the key of the ``accounts``, decisions about influential voices by that of ``authors``.
    """

    posts: frozenset[tuple[str, int]]
    accounts: frozenset[str]
    authors: frozenset[str] = frozenset()

    def quoted(self, sample: Sample) -> bool:
        """Whether a sample quotes one of them; posts of one channel and one millisecond are not told apart."""
        return (sample.channel, sample.published_ms) in self.posts


def posts_of(found: Iterable[Mention], *, whole_author: bool) -> Posts:
    """The posts of these mentions; with ``whole_author`` also how often their authors posted and how many hear them."""
    listed = list(found)
    posts = frozenset((one.channel, one.published_ms) for one in listed)
    if not whole_author:
        return Posts(posts, frozenset())
    accounts = {account_key(one.bare_author or one.author) for one in listed}
    return Posts(posts, frozenset(accounts - {""}), frozenset(author_key(one.author) for one in listed if one.author))


def without_authors(decision: Any, authors: frozenset[str]) -> Any:
    """A decision with other names for these authors, so that it is recomputed as before.

    >>> without_authors({"bucket": {"voices": {"1a2b3c": 90, "ffffff": 8}}, "author": "1a2b3c"}, frozenset({"1a2b3c"}))
    {'bucket': {'voices': {'erased-0': 90, 'ffffff': 8}}, 'author': 'erased-0'}
    """
    return _renamed(decision, {author: f"erased-{number}" for number, author in enumerate(sorted(authors))})


def _renamed(value: Any, names: Mapping[str, str], under: str = "") -> Any:
    if isinstance(value, Mapping):
        of_authors = names if under in NAMING_AUTHORS else {}
        return {of_authors.get(key, key): _renamed(part, names, key) for key, part in value.items()}
    return names.get(value, value) if under == "author" and isinstance(value, str) else value


def erase_from_counters(brand_id: str, minutes_ms: Iterable[int], erased: Posts) -> int:
    """Take the quotes out of the counters of these minutes; how many counters had any.

    Raises:
        Conflict: one was changed meanwhile; repeat the whole.
    """
    return sum(
        _rewrite(item, erased)
        for minute_ms in sorted(set(minutes_ms))
        for item in query_all(
            TableName=setting("COUNTS_TABLE"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :minute)",
            ExpressionAttributeValues={
                ":pk": text(f"{brand_id}#{day_stamp(minute_ms)}"),
                ":minute": text(f"{minute_stamp(minute_ms)[-4:]}#"),
            },
            ConsistentRead=True,
        )
    )


def erase_from_moments(every: Iterable[Moment], erased: Posts) -> Iterator[Moment]:
    """Store these moments without the quotes; yields those that had any, as they are now.

    Raises:
        Conflict: one was changed meanwhile; repeat the whole.
    """
    for moment in every:
        kept = tuple(sample for sample in moment.evidence.samples if not erased.quoted(sample))
        decision = without_authors(moment.decision, erased.authors) if erased.authors else moment.decision
        if len(kept) < len(moment.evidence.samples) or decision != moment.decision:
            evidence = moment.evidence._replace(samples=kept)
            after = moment._replace(evidence=evidence, decision=decision, version=moment.version + 1)
            moments.put_change(after, moment.version)
            yield after


def _rewrite(item: Item, erased: Posts) -> bool:
    """Write a counter without the quotes; whether it had any."""
    kept = _without(item, erased)
    if kept == item:
        return False
    names = [name for name in item if item[name] != kept.get(name)]
    removed = [f"#n{number}" for number, name in enumerate(names) if name not in kept]
    changed = {f":new{number}": kept[name] for number, name in enumerate(names) if name in kept}
    update = f"SET {', '.join(f'#n{value[4:]} = {value}' for value in changed)}" if changed else ""
    update += f" REMOVE {', '.join(removed)}" if removed else ""
    values: dict[str, Any] = {f":old{number}": item[name] for number, name in enumerate(names)}
    try:
        dynamodb().update_item(
            TableName=setting("COUNTS_TABLE"),
            Key={"pk": item["pk"], "sk": item["sk"]},
            UpdateExpression=update.strip(),
            ConditionExpression=" AND ".join(f"#n{number} = :old{number}" for number in range(len(names))),
            ExpressionAttributeNames={f"#n{number}": name for number, name in enumerate(names)},
            ExpressionAttributeValues=values | changed,
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict("a counter was changed meanwhile; repeat the same") from error
    return True


def _without(item: Item, erased: Posts) -> dict[str, Any]:
    kept: dict[str, Any] = dict(item)
    if SAMPLES in item:
        rows = [row for row in json.loads(item[SAMPLES]["S"]) if not erased.quoted(Sample(*row))]
        if len(rows) < len(json.loads(item[SAMPLES]["S"])):
            kept = _with_samples(kept, rows)
    for name in VOICES:
        if name in item and erased.quoted(Sample(*json.loads(item[name]["S"])[2:])):
            kept = {other: value for other, value in kept.items() if other != name}
    gone = {f"{ACCOUNT_PREFIX}{account}" for account in erased.accounts}
    return {name: value for name, value in kept.items() if name not in gone}


def _with_samples(item: Mapping[str, Any], rows: list[Any]) -> dict[str, Any]:
    rest = {name: value for name, value in item.items() if name != SAMPLES}
    return rest | {SAMPLES: text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")))} if rows else rest
