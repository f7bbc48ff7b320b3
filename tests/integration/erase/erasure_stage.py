"""Two authors' posts, counted, labelled, answered and quoted, for tests of what is left of them after an erasure."""

from __future__ import annotations

import time
from typing import Any

import boto3

from shared.domain.brand import Brand
from shared.domain.mentions.correction import Correction
from shared.domain.mentions.fingerprint import account_key
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.mentions.sample import Sample
from shared.domain.mentions.tally import Voice, author_key
from shared.domain.response.approval import Approval
from shared.domain.text import pseudonym
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.domain.write_shards import WriteShards
from shared.runtime.secrets import internal_key
from shared.runtime.settings import setting
from shared.store import brands, labels, mentions
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number, text
from shared.store.response import approvals
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import surge

NOW_MS = time.time_ns() // 1_000_000
AT_MS = NOW_MS - NOW_MS % MINUTE_MS - 3 * DAY_MS
ACME = Brand("acme", "Acme", shards=3)


def post(n: int, author: str, channel: str = "rss", brand: str = "acme") -> Mention:
    name = pseudonym(author, internal_key("author"))
    at_ms = AT_MS + n * 1_000
    return Mention(brand, channel, f"guid-{n}", f"secret words {n}", at_ms, at_ms, author=name, bare_author=name[:8])


def sample(mention: Mention) -> Sample:
    return Sample(mention.text, mention.channel, "", -0.5, mention.published_ms)


def store_posts() -> list[Mention]:
    """Two posts of Ana and two of Ben, counted, labelled and quoted, beside another brand."""
    brands.put(ACME)
    listed = [post(1, "ana@a.example"), post(2, "ben"), post(3, "ana@a.example", "hackernews"), post(4, "ben", "x")]
    mentions.put([*listed, post(5, "ana@a.example", brand="other")], {"acme": WriteShards(3)})
    ana, ben = (account_key(one.bare_author) for one in listed[:2])
    counter = {
        **counts.counter_key("acme", AT_MS, "0"),
        "n": number(4),
        "seen": number(AT_MS),
        "ex": text(counts.samples_json([sample(one) for one in listed[:2]])),
        **{name: text(row) for name, row in counts.voice_attributes({"1": Voice(250_000, sample(listed[2]))}).items()},
        f"@{ana}": number(2),
        f"@{ben}": number(2),
    }
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=counter)
    moment = surge()
    voices = {author_key(one.author): 250_000 for one in listed}
    decision = {"bucket": {"voices": voices}, "author": author_key(listed[0].author)}
    told = moment._replace(decision=decision, evidence=moment.evidence._replace(samples=tuple(map(sample, listed))))
    put_moment(told)
    for one in listed:
        answer = f"You wrote “{one.text}”."
        approval = Approval(public_id_of(one), "acme", told.crisis, one.channel, answer, "ana", NOW_MS)
        dynamodb().transact_write_items(TransactItems=[approvals.first_write(approval)])  # type: ignore[list-item]  # a plain dictionary
    for one in listed[:2]:
        labels.put(Correction("acme", public_id_of(one), "negative", one.text, by="ana", at_ms=NOW_MS))
    return listed


def left() -> str:
    """Everything in the tables, as one text."""
    tables = ("MENTIONS_TABLE", "COUNTS_TABLE", "MOMENTS_TABLE", "STATE_TABLE")
    return "\n".join(str(item) for name in tables for item in everything(name))


def everything(table: str) -> list[dict[str, Any]]:
    scanned: list[dict[str, Any]] = boto3.client("dynamodb").scan(TableName=setting(table))["Items"]
    return scanned


def words_left() -> set[int]:
    return {n for n in range(1, 6) if f"secret words {n}" in left()}
