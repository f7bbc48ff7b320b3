"""What is stored of a brand's channels, each by itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec
from functions.detect.detectors.silence.state import CODEC as CHANNEL_CODEC
from functions.detect.detectors.silence.state import SilenceState


class ChannelStates(NamedTuple):
    """What is known of each channel after the bucket at ``bucket_ms``."""

    bucket_ms: int
    states: Mapping[str, SilenceState]

    def shares(self) -> dict[str, float]:
        """Each channel's share of the normal mentions, 0 to 1.

        >>> from functions.detect.detectors.silence.state import ChannelBucket, begin
        >>> ChannelStates(0, {"rss": begin(ChannelBucket(0, 3)), "x": begin(ChannelBucket(0, 1))}).shares()
        {'rss': 0.75, 'x': 0.25}
        """
        whole = sum(state.baseline.level for state in self.states.values())
        return {name: state.baseline.level / whole if whole else 0.0 for name, state in self.states.items()}

    def only(self, names: Collection[str]) -> ChannelStates:
        """The state without any other channel.

        >>> ChannelStates(0, {}).only({"rss"})
        ChannelStates(bucket_ms=0, states={})
        """
        return self._replace(states={name: state for name, state in self.states.items() if name in names})

    def quieted(self) -> ChannelStates:
        """Each channel, quieted."""
        return self._replace(states={name: state.quieted() for name, state in self.states.items()})


def _written(state: ChannelStates) -> dict[str, Any]:
    channels = {name: CHANNEL_CODEC.dump(found) for name, found in state.states.items()}
    return {"bucket": state.bucket_ms, "channels": channels}


def _read(found: Document) -> ChannelStates:
    return ChannelStates(found["bucket"], {name: CHANNEL_CODEC.load(one) for name, one in found["channels"].items()})


CODEC = StateCodec(1, _written, _read)
"""The stored form."""
