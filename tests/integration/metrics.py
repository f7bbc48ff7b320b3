"""The metrics that functions write, as CloudWatch counts them."""

from __future__ import annotations

import json

import pytest


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """The metrics that were written since the last call."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    return {name: sum(value) for line in lines for name, value in line.items() if isinstance(value, list)}
