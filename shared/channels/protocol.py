"""What the module of a polled channel offers; nothing in it does input or output, or reads a clock."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from shared.channels.access import Access
from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.mentions.mention import Post


@runtime_checkable
class Channel(Protocol):
    """One polled channel.

    ``NAME`` is the channel in mentions and settings. ``QUERY`` says what a query is ("a
    phrase"), ``COVERS`` and ``NOT_COVERED`` what the channel delivers and what it does
    not, ``TERMS`` what it costs and which limits its operator sets; people read all four.
    ``BASE_URL`` is where the channel is polled unless settings say otherwise. One run
    makes at most ``REQUESTS`` requests, and a query is polled every ``INTERVAL_S`` seconds;
    all together spend at most ``DAILY_UNITS`` a day of what requests cost (0: no limit).
    ``ACCESS`` says how requests carry credentials.
    ``SEEN_KEYS`` keys of delivered posts are remembered, beyond those that every poll meets
    again. ``PAST_DAYS`` is how many days back it can be asked by date; 0 where it only lists
    its newest posts. What holds for most channels is in :mod:`shared.channels.defaults`.
    """

    NAME: str
    QUERY: str
    COVERS: str
    NOT_COVERED: str
    TERMS: str
    BASE_URL: str
    REQUESTS: int
    INTERVAL_S: int
    SEEN_KEYS: int
    PAST_DAYS: int
    DAILY_UNITS: int
    ACCESS: Access

    def check_query(self, text: str) -> None:
        """Accept ``text`` as a query, or say what is wrong with it.

        Raises:
            ValueError: the channel cannot be asked for it. The message ends the sentence
                "The queries ...", for example "of rss must be addresses of feeds".
        """

    def query_from(self, text: str) -> str:
        """The query for words that a person gave, such as the name of a brand; it may still fail the check."""

    def server_url(self, query: str, base_url: str) -> str:
        """The address by which cursors and rate limits of ``query`` are kept."""

    def matches(self, post: Post, brand: Brand, query: Query, text: str) -> bool:
        """Whether ``post``, an answer to ``query``, is about ``brand``; ``text`` is its title and text in one line."""

    def first_request(self, query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
        """The request that a crawl begins with; ``since_ms`` limits how far a first crawl looks back."""

    def limited(self, request: Request, units: int) -> Request | None:
        """``request`` so that it costs at most ``units``; ``None`` where that cannot be."""

    def judge(self, response: Response, now_ms: int) -> None:
        """Raise what the response says in the channel's own words, before its status and headers are looked at.

        Raises:
            ChannelError: such as a quota that is spent, told by a status that otherwise means "refused".
        """

    def parse(self, request: Request, response: Response, latest_ms: int) -> Batch:
        """The posts of one response and how to go on; no position later than ``latest_ms`` is believed."""

    def start_position(self, since_ms: int | None) -> str:
        """The position of a query whose first crawl found nothing."""


@runtime_checkable
class Counted(Protocol):
    """A channel that tells for little how many posts a search would read, where each costs something."""

    def count_request(self, query: str, since_ms: int, base_url: str) -> Request:
        """The request that counts what the query finds since then."""

    def counted(self, response: Response) -> int:
        """How many posts the response counts.

        Raises:
            ChannelUnavailable: it is no such response.
        """
