"""Which entries of a feed are the same post: many feeds give no id, or one id to everything.

An entry is known by its guid, else by its link, else by its title; never by its content,
because an edited entry is no new post. A guid or a link that several different entries
have names none of them: those are known by link and title together. What a feed was
found to share is remembered, because its next document may hold a single entry.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from urllib.parse import urlsplit, urlunsplit

from shared.channels.cursor import key_digest
from shared.domain.mentions.mention import Post
from shared.domain.text import digest

_ADDRESS = re.compile(r"https?://(?:www\.)?(?P<path>[^?#]*?)/?(?P<rest>[?#].*)?", re.IGNORECASE | re.DOTALL)
_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid|xtor)=", re.IGNORECASE)


class Identities:
    """Gives posts their keys; ``remember`` are the keys to be remembered beside those.

    ``feed`` is the feed's address, ``home`` that of its site, ``known`` the digests of
    the keys remembered so far.
    """

    def __init__(self, feed: str, home: str, known: frozenset[str]) -> None:
        self._feed = feed
        self._home = canonical_url(home)
        self._known = known
        self._marker = f"{feed} titles"
        self._knows_titles = self._is_known(self._marker)
        """Whether this feed was read before by rules that remember titles as well."""
        self.remember: list[str] = [self._marker]

    def of(self, posts: Iterable[Post]) -> Iterator[Post]:
        """The posts with their keys.

        >>> posts = [Post("rss", "7", "7", ""), Post("rss", "", "tag:a,2026:1", "")]
        >>> [post.key for post in Identities("a.example/feed", "", frozenset()).of(posts)]
        ['a.example/feed#7', 'tag:a,2026:1']
        """
        listed = list(posts)
        guids, links = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
        for post in listed:
            guids[post.key].add(_content(post))
            links[canonical_url(post.url)].add(_title(post))
        for post in listed:
            shared_link = len(links[canonical_url(post.url)]) > 1
            key = self._by_guid(post, shared=len(guids[post.key]) > 1, alone=len(listed) == 1) if post.key else ""
            key = key or self._by_link(post, shared=shared_link)
            yield post._replace(key=key, id=post.id or key)

    def _by_guid(self, post: Post, *, shared: bool, alone: bool) -> str:
        """The guid as a key; empty where it names several entries. One that is no URI is unique only in its feed."""
        guid = self._known_as(post.key if ":" in post.key else f"{self._feed}#{post.key}")
        parts = (f"{guid} {_content(post)}", f"{guid} link {canonical_url(post.url)}", f"{guid} title {_title(post)}")
        told, same_link, same_title = map(self._is_known, parts)
        if shared or self._is_known(f"{guid} shared") or self._is_front_page(guid):
            self.remember.append(f"{guid} shared")
            return guid if told else ""
        if not alone:
            return guid
        self.remember.extend(parts)
        another = self._is_known(guid) and self._is_known(f"{guid} alone") and not same_title
        if another and (not post.url or not same_link):
            self.remember.append(f"{guid} shared")
            return ""
        self.remember.append(f"{guid} alone")
        return guid

    def _by_link(self, post: Post, *, shared: bool) -> str:
        """The link as a key, with the title where it leads to a page of many entries."""
        if not post.url:
            return f"{self._feed}#{_title(post)}"
        link = self._known_as(canonical_url(post.url))
        titled = self._known_as(f"{link}#{_title(post)}")
        dated = f"{link} at {post.published_ms}" if post.published_ms else ""
        if shared or self._is_known(f"{link} shared") or self._is_front_page(link):
            self.remember.append(f"{link} shared")
            return titled
        self.remember.extend([titled, *([dated] if dated else [])])
        seen_with_another_title = self._knows_titles and self._is_known(link) and not self._is_known(titled)
        edited = bool(dated) and self._is_known(dated)
        return titled if seen_with_another_title and not edited and post.title else link

    def _is_front_page(self, link: str) -> bool:
        path = link.partition("://")[2].partition("/")[2]
        return "://" in link and (not path or link.rstrip("/") == self._home.rstrip("/"))

    def _known_as(self, key: str) -> str:
        """The key, or that of the same address in another spelling where that one is known."""
        if self._is_known(key):
            return key
        return next((spelling for spelling in other_spellings(key) if self._is_known(spelling)), key)

    def _is_known(self, key: str) -> bool:
        return key_digest(key) in self._known


def other_spellings(key: str) -> Iterator[str]:
    """The same web address with and without HTTPS, ``www`` and a slash at the end: sites move from one to another.

    >>> list(other_spellings("http://a.example/1"))[-1]
    'https://www.a.example/1/'
    >>> len(list(other_spellings("https://www.a.example/1/?p=7#title"))), list(other_spellings("tag:a,2026:1"))
    (7, [])
    """
    found = _ADDRESS.fullmatch(key)
    if not found:
        return
    path, rest = found["path"], found["rest"] or ""
    for scheme, www, slash in product(("http", "https"), ("", "www."), ("", "/")):
        spelling = f"{scheme}://{www}{path}{slash}{rest}"
        if spelling != key:
            yield spelling


def canonical_url(link: str) -> str:
    """A link without campaign parameters, its host in lower case; a fragment may lead to one post of a thread.

    >>> canonical_url("https://News.Example/a?id=1&utm_source=rss#utm_medium=x")
    'https://news.example/a?id=1'
    >>> canonical_url("https://forum.example/t/9#post2")
    'https://forum.example/t/9#post2'
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = "&".join(pair for pair in parts.query.split("&") if not _CAMPAIGN.match(pair))
    fragment = "" if _CAMPAIGN.match(parts.fragment) else parts.fragment
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, fragment))


def _title(post: Post) -> str:
    return digest(post.title or post.text)


def _content(post: Post) -> str:
    return digest(f"{canonical_url(post.url)}\x00{post.title or post.text}")
