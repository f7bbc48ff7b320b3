"""Web addresses as people may see them: a feed's address can hold a password or a key, which nobody needs to read."""

from __future__ import annotations

import re

MASK = "***"
"""What stands for a password or a key."""

# Patterns are texts here: ``re`` compiles and keeps them when the first address with a secret comes.

_LOGIN = r"(?:(?<=://)|(?<=\A//))(?:[^/\s?#]*@|[^/\s?#@:]*:(?!\d+(?:[/?#]|\Z|\s))[^\s@]*@)"
"""The part before the host; the second way is for a password that holds a slash, which is not allowed but written."""

_KEY = (
    r"(?i)([?&;](?:[\w.\[\]-]*[_.-])?(?:token|key|apikey|api_?key|auth|authorization|pass|passwd|password|pwd|secret|sig|"
    r"signature|sid|session|jwt|credential|hash|hmac|code)s?\d{0,2}=)([^&;#\s'\"<>]+)"
)
"""A parameter whose name says that its value is a key."""

_RANDOM = r"(?i)([?&;](?![\w.-]*id=)[\w.\[\]-]{1,60}=)((?=[^&;#\s]*\d)(?=[^&;#\s]*[a-z])[\w.~%-]{20,})"
"""A long value of letters and digits, whatever its name is; an id is none, so that one can tell feeds apart."""


def without_secrets(text: str) -> str:
    """``text`` with a mask in place of each password and key in its addresses.

    A key in the path of an address cannot be told from the rest and stays.

    >>> without_secrets("https://ana:pass@news.example/feed?token=a1b2&page=2")
    'https://***@news.example/feed?token=***&page=2'
    >>> without_secrets("https://social.example/@acme.rss?tag=kettle")
    'https://social.example/@acme.rss?tag=kettle'
    """
    if "@" not in text and "=" not in text:
        return text
    masked = re.sub(_LOGIN, f"{MASK}@", text)
    for pattern in (_KEY, _RANDOM):
        masked = re.sub(pattern, rf"\g<1>{MASK}", masked)
    return masked


def has_login(address: str) -> bool:
    """Whether an address has a name or a password before its host.

    >>> has_login("https://ana@news.example/"), has_login("https://news.example/@ana")
    (True, False)
    """
    return re.search(_LOGIN, address) is not None
