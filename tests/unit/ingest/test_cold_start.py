"""What a cold start of ingest must not pay for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOADED = "import sys, functions.ingest.handler; print(*{'pydantic', 'feedparser', 'infra'} & sys.modules.keys())"


def test_the_handler_loads_neither_pydantic_nor_a_parser_its_channel_may_not_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "AWS_DEFAULT_REGION": "eu-west-1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
