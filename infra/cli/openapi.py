"""``python -m infra.cli.openapi`` writes the OpenAPI document; ``--check`` exits 1 if it is out of date."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from functions.query.api import openapi_json

PATH = Path(__file__).parents[1] / "openapi.json"


def pretty() -> str:
    """The document as it is stored: sorted and indented, so that a diff shows a change of the API."""
    return json.dumps(json.loads(openapi_json()), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document; with ``--check`` only compare and return 1 if it differs."""
    if arguments == ["--check"]:
        return 0 if PATH.read_text(encoding="utf-8") == pretty() else 1
    PATH.write_text(pretty(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
