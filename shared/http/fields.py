"""Field types and conversions that all answers share.

The schema of an answer is a typed dict: easy to build, nearly free at a cold start, and
still the contract. The OpenAPI document is generated from it, and every answer is
validated against it before it is sent.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from shared.domain.hidden_characters import hidden_character
from shared.http.problem import EMPTY

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-03-01T14:05:00Z"])]
"""ISO 8601 in UTC, ending in Z."""

Share = Annotated[float, Field(ge=0, le=1)]
Compound = Annotated[float, Field(ge=-1, le=1)]
SeverityName = Literal["SEV1", "SEV2", "SEV3", "SEV4"]
NextCursor = Annotated[
    str | None,
    Field(
        description="Send it as `cursor`, with the same filters, to get the next page; null on the last page. "
        "A page may have fewer items than `limit`, or none, and still have a next page."
    ),
]


def visible_text(text: str, allowed: str = "\n\t") -> str:
    """``text`` without space around it; an invisible or control character is an error, and is not removed silently."""
    trimmed = text.strip()
    if hidden := hidden_character(trimmed, allowed):
        raise ValueError(f"has a hidden character, {hidden}; remove it")
    if not trimmed:
        raise ValueError(EMPTY)
    return trimmed


def visible_line(text: str) -> str:
    """``text`` as :func:`visible_text` has it, and on one line."""
    return visible_text(text, allowed="")


def https_address(url: str) -> str:
    """``url`` if it is a plain https address without a user name; an error says what is wrong with it.

    >>> https_address("https://example.com/news/1")
    'https://example.com/news/1'
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ValueError("must be an https address") from error
    if (
        parts.scheme.lower() != "https"
        or not parts.hostname
        or "@" in parts.netloc
        or not url.isprintable()
        or " " in url
    ):
        raise ValueError("must be an https address without user name and spaces")
    return url


def contact_address(address: str) -> str:
    """``address`` if people can reach somebody by it: empty, an https address or a mail address.

    >>> contact_address("help@acme.example"), contact_address("https://acme.example/help")
    ('help@acme.example', 'https://acme.example/help')
    """
    if not address or _MAIL.fullmatch(address):
        return address
    if "://" not in address:
        raise ValueError("must be an https address, or a mail address such as help@acme.example")
    return https_address(address)


def only_numbers(value: object) -> object:
    """``value``, unless it is a text or a truth value: pydantic would take "5" and true for numbers."""
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number")  # noqa: TRY004 - pydantic makes a field error of ValueErrors alone
    return value


WholeNumber = Annotated[int, BeforeValidator(only_numbers)]
"""A number in a body."""

YesNo = Annotated[bool, Field(strict=True)]
"""A truth value in a body: true or false, and not 0 or "yes"."""

VISIBLE: dict[str, int | str] = {"minLength": 1, "pattern": r"\S"}
"""What :func:`visible_text` asks for, as far as JSON Schema can say it."""

ShortText = Annotated[str, Field(max_length=80, json_schema_extra=VISIBLE), AfterValidator(visible_line)]
"""A name as people write it; one letter is enough, as brands may be called X."""


def web_address(url: str) -> str | None:
    """``url`` if it is a safe web link, otherwise ``None``.

    >>> web_address("https://example.com/1"), web_address("javascript:alert(1)")
    ('https://example.com/1', None)
    """
    return url if url.lower().startswith(("https://", "http://")) else None
