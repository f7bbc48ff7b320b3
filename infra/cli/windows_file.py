"""A file with labelled windows in, its windows out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from infra.cli.backtest.source import printable
from infra.simulation.windows import Windows, read_windows
from shared.domain.errors import InvalidInput


def windows_of(file: Path | None, series: str = "") -> Windows:
    """The windows of a JSON file, or those it has for the series of this name; none without a file.

    Raises:
        InvalidInput: it cannot be read, or holds something else; the message names the file and the entry.
    """
    if file is None:
        return Windows()
    try:
        return read_windows(file.read_text("utf-8-sig", "replace"), series)
    except OSError as error:
        raise InvalidInput(f"{printable(file)} cannot be read: {error.strerror}") from error
    except InvalidInput as error:
        raise InvalidInput(f"{printable(file)}: {error.message}", field=error.field) from error


@dataclass(frozen=True, slots=True)
class WindowFiles:
    """The files of a backtest: windows in which something happened, and windows that people confirmed."""

    labels: Path | None = None
    confirmed: Path | None = None

    def of(self, series: str) -> tuple[Windows, Windows]:
        """The labelled and the confirmed windows of the series of this name."""
        return windows_of(self.labels, series), windows_of(self.confirmed, series)
