"""The page of a crisis, and what a reader reads on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from functions.query.html.chart import chart_of
from functions.query.html.crisis_page import crisis_page
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Moment
from shared.domain.response.statement import Statement
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.crisis_figures import Counters
from shared.messages.crisis.crisis_summary import BEFORE_MS, crisis_figures
from tests.unit.notify.examples import EVIDENCE, START, surge
from tests.unit.shared.html.reader import Reader

NOW = START + 12 * MINUTE_MS
ABOUT_FIRE = EVIDENCE._replace(themes={"safety": 30})


def shown(
    *moments: Moment,
    now_ms: int = NOW,
    zone: str = "UTC",
    tally: Tally | None = None,
    said: Sequence[Statement] = (),
    **actions: str,
) -> str:
    minutes = [(START, tally or Tally(mentions=50, scored=50, negative=40))]
    found, counters = moments or (surge(evidence=ABOUT_FIRE),), Counters(START - BEFORE_MS, minutes)
    figures = crisis_figures(found, counters, now_ms, statements=said)
    return crisis_page(figures, chart_of(figures, minutes), zone, actions)


def read(page: str) -> str:
    """The words of the body, as one line."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page.split("<body>", 1)[1], flags=re.DOTALL)
    spaced = re.sub(r"(?=<(?!/?(?:bdi|b>)))", " ", body).replace("\u00a0", " ")
    return " ".join(re.sub(r"\s+", " ", Reader(spaced).words).split())


def headings(page: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", page)


def statement(words: str, by: str = "ana") -> Statement:
    return Statement("s1", "acme", "c1", words, "press", START + 3 * MINUTE_MS, by, NOW, url="https://kestro.example/1")
