"""The chunks of a response in, its body out: it may be endless, cut off, or a bomb of a few kilobytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from shared.domain.errors import ChannelUnavailable

MAX_BYTES = 8 * 1024 * 1024
"""The largest body read, after decompression."""

_GZIP = b"\x1f\x8b"
_ZLIB_OR_GZIP = 47
"""zlib's window bits for "either format, as the header says"."""


def decompressed(chunks: Iterable[bytes], encoding: str, max_bytes: int = MAX_BYTES) -> tuple[bytes, bool]:
    """The body of a response with this Content-Encoding, and whether the rest beyond ``max_bytes`` was left.

    Raises:
        ChannelUnavailable: it is damaged, cut off, or compressed in a way that was not asked for.
    """
    if encoding in {"", "identity"}:
        return _limited(chunks, max_bytes)
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise ChannelUnavailable(f"the response has the encoding {encoding[:40]!r}, which was not asked for")
    try:
        return _limited(_inflated(chunks, max_bytes), max_bytes)
    except zlib.error as error:
        raise ChannelUnavailable(f"the response cannot be decompressed: {error}") from error


def _limited(chunks: Iterable[bytes], max_bytes: int) -> tuple[bytes, bool]:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            return bytes(body[:max_bytes]), True
    return bytes(body), False


def _inflated(chunks: Iterable[bytes], max_bytes: int) -> Iterable[bytes]:
    """The decompressed pieces; a gzip file may hold several members (RFC 1952 section 2.2)."""
    inflater = zlib.decompressobj(_ZLIB_OR_GZIP)
    for chunk in chunks:
        data = chunk
        while data:
            if inflater.eof:
                if not data.startswith(_GZIP):
                    return  # padding behind the last member
                inflater = zlib.decompressobj(_ZLIB_OR_GZIP)
            yield inflater.decompress(data, max_bytes + 1)
            data = inflater.unconsumed_tail or inflater.unused_data
    if not inflater.eof:
        raise ChannelUnavailable("the compressed response was cut off")
