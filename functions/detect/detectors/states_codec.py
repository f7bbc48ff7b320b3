"""What all signals of a brand have learnt, as it is kept: one JSON object by signal, compressed.

They change together, and a write is billed by the kilobyte begun; compressed, the
memories of nine signals take as much as those of three counts do apart.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from functions.detect.detectors.count import state as state_codec
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.scoring import TagState
from functions.detect.detectors.negative_share import scoring as share
from functions.detect.detectors.negative_share.scoring import ShareState
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.silence import channels
from functions.detect.detectors.silence.channels import ChannelStates
from shared.domain.errors import Poison

HARDEST = 9
"""The level of compression; at these sizes the best is hardly slower than the quickest."""


def packed(states: Mapping[Signal, DetectorState]) -> bytes:
    """The states as they are kept."""
    documents = {signal.value: document(state) for signal, state in states.items()}
    return zlib.compress(json.dumps(documents, separators=(",", ":")).encode(), HARDEST)


def unpacked(found: bytes) -> dict[Signal, DetectorState]:
    """The states that :func:`packed` put together, without those of signals unknown here.

    Raises:
        Poison: they cannot be read.
    """
    try:
        documents = dict(json.loads(zlib.decompress(found)))
    except (zlib.error, ValueError, TypeError) as error:
        raise Poison(f"not the states of a brand: {error}") from error
    return {signal: restored(signal, documents[signal]) for signal in Signal if signal in documents}


def document(state: DetectorState) -> dict[str, Any]:
    """A state as JSON values."""
    if isinstance(state, ShareState):
        return share.document(state)
    if isinstance(state, ChannelStates):
        return channels.document(state)
    return scoring.document(state) if isinstance(state, TagState) else state_codec.document(state)


def restored(signal: Signal, found: Mapping[str, Any]) -> DetectorState:
    """The state of this signal that a document holds.

    Raises:
        Poison: it is none, or of a format newer than this code.
    """
    if signal is Signal.NEGATIVE_SHARE:
        return share.restored(found)
    if signal is Signal.SILENCE:
        return channels.restored(found)
    return scoring.restored(found) if signal is Signal.HASHTAG else state_codec.restored(found)
