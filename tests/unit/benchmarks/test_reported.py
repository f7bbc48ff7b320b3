"""The table of reported inputs: every test that it names exists, and a wrong input is counted as wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.benchmarks.reported import ROOT, outcomes
from tests.reported.kinds import KINDS

pytestmark = pytest.mark.days


@pytest.mark.parametrize("kind", KINDS)
def test_every_test_of_a_kind_exists(kind: str) -> None:
    for name in KINDS[kind]:
        file, _, function = name.partition("::")
        assert re.search(rf"^def {function}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE), name


def test_right_and_wrong_inputs_are_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "test_inputs.py"
    file.write_text("import pytest\n@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_small(n):\n    assert n < 3\n")
    found = outcomes([str(file)])
    assert sum(found.passed.values()) == 2
    assert [one.rpartition("::")[2] for one in found.failed] == ["test_small[3]"]
