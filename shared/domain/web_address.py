"""Web addresses as people may see them: a feed's address can hold a password or a key, which nobody needs to read."""

from __future__ import annotations

import re

MASK = "***"
"""What stands for a password or a key."""

_LOGIN = re.compile(r"(?:(?<=://)|(?<=\A//))(?:[^/\s?#]*@|[^/\s?#@:]*:(?!\d+(?:[/?#]|\Z|\s))[^\s@]*@)")
"""The part before the host; the second way is for a password that holds a slash, which is not allowed but written."""

_KEY = re.compile(
    r"([?&;](?:[\w.\[\]-]*[_.-])?(?:token|key|apikey|api_?key|auth|authorization|pass|passwd|password|pwd|secret|sig|"
    r"signature|sid|session|jwt|credential|hash|hmac|code)s?\d{0,2}=)([^&;#\s'\"<>]+)",
    re.IGNORECASE,
)
"""A parameter whose name says that its value is a key."""

_RANDOM = re.compile(
    r"([?&;](?![\w.-]*id=)[\w.\[\]-]{1,60}=)((?=[^&;#\s]*\d)(?=[^&;#\s]*[a-z])[\w.~%-]{20,})", re.IGNORECASE
)
"""A long value of letters and digits, whatever its name is; an id is none, so that one can tell feeds apart."""


def without_secrets(text: str) -> str:
    """``text`` with a mask in place of each password and key in its addresses.

    A key in the path of an address cannot be told from the rest and stays.

    >>> without_secrets("https://ana:pass@news.example/feed?token=a1b2&page=2")
    'https://***@news.example/feed?token=***&page=2'
    >>> without_secrets("https://social.example/@acme.rss?tag=kettle")
    'https://social.example/@acme.rss?tag=kettle'
    """
    masked = _LOGIN.sub(f"{MASK}@", text)
    for pattern in (_KEY, _RANDOM):
        masked = pattern.sub(rf"\g<1>{MASK}", masked)
    return masked


def has_login(address: str) -> bool:
    """Whether an address has a name or a password before its host.

    >>> has_login("https://ana@news.example/"), has_login("https://news.example/@ana")
    (True, False)
    """
    return bool(_LOGIN.search(address))
