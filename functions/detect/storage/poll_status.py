"""The poll statuses of a brand's channels, each channel read once for all brands of a minute."""

from __future__ import annotations

from shared.domain.brand import Brand
from shared.domain.poll_status import PollStatus
from shared.store import poll_statuses


class PollStatuses:
    """Poll statuses, read when a brand first asks for a channel's."""

    def __init__(self) -> None:
        self._by_channel: dict[str, list[PollStatus]] = {}

    def of(self, brand: Brand) -> list[PollStatus]:
        """The status of every query of the brand's channels."""
        for channel in brand.queries:
            if channel not in self._by_channel:
                self._by_channel[channel] = poll_statuses.load([channel])
        return [status for channel in brand.queries for status in self._by_channel[channel]]
