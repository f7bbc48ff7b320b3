"""The bytes of a feed in, bytes that a parser takes out: one bad character must not cost the whole document."""

from __future__ import annotations

import re
from itertools import islice

from shared.channels.request import Response

MAX_TAGS = 100_000
"""Tags of a document that are read: feedparser takes some 40 microseconds each, so more would take the whole run."""

_REFERENCES = re.compile(rb"(?:&#(?:[0-9]{1,9}|[xX][0-9a-fA-F]{1,8});)+")
_REFERENCE = re.compile(rb"&#([xX]?)([0-9a-fA-F]+);")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_TAG_OR_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<", re.DOTALL)
_ENTRY_ENDED = re.compile(rb"</(?:\w+:)?(?:item|entry)\s*>")
_ROOT = re.compile(rb"<((?:\w+:)?(?:rss|feed|rdf))\b", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00\xfe\xff", b"\x00\x00\x00<")
_MULTI_BYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}")


def readable(response: Response) -> tuple[bytes, bool]:
    """The body with every character that XML forbids replaced, and whether its end was left out for its size."""
    body, cut = response.body, response.cut
    if body.startswith(_WIDE):
        return body, cut
    end = _end_of_tags(body)
    if cut or end < len(body):
        body, cut = _closed(body[:end]), True
    encoding = _encoding(response)
    if not encoding.startswith("iso-2022"):  # which switches alphabets with such a byte
        body = _CONTROLS.sub(b" ", body)
    if encoding in {"", "utf-8", "utf8", "us-ascii"} and _MULTI_BYTE.search(body):
        body = body.decode("utf-8", "replace").encode()
    return _REFERENCES.sub(lambda found: _repaired(found[0]), body), cut


def _end_of_tags(body: bytes) -> int:
    """Where the last tag that is read begins; marked-up text in CDATA is text to a parser, and cheap."""
    if body.count(b"<") <= MAX_TAGS:
        return len(body)
    last = next(islice((tag for tag in _TAG_OR_CDATA.finditer(body) if len(tag[0]) == 1), MAX_TAGS, None), None)
    return last.start() if last else len(body)


def _closed(body: bytes) -> bytes:
    """The entries that are whole, as a document: a parser for documents that are not takes ten times as long."""
    ends = list(_ENTRY_ENDED.finditer(body, max(0, body.rfind(b"</item"), body.rfind(b"</entry"))))
    if not ends:
        return body
    root = _ROOT.search(body)
    tags = re.findall(rb"<((?:\w+:)?channel)\b", body[: root.end() + 5_000]) if root else []
    return body[: ends[0].end()] + b"".join(b"</%s>" % name for name in (*tags[:1], *([root[1]] if root else [])))


def _encoding(response: Response) -> str:
    """The encoding that the header or else the document names, in lower case."""
    if found := _CHARSET.search(response.headers.get("content-type", "")):
        return found[1].lower()
    declared = _DECLARED.search(response.body[:400])
    return declared[1].decode().lower() if declared else ""


def _repaired(references: bytes) -> bytes:
    r"""A run of numeric references; pairs of UTF-16 surrogates become one character, and what is none U+FFFD.

    >>> _repaired(b"&#55357;&#56869;"), _repaired(b"&#xD83D;"), _repaired(b"&#65;&#0;")
    (b'&#128549;', b'&#65533;', b'&#65;&#65533;')
    """
    numbers = [int(digits, 16 if hexadecimal else 10) for hexadecimal, digits in _REFERENCE.findall(references)]
    units = "".join(chr(number) if number < 0x110000 else "\ufffd" for number in numbers)  # noqa: PLR2004 - Unicode's end
    text = units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return b"".join(b"&#%d;" % (ord(ch) if _is_xml(ch) else 0xFFFD) for ch in text)


def _is_xml(ch: str) -> bool:
    return ch in "\t\n\r" or (ch >= " " and ch not in "\ufffe\uffff")
