"""Only judged addresses are dialled, whatever the name service says later, and errors tell nothing about a network."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util import connection

from shared.egress.pool import Hosts, hosts_of, public_pool

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.7"


class Network:
    """A name service that gives one answer after another, and a network that notes who is dialled."""

    def __init__(self) -> None:
        self.answers: list[list[str]] = []
        self.looked_up: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self.listening: set[str] = set()

    def getaddrinfo(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        self.looked_up.append(host)
        if not self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = self.answers.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    def connect(self, address: tuple[str, int], *_: Any) -> socket.socket:
        self.dialled.append(address)
        if address[0] not in self.listening:
            raise ConnectionRefusedError(111, "Connection refused")
        ours, theirs = socket.socketpair()
        theirs.sendall(
            b"HTTP/1.1 302 Found\r\nlocation: http://other.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
        theirs.close()
        return ours


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr(socket, "getaddrinfo", network.getaddrinfo)
    monkeypatch.setattr(connection, "create_connection", network.connect)
    return network


@pytest.fixture
def ask() -> Iterator[Callable[..., urllib3.BaseHTTPResponse]]:
    pools: list[urllib3.PoolManager] = []

    def get(url: str, private: Hosts = frozenset()) -> urllib3.BaseHTTPResponse:
        pools.append(public_pool(private, retries=False))
        return pools[-1].request("GET", url)

    yield get
    for pool in pools:
        pool.clear()


def refusal(ask: Callable[..., Any], url: str) -> str:
    with pytest.raises(NewConnectionError) as caught:
        ask(url)
    return str(caught.value).partition(": ")[2]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_of_a_private_address_is_never_dialled(network: Network, ask: Callable[..., Any], scheme: str) -> None:
    network.answers = [[PRIVATE, "169.254.169.254", "::1"]]
    refusal(ask, f"{scheme}://feeds.example/")
    assert network.looked_up == ["feeds.example"]
    assert network.dialled == []


def test_the_judged_address_is_dialled_and_no_later_answer_counts(network: Network, ask: Callable[..., Any]) -> None:
    """Rebinding: the second answer would be a private address."""
    network.answers, network.listening = [[PUBLIC], [PRIVATE]], {PUBLIC}
    assert ask("http://feeds.example/").status == 302
    assert network.dialled == [(PUBLIC, 80)]


def test_of_several_addresses_only_the_public_ones_are_tried(network: Network, ask: Callable[..., Any]) -> None:
    network.answers, network.listening = [[PRIVATE, "1.1.1.1", PUBLIC]], {PRIVATE, PUBLIC}
    assert ask("http://feeds.example:8080/").status == 302
    assert network.dialled == [("1.1.1.1", 8080), (PUBLIC, 8080)]


def test_a_redirect_is_judged_anew(network: Network) -> None:
    network.answers, network.listening = [[PUBLIC], [PRIVATE]], {PUBLIC, PRIVATE}
    pool = public_pool(retries=urllib3.Retry(None, connect=0, redirect=3))
    with pytest.raises(HTTPError):
        pool.request("GET", "http://feeds.example/")
    assert network.looked_up == ["feeds.example", "other.example"]
    assert network.dialled == [(PUBLIC, 80)]


def test_refused_closed_and_unknown_are_one_error(network: Network, ask: Callable[..., Any]) -> None:
    """Or somebody who may add a feed could map the network of the deployment."""
    network.answers = [[PRIVATE]]
    refused = refusal(ask, "http://feeds.example/")
    network.answers = [[PUBLIC]]
    closed = refusal(ask, "http://feeds.example/")
    unknown = refusal(ask, "http://feeds.example/")
    not_a_name = refusal(ask, f"http://{'a' * 64}.example/")
    assert refused == closed == unknown == not_a_name


def test_a_host_that_the_operator_named_may_be_private(network: Network, ask: Callable[..., Any]) -> None:
    network.listening = {PRIVATE}
    private = hosts_of(["http://News.Acme.internal:8080/anything"])
    network.answers = [[PRIVATE]]
    assert ask("http://news.acme.internal:8080/feed", private).status == 302
    network.answers = [[PRIVATE]]
    with pytest.raises(NewConnectionError):
        ask("http://news.acme.internal:8081/feed", private)
    assert network.dialled == [(PRIVATE, 8080)]
