"""Lines of JSON as people write them: a line in, an object out, or an error that names the line."""

from __future__ import annotations

import json
from typing import Any

from shared.domain.errors import InvalidInput

MAX_WORDS, MAX_WORD_CHARACTERS = 100, 100
"""So many words may mean the brand, and each may have so many characters."""


def json_object(number: int, line: bytes) -> dict[str, Any]:
    """The object in line ``number`` of a file; a byte order mark is ignored.

    Raises:
        InvalidInput: the line is not a JSON object; the message names it.
    """
    try:
        value = json.loads(line.decode("utf-8", "replace").removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"line {number} is not JSON: {str(error)[:80]}") from error
    if not isinstance(value, dict):
        raise InvalidInput(f"line {number} is not a JSON object")
    return value


def brand_words(value: Any) -> tuple[str, ...]:
    """The words that mean the brand, given as one word or as a list; what is not text is left out.

    >>> brand_words("Best Buy"), brand_words(["Acme", 5, " "]), brand_words(None)
    (('Best Buy',), ('Acme',), ())
    """
    words = [word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str)]
    return tuple(word[:MAX_WORD_CHARACTERS] for word in words[:MAX_WORDS] if word.strip())
