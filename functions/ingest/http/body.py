"""Reading a body that may be endless, cut short, or a few kilobytes that unpack to gigabytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from shared.domain.errors import ChannelUnavailable

MAX_BYTES = 8 * 1024 * 1024
"""The largest body read, after decompression."""

_GZIP = b"\x1f\x8b"
_ZLIB_OR_GZIP = 47
"""zlib's window bits for "either format, told by its header"."""


def decompressed(chunks: Iterable[bytes], encoding: str, most: int = MAX_BYTES) -> bytes:
    """The body of an answer with this Content-Encoding; never holds more than ``most`` bytes of it.

    Raises:
        ChannelUnavailable: it is larger, damaged, cut off, or packed in a way nobody asked for.
    """
    if encoding in {"", "identity"}:
        return _bounded(chunks, most)
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise ChannelUnavailable(f"the answer is packed as {encoding[:40]!r}, which was not asked for")
    try:
        return _bounded(_inflated(chunks, most), most)
    except zlib.error as error:
        raise ChannelUnavailable(f"the answer cannot be unpacked: {error}") from error


def _bounded(chunks: Iterable[bytes], most: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise ChannelUnavailable(f"the answer is larger than {most} bytes")
    return bytes(body)


def _inflated(chunks: Iterable[bytes], most: int) -> Iterable[bytes]:
    """The decompressed pieces; a gzip file may hold several members (RFC 1952 section 2.2)."""
    inflater = zlib.decompressobj(_ZLIB_OR_GZIP)
    for chunk in chunks:
        data = chunk
        while data:
            if inflater.eof:
                if not data.startswith(_GZIP):
                    return  # padding behind the last member
                inflater = zlib.decompressobj(_ZLIB_OR_GZIP)
            yield inflater.decompress(data, most + 1)
            data = inflater.unconsumed_tail or inflater.unused_data
    if not inflater.eof:
        raise ChannelUnavailable("the packed answer was cut off")
