"""What all signals of a brand have learnt, as it is kept: JSON texts by signal, compressed.

They change together, every five minutes, and a write is billed by the kilobyte begun;
compressed, the states of six signals take no more than two of them did apart.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

from functions.detect import snapshot
from functions.detect.detector import State
from functions.detect.signal import Signal
from shared.errors import Poison

HARDEST = 9
"""The level of compression; at these sizes the best is hardly slower than the quickest."""


def packed(states: Mapping[Signal, State]) -> bytes:
    """The states as they are kept."""
    texts = {signal.value: snapshot.written(state) for signal, state in states.items()}
    return zlib.compress(json.dumps(texts, separators=(",", ":")).encode(), HARDEST)


def unpacked(found: bytes) -> dict[Signal, State]:
    """The states that :func:`packed` put together, without those of signals unknown here.

    Raises:
        Poison: they cannot be read.
    """
    try:
        texts = dict(json.loads(zlib.decompress(found)))
    except (zlib.error, ValueError, TypeError) as error:
        raise Poison(f"not the states of a brand: {error}") from error
    return {signal: snapshot.read(texts[signal]) for signal in Signal if signal in texts}
