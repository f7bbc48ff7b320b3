"""The one exception tree of Foreshock.

ForeshockError                what went wrong, in words that a person can act on
├── InvalidInput              something from outside is not valid; names the field
│   └── TooLarge              it is longer than what is taken; split it
├── NotFound                  the thing asked for does not exist
├── Conflict                  somebody else changed it first; read again and retry
├── IllegalTransition         a moment's status does not allow this step
├── Unauthorized              a signature or a key is missing, wrong or too old
├── Forbidden                 the role of a key or of a person does not allow it
├── ChannelError              a channel did not give what was asked for
│   ├── ChannelUnavailable    for now: network, 5xx, a wrong format; try again later
│   ├── RateLimited           it asks to wait until a given time
│   ├── PositionForgotten     it no longer knows where the last poll stopped; begin anew
│   └── ChannelRefused        for good: wrong query, key missing, feed gone
├── Unreadable                something stored cannot be read; replace it
├── StorageBusy               a table is overloaded; what was not written must come again
└── Poison                    a record that can never be processed; belongs in a dead-letter queue
"""

from __future__ import annotations


class ForeshockError(Exception):
    """The root of every error raised on purpose.

    ``message`` is a sentence for a person; ``field`` names the wrong input,
    dotted for nested ones (``author.reach``), empty where there is none.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class InvalidInput(ForeshockError):
    """Something from outside is not valid; the message says how to correct it."""


class TooLarge(InvalidInput):
    """Something from outside is longer than what is taken; the message says how much that is."""


class NotFound(ForeshockError):
    """The brand, moment or other thing that was asked for does not exist."""


class Unreadable(ForeshockError):
    """A stored item cannot be read, so what it holds is unknown; the message says which and how to replace it."""


class Conflict(ForeshockError):
    """A conditional write lost against another writer; read again and retry."""


class IllegalTransition(ForeshockError):
    """A moment's status does not allow this transition; to try again does not help."""


class Unauthorized(ForeshockError):
    """A signature or key is missing, wrong or stale."""


class Forbidden(ForeshockError):
    """The role does not allow it; the message says which role does."""


class ChannelError(ForeshockError):
    """A channel did not give what it was asked for."""


class ChannelUnavailable(ChannelError):
    """The channel fails for now (network, 5xx, a wrong format); try again later."""


class RateLimited(ChannelError):
    """The channel wants fewer requests: not before ``retry_at_ms`` (epoch milliseconds)."""

    def __init__(self, message: str, *, retry_at_ms: int) -> None:
        super().__init__(message)
        self.retry_at_ms = retry_at_ms


class PositionForgotten(ChannelError):
    """The channel no longer knows the position of the cursor; begin as far back as it goes."""


class ChannelRefused(ChannelError):
    """The channel refuses for good: the query, the key or the address must change."""


class StorageBusy(ForeshockError):
    """A table or a queue is overloaded; the batch must come again."""


class Poison(ForeshockError):
    """A record that no retry can process; it goes to a dead-letter queue with its reason."""
