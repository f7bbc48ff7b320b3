"""The public page as an Atom feed (RFC 4287): an entry for each crisis, and one for each statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from functions.query.status.told import Told, story
from shared.domain.response.statement import Statement
from shared.domain.text import clean_text
from shared.domain.time import iso
from shared.http.fields import web_address
from shared.messages.quote import shorten

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
MAX_ENTRIES = 50
TITLE_LENGTH = 100

_NOT_XML = re.compile("[\ufffe\uffff]")
"""Characters that XML 1.0 does not allow, beside those that no text of ours has."""


def status_feed(brand: str, brand_name: str, told: Sequence[Told], address: str, now_ms: int) -> str:
    """The feed of ``brand``, whose page has this ``address``."""
    feed = Element("feed", xmlns=NAMESPACE)
    _text(feed, "id", _id(brand))
    _text(feed, "title", f"{brand_name}: what is going on")
    _text(feed, "updated", iso(max(each.updated_ms for each in told)))
    SubElement(feed, "link", rel="self", type=MEDIA_TYPE, href=f"{address}/feed.atom")
    SubElement(feed, "link", rel="alternate", type="text/html", href=address)
    _text(SubElement(feed, "author"), "name", brand_name)
    entries = [(each.updated_ms, _crisis_entry(each, address, now_ms)) for each in told]
    entries += [(said.recorded_ms, _statement_entry(said, address)) for each in told for said in each.statements]
    entries.sort(key=lambda entry: -entry[0])
    feed.extend(entry for _, entry in entries[:MAX_ENTRIES])
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _crisis_entry(told: Told, address: str, now_ms: int) -> Element:
    published = told.publication
    entry = _entry(_id(published.brand, published.crisis), published.headline, published.published_ms, told.updated_ms)
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    _text(entry, "content", str(story(told, now_ms)), type="html")
    return entry


def _statement_entry(said: Statement, address: str) -> Element:
    words = " ".join(said.text.split())
    title = shorten(words, TITLE_LENGTH)
    entry = _entry(_id(said.brand, said.crisis, said.id), title, said.published_ms, said.recorded_ms)
    SubElement(entry, "link", rel="alternate", href=web_address(said.url) or address)
    _text(entry, "content", said.text, type="text")
    return entry


def _entry(entry_id: str, title: str, published_ms: int, updated_ms: int) -> Element:
    entry = Element("entry")
    _text(entry, "id", entry_id)
    _text(entry, "title", title)
    _text(entry, "published", iso(published_ms))
    _text(entry, "updated", iso(updated_ms))
    return entry


def _text(parent: Element, name: str, words: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = _NOT_XML.sub("", clean_text(words))


def _id(*names: str) -> str:
    """An id that stays the same wherever the feed is read (RFC 4287, section 4.2.6)."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, '/'.join(('foreshock', 'status', *names)))}"
