"""``python -m infra.cli.openapi``: write the OpenAPI document, or say that it is out of date."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from functions.query.api import openapi_json

PLACE = Path(__file__).parents[1] / "openapi.json"


def pretty() -> str:
    """The document as it is kept: sorted and indented, so that a change of the API is seen in a diff."""
    return json.dumps(json.loads(openapi_json()), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the document; with ``--check`` only compare, 1 when it differs."""
    if arguments == ["--check"]:
        return 0 if PLACE.read_text(encoding="utf-8") == pretty() else 1
    PLACE.write_text(pretty(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
