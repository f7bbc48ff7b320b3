"""``python -m infra.scenario.cases.shipped``: writes the scenarios of the cases where the functions find them.

The functions have no reader of YAML, and need none for this.
"""

from __future__ import annotations

import json
from importlib.resources import files

import yaml

from infra.scenario.cases import library
from shared.scenario.library import FILE


def shipped() -> str:
    """The file's text."""
    everyday = yaml.safe_load(files("infra.scenario").joinpath("cases", "everyday.yaml").read_text("utf-8"))
    cases = (library.case(name) for name in library.names())
    scenarios = {case.id: case.scenario.model_dump(mode="json", exclude_defaults=True) for case in cases}
    return json.dumps({"everyday": everyday, "scenarios": scenarios}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(shipped(), encoding="utf-8")
