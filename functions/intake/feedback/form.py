"""The form below a public page: a posted body in, an answer that is safe to keep out."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from shared.domain.errors import InvalidInput, TooLarge
from shared.domain.hidden_characters import hidden_character
from shared.domain.response.feedback import MAX_TEXT

MAX_BYTES = 16_000
"""Bytes of the longest form: each character of a text may be four bytes, each written as three."""

MAX_FIELDS = 10

_TAG = re.compile(r"<[a-zA-Z/!?][^>]{0,20}")
"""What a browser would take for a tag (HTML Living Standard, 13.2.5.6), and a little of it."""


class Answer(NamedTuple):
    """What a reader answered about a crisis; ``text`` is empty where nothing was written."""

    crisis: str
    helped: bool
    text: str


def answer_of(event: Mapping[str, Any]) -> Answer:
    """The answer in a form posted to API Gateway.

    Raises:
        TooLarge: it is no form of ours.
        InvalidInput: what is wrong with it, for the reader.

    >>> answer_of({"body": "crisis=c1&helped=yes&text=Thank+you", "isBase64Encoded": False})
    Answer(crisis='c1', helped=True, text='Thank you')
    """
    fields = _fields(event)
    if fields.get("helped") not in ("yes", "no"):
        raise InvalidInput("choose Yes or No", field="helped")
    crisis = fields.get("crisis", "")
    if not re.fullmatch(r"[0-9a-zA-Z_-]{1,64}", crisis):
        raise InvalidInput("the form does not say what it is about; open the page again", field="crisis")
    return Answer(crisis, fields["helped"] == "yes", _plain(fields.get("text", "")))


def _fields(event: Mapping[str, Any]) -> dict[str, str]:
    body = str(event.get("body") or "")
    if len(body) > MAX_BYTES:
        raise TooLarge(f"that is too long; write at most {MAX_TEXT} characters", field="text")
    try:
        text = base64.b64decode(body, validate=True).decode() if event.get("isBase64Encoded") else body
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise InvalidInput("the form cannot be read: it is not UTF-8, or has too many fields", field="body") from error


def _plain(text: str) -> str:
    """``text`` without space around it."""
    plain = text.replace("\r\n", "\n").strip()
    if len(plain) > MAX_TEXT:
        raise InvalidInput(f"your text has {len(plain):,} characters; write at most {MAX_TEXT}", field="text")
    if tag := _TAG.search(plain):
        raise InvalidInput(f"your text has HTML ({tag[0]}…); write plain words", field="text")
    if hidden := hidden_character(plain, "\n\t"):
        raise InvalidInput(f"your text has a hidden character, {hidden}; remove it", field="text")
    return plain
