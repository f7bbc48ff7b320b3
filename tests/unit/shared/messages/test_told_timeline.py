"""Where what happened stands on the timeline of a crisis: at the time when it happened."""

from __future__ import annotations

import pytest

from shared.domain.moments.moment import Severity, TimelineEntry, Transition
from shared.domain.response.notes import statement_note
from shared.domain.response.statement import Statement
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.crisis_summary import crisis_figures
from shared.messages.crisis.told_timeline import told_timeline
from tests.unit.notify.examples import START, opened, surge

RECORDED_MS = START + 40 * MINUTE_MS


def told(said_ms: int, channel: str = "x") -> list[tuple[int, str]]:
    """The minutes of what happened, with when it was recorded; somebody recorded on X what was said at ``said_ms``."""
    note = statement_note("x", "We look into it.")
    entry = TimelineEntry(RECORDED_MS, Transition.NOTED, Severity.SEV1, by="ana", note=note, step="first-word")
    typed = entry._replace(at_ms=START + 20 * MINUTE_MS, note="the kettle, not the toaster", step="")
    moment = surge(timeline=(opened(minute=3), typed, entry))
    statement = Statement("s", "acme", moment.crisis, "We look into it.", channel, said_ms, "ana", RECORDED_MS)
    figures = crisis_figures([moment], None, START + 60 * MINUTE_MS, statements=[statement])
    return [((one.at_ms - START) // MINUTE_MS, one.recorded) for one in told_timeline(figures)]


@pytest.mark.parametrize(
    ("said_ms", "expected"),
    [
        (START + 12 * MINUTE_MS, [(3, ""), (12, "recorded at 14:45 UTC"), (20, "")]),
        (RECORDED_MS - MINUTE_MS, [(3, ""), (20, ""), (39, "")]),
        (RECORDED_MS - MINUTE_MS - 1, [(3, ""), (20, ""), (38, "recorded at 14:45 UTC")]),
        (RECORDED_MS, [(3, ""), (20, ""), (40, "")]),
    ],
)
def test_a_statement_stands_where_it_was_said_and_tells_when_it_was_recorded_if_that_was_later(
    said_ms: int, expected: list[tuple[int, str]]
) -> None:
    assert told(said_ms) == expected


def test_a_note_whose_statement_is_not_known_stands_where_it_was_written() -> None:
    assert told(START + 12 * MINUTE_MS, channel="website")[-1] == (40, "")
