"""Every function collects garbage rarely from its first import on: a cold start makes objects that stay."""

import subprocess
import sys
from pathlib import Path

import pytest

from shared.runtime.collection import THRESHOLD

ROOT = Path(__file__).parents[4]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_collects_rarely_before_anything_else_is_imported(function: str) -> None:
    code = f"import functions.{function}, gc, sys; print(gc.get_threshold()[0], 'botocore' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(THRESHOLD), "False"]
