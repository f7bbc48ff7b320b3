"""What is remembered of a brand's channels, each by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.detect.detectors.silence import scoring
from functions.detect.detectors.silence.scoring import SilenceState
from shared.domain.errors import Poison

FORMAT = 1
"""The version of the document."""


class ChannelStates(NamedTuple):
    """What is remembered of each channel after the bucket at ``bucket_ms``."""

    bucket_ms: int
    states: Mapping[str, SilenceState]

    def shares(self) -> dict[str, float]:
        """Each channel's part of what is normally said, 0 to 1.

        >>> from functions.detect.detectors.silence.scoring import ChannelBucket
        >>> rss, x = scoring.begin(ChannelBucket(0, 3)), scoring.begin(ChannelBucket(0, 1))
        >>> ChannelStates(0, {"rss": rss, "x": x}).shares()
        {'rss': 0.75, 'x': 0.25}
        """
        whole = sum(state.habit.level for state in self.states.values())
        return {name: state.habit.level / whole if whole else 0.0 for name, state in self.states.items()}


def document(state: ChannelStates) -> dict[str, Any]:
    """The state as JSON values."""
    channels = {name: scoring.document(found) for name, found in state.states.items()}
    return {"v": FORMAT, "bucket": state.bucket_ms, "channels": channels}


def restored(found: Mapping[str, Any]) -> ChannelStates:
    """The state a document holds.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    try:
        if found["v"] != FORMAT:
            raise Poison(f"channels of an unknown format {found['v']!r}")
        return ChannelStates(found["bucket"], {name: scoring.restored(one) for name, one in found["channels"].items()})
    except (KeyError, TypeError, AttributeError) as error:
        raise Poison(f"not the memory of channels: {type(error).__name__} at {error}") from error
