"""``python -m infra.cli.openapi`` writes the OpenAPI document; ``--check`` exits 1 if it is out of date.

The document is one for the whole API. The function that reads publishes it; the part of the
function that acts comes to it as a file, because functions do not import one another.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from functions.query.api import ROUTES, whole_document
from functions.query.openapi.document import ACTING_PART
from functions.respond.api import openapi_part
from shared.domain.errors import Conflict

PATH = Path(__file__).parents[1] / "openapi.json"


def pretty() -> str:
    """The document as it is stored: sorted and indented, so that a diff shows a change of the API."""
    return _text(whole_document())


def acting_part() -> str:
    """The part of the function that acts, as it is stored.

    Raises:
        Conflict: the two functions have different schemas of one name.
    """
    part = openapi_part()
    reading = json.loads(ROUTES.whole_app().get_openapi_json_schema(title="query"))["components"]["schemas"]
    for name, schema in part["schemas"].items():
        if reading.get(name, schema) != schema:
            raise Conflict(f"query and respond have different schemas named {name}; rename one", field=name)
    return _text(part)


def main(arguments: list[str]) -> int:
    """Write both files; with ``--check`` only compare and return 1 if one differs."""
    if arguments == ["--check"]:
        current = ACTING_PART.read_text(encoding="utf-8") == acting_part()
        return 0 if current and PATH.read_text(encoding="utf-8") == pretty() else 1
    ACTING_PART.write_text(acting_part(), encoding="utf-8")
    whole_document.cache_clear()
    PATH.write_text(pretty(), encoding="utf-8")
    return 0


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
