"""Connections to addresses that somebody else chose: only public ones are dialled, and one error tells nothing more.

A name is looked up once, each of its addresses is judged, and exactly the judged address is
dialled: a second answer of the name service cannot lead elsewhere. TLS still proves the name.
A pool does so for every connection, and so for each step of a redirect.
Source: OWASP, Server-Side Request Forgery Prevention Cheat Sheet.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import LocationParseError, NewConnectionError
from urllib3.util import connection

from shared.egress.addresses import host_and_port, is_public

Hosts = frozenset[tuple[str, int]]

NOT_REACHED = "no connection: the host does not answer, or its address is not public"
"""One text for what is refused, closed, silent and unknown: otherwise the error would map a private network."""


def hosts_of(urls: Iterable[str]) -> Hosts:
    """Whom these addresses ask, as host and port; what is no address is left out.

    >>> hosts_of(["http://127.0.0.1:8080/a", "junk"])
    frozenset({('127.0.0.1', 8080)})
    """
    return frozenset(found for found in map(host_and_port, urls) if all(found))


def public_pool(private: Hosts = frozenset(), **options: Any) -> urllib3.PoolManager:
    """A pool that connects to public addresses, and to the ``private`` hosts wherever they are.

    Raises, when it is used, besides what urllib3 raises:
        NewConnectionError: no connection, whatever the reason; its text is ``NOT_REACHED``.
    """

    class Plain(_Judged, HTTPConnection):
        private_hosts = private

    class Secure(_Judged, HTTPSConnection):
        private_hosts = private

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    pool = urllib3.PoolManager(**options)
    pool.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return pool


class _Judged(HTTPConnection):
    """Replaces the one step of urllib3 that looks a name up and dials it."""

    private_hosts: Hosts = frozenset()

    def _new_conn(self) -> socket.socket:
        try:
            for address in self._addresses():
                try:
                    return connection.create_connection(
                        (address, self.port), self.timeout, self.source_address, self.socket_options
                    )
                except OSError:
                    continue
        except (OSError, UnicodeError, LocationParseError):
            pass  # the name does not exist, or is none
        raise NewConnectionError(self, NOT_REACHED)

    def _addresses(self) -> list[str]:
        found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if (self.host.strip("[]").lower(), self.port) in self.private_hosts:
            return addresses
        return [address for address in addresses if is_public(address)]
