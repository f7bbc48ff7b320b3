"""What each channel hears, and what it does not: a silence is only good news where somebody listens."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Coverage(NamedTuple):
    """What a channel covers and what not, in words; ``polled`` ones need a query of the brand."""

    polled: bool
    covers: str
    not_covered: str


CHANNELS: Mapping[str, Coverage] = MappingProxyType(
    {
        "hackernews": Coverage(
            polled=True,
            covers="Stories and comments on Hacker News that hold the phrase of a query, about a minute after posting",
            not_covered="Posts deleted before the next poll; edits and votes after a post was collected",
        ),
        "mastodon": Coverage(
            polled=True,
            covers="Public posts with the hashtag of a query that have reached the instance asked",
            not_covered="Posts without the hashtag, unlisted and private ones, and servers it does not federate with",
        ),
        "rss": Coverage(
            polled=True,
            covers="Entries of the feeds in the queries: RSS, Atom and JSON Feed",
            not_covered="What a feed dropped before the next poll, text that it shortens, comments below an entry",
        ),
        "webhook": Coverage(
            polled=False,
            covers="Whatever is pushed to POST /mentions",
            not_covered="What its senders do not send: Foreshock cannot tell their silence from quiet",
        ),
        "s3": Coverage(
            polled=False,
            covers="Whatever is dropped into the bucket under drop/",
            not_covered="What nobody drops: Foreshock cannot tell that from quiet",
        ),
    }
)

POLLED = tuple(name for name, coverage in CHANNELS.items() if coverage.polled)
"""The channels that a brand's queries may name."""
