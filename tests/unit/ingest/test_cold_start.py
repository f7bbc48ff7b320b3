"""What a cold start of the functions that know channels must not pay for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared.channels import POLLED

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("handler", "forbidden"),
    [
        ("functions.ingest.handler", {"pydantic", "feedparser", "infra", *POLLED.values()}),
        ("functions.query.handler", {"feedparser", "infra", "shared.channels.protocol", *POLLED.values()}),
    ],
)
def test_no_handler_loads_a_channel_or_a_parser_before_it_is_needed(handler: str, forbidden: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {handler}; print(*sys.modules)"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "AWS_DEFAULT_REGION": "eu-west-1", "POWERTOOLS_SERVICE_NAME": "x"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert handler in loaded
    assert not loaded & forbidden
