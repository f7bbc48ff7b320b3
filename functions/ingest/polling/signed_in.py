"""Requests in, the same with credentials out: signs in where there is no session, and again when it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from functions.ingest.polling.rate_limits import check, not_before_ms
from shared.channels.access import Credentials, Session
from shared.channels.protocol import Channel
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelError, ChannelRefused, ChannelUnavailable, RateLimited
from shared.domain.time import MINUTE_MS

LONGEST_WAIT_MS = 15 * MINUTE_MS
"""A wait of minutes that a sign-in asks for may hold for every request; one of hours is for sign-ins alone."""


@dataclass(slots=True)
class SignedIn:
    """Fetches the requests of a channel with what proves who asks.

    ``session`` is what the last sign-in gave, and ``save`` keeps a new one: some channels
    allow only a few sign-ins a day. One object serves all queries of a run.
    """

    channel: Channel
    credentials: Credentials
    base_url: str
    fetch: Callable[[Request], Response]
    session: Session = field(default_factory=dict)
    save: Callable[[Session], None] = lambda _session: None
    now_ms: int = 0
    _refused: ChannelError | None = None

    def __call__(self, request: Request) -> Response:
        """The response.

        Raises:
            ChannelRefused: the credentials are not accepted.
            ChannelUnavailable, RateLimited: nobody can sign in for now.
        """
        access = self.channel.ACCESS
        if access.sessions and not self.session:
            self._sign_in()
        response = self.fetch(access.authorized(request, self.credentials, self.session))
        if access.sessions and access.is_expired(response):
            self._sign_in()
            response = self.fetch(access.authorized(request, self.credentials, self.session))
        return response

    def _sign_in(self) -> None:
        """A new session. One refusal is enough for a run: the next query has the same credentials."""
        if self._refused is not None:
            raise self._refused
        failure: ChannelError = ChannelUnavailable(f"{self.channel.NAME} offers no way to sign in")
        for step in self.channel.ACCESS.sign_in(self.credentials, self.session, self.base_url):
            response = self.fetch(step)
            received_ms = max(self.now_ms, response.received_ms)
            if session := self.channel.ACCESS.session_from(response, received_ms):
                self.session = session
                self.save(session)
                return _keep_wait(response, received_ms)
            failure = _failure(self.channel, response, received_ms)
            if not isinstance(failure, ChannelRefused):
                raise failure  # a rate limit holds for every way to sign in; what passes is no reason for another
        if isinstance(failure, ChannelRefused):
            self._refused = failure
        raise failure


def _keep_wait(response: Response, received_ms: int) -> None:
    """Nothing, unless the sign-in was the last request that the server allows for now.

    Raises:
        RateLimited: it was; the session is kept for later.
    """
    until_ms = not_before_ms(response, 0, received_ms)
    if received_ms < until_ms <= received_ms + LONGEST_WAIT_MS:
        raise RateLimited("after the sign-in the channel allows no request for now", retry_at_ms=until_ms)


def _failure(channel: Channel, response: Response, received_ms: int) -> ChannelError:
    """What it means that a response to a sign-in holds no session."""
    try:
        check(channel, response, received_ms, worked_before=False)
    except ChannelRefused as error:
        return ChannelRefused(f"{channel.NAME} does not accept the credentials: {error.message}")
    except ChannelError as error:
        return error
    return ChannelUnavailable(f"{channel.NAME} answered a sign-in with something that is no session")
