"""Settings of a brand, as a client sends them."""

from __future__ import annotations

from typing import Any

SETTINGS: dict[str, Any] = {
    "name": "Acme",
    "aliases": ["@acmehq", "Acme Kettles"],
    "queries": {
        "hackernews": [{"text": "Acme", "every": False}],
        "mastodon": [{"text": "#acme", "every": False}],
        "rss": [{"text": "https://example.com/feed.xml", "every": True}],
    },
    "excluded": ["acme cartoon"],
    "time_zone": "Europe/Berlin",
    "sensitivity": "high",
    "sensitivities": {"praise_wave": "off", "question_wave": "low"},
    "shards": 2,
}
