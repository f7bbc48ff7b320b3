"""Near-duplicates: a text in, a short key that texts with nearly the same words share out; and an author's bare name.

A flood of posts seldom repeats itself to the letter: a link, a number, an emoji, a handle or a word differs. So
these are left out, and of the words that remain every three in a row are hashed. The smallest hash is the key
(min-wise hashing; A. Broder, On the resemblance and containment of documents, 1997): two texts share it
with the probability of their Jaccard similarity; with one exchanged word in twelve, in more than half of the cases. A
text that is spun from a few words falls into a few keys, each of which many posts have.
"""

from __future__ import annotations

import re
import string
import unicodedata
import zlib

KEY_LENGTH = 3
"""Characters of a key: 18 bits, enough to tell the accounts and wordings of one brand's hour apart."""

MAX_WORDS = 40
"""Words that are hashed; the beginning of a text is enough."""

SHINGLE = 3
LEAST_NAME = 3
"""Letters that the bare name of an author needs to mean anything."""

_LINK_OR_HANDLE = r"(?:https?://|www\.)\S+|[@\uff20]\S+"
_REPOST = r"rt(?<=\brt)\b"
_LEFT_OUT = f"{_LINK_OR_HANDLE}|{_REPOST}"
_LEFT_OUT_WITHOUT_LINKS = re.compile(_REPOST)
_HINTS = ("@", "://", "www.", "\uff20")
"""Every text with a link or a handle contains one of these. Most have none, and need the quicker pattern only."""

_WORD = r"[^\W\d_]+"
_BLANKS_FOR_OTHERS = bytes(code if chr(code) in string.ascii_lowercase else ord(" ") for code in range(256))
"""Leaves only the words of a text of ASCII characters in lower case: twice as fast as a pattern."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
_MIX = 0x9E3779B1
"""Spreads the bits of a checksum (Knuth, The Art of Computer Programming 3, 6.4)."""


def wording(text: str) -> list[str]:
    """The first words of a text in lower case, without links, handles, numbers, emoji and punctuation.

    >>> wording("RT @ana: Kettle No. 7 BURNT me!! 🔥 https://a.example/1")
    ['kettle', 'no', 'burnt', 'me']
    """
    return [word.decode("utf-8", "surrogatepass") for word in _words(text)]


def _words(text: str) -> list[bytes]:
    """The same in UTF-8, of which checksums are made."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    plain = plain.casefold()
    if any(map(plain.__contains__, _HINTS)):
        plain = re.sub(_LEFT_OUT, " ", plain)
    elif "rt" in plain:
        plain = _LEFT_OUT_WITHOUT_LINKS.sub(" ", plain)
    if plain.isascii():
        return plain.encode().translate(_BLANKS_FOR_OTHERS).split(None, MAX_WORDS)[:MAX_WORDS]
    return [word.encode("utf-8", "surrogatepass") for word in re.findall(_WORD, plain)[:MAX_WORDS]]


def wording_key(text: str) -> str:
    """The key of a text's wording; empty where it has no words.

    >>> one = wording_key("The Acme kettle burnt my hand, never again! https://a.example/1")
    >>> one == wording_key("@acme the acme kettle burnt my hand... NEVER again 😡 41"), len(one)
    (True, 3)
    >>> one == wording_key("Whoever bought one: is it safe with children?"), wording_key("🔥 41")
    (False, '')
    """
    words = _words(text)
    if not words:
        return ""
    hashes = list(map(zlib.crc32, words))
    hashes += [0] * (SHINGLE - len(hashes))
    rows = zip(hashes, hashes[1:], hashes[2:], strict=False)
    return short_key(min([(one * 35 + two * 7 + three) * _MIX & 0xFFFFFFFF for one, two, three in rows]))


def account_key(author: str) -> str:
    """The key of an author's pseudonym; empty where the author is unknown."""
    return short_key(zlib.crc32(author.encode()) * _MIX & 0xFFFFFFFF) if author else ""


def channel_key(channel: str) -> str:
    """The key of a channel's name, to tell the few channels of one counter apart."""
    return short_key(zlib.crc32(channel.encode()) * _MIX & 0xFFFFFFFF)


def bare_name(author: str) -> str:
    """An author's name without server, digits and punctuation, in lower case: a series of accounts has one.

    A name that has too few letters left stays as it is.

    >>> bare_name("@Kettle_Fan_0041"), bare_name("kettlefan7@social.example"), bare_name("kettle-fan.bsky.social")
    ('kettlefan', 'kettlefan', 'kettlefan')
    >>> bare_name("ana.social.example@bsky.brid.gy"), bare_name("x1"), bare_name("48213")
    ('ana', 'x1', '48213')
    """
    name = unicodedata.normalize("NFKC", author).casefold().strip().removeprefix("/u/").removeprefix("u/").lstrip("@")
    local = name.partition("@")[0] or name
    if local.count(".") > 1:  # a domain: the name is its first label
        local = local.partition(".")[0]
    letters = "".join(re.findall(_WORD, local))
    return letters if len(letters) >= LEAST_NAME else local or name


def short_key(number: int) -> str:
    """The upper bits of a 32-bit number as text.

    >>> short_key(0), short_key(2**32 - 1)
    ('000', '___')
    """
    return _ALPHABET[number >> 26 & 63] + _ALPHABET[number >> 20 & 63] + _ALPHABET[number >> 14 & 63]
