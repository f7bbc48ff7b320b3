"""A stage for answers: a crisis of two moments, its brand, and four posts of which three want an answer."""

from __future__ import annotations

import pytest

from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.moments.moment import Moment
from shared.domain.time import MINUTE_MS
from shared.store import brands, mentions
from tests.integration.stored_crisis import stored_crisis
from tests.unit.notify.examples import START

NOW_MS = START + 30 * MINUTE_MS
SUPPORT = "help@acme.example"
TEXTS = (
    "@acmehq the cord of my kettle MELTED and caught fire!! <script>alert(1)</script> https://evil.example/x",
    "Is there a refund for the blue Acme kettle?",
    "I love my Acme kettle",
    "Acme kettle exploded in my kitchen, glass everywhere, this is dangerous",
)
POSTS = [
    Mention("acme", "mastodon", str(n), text, START + n, START + n, author=f"a{n}", url=f"https://social.example/{n}")
    for n, text in enumerate(TEXTS)
]
BURNT, REFUND, LOVE, EXPLODED = map(public_id_of, POSTS)


@pytest.fixture
def crisis(aws: dict[str, str]) -> list[Moment]:  # noqa: ARG001 - the tables must be there first
    found = stored_crisis()
    brands.put(Brand("acme", "Acme", aliases=("@acmehq",), support=SUPPORT))
    mentions.put(POSTS, {})
    return found
