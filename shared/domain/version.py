"""The version of Foreshock, for places where the installed package's metadata is not at hand."""

from __future__ import annotations

VERSION = "0.1.0"
