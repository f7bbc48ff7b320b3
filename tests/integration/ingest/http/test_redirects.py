"""Redirects and addresses: followed to the same owner alone, over HTTPS, never to a private address."""

from __future__ import annotations

import socket

import pytest

from functions.ingest.http.client import Client
from functions.ingest.http.redirects import redirected
from shared.channels.request import Request
from shared.domain.errors import ChannelRefused, ChannelUnavailable
from shared.egress.pool import hosts_of
from tests.channel_server import Handler, Server
from tests.integration.ingest.http.fetching import get


def test_a_redirect_on_the_same_host_is_followed(server: Server) -> None:
    def moved(handler: Handler) -> None:
        if handler.path == "/old":
            handler.say(301, location="/new")
        else:
            handler.say(200, b"here")

    server.answer = moved
    response = get(server, "/old")
    assert (response.body, response.url) == (b"here", f"{server.url}/new")


@pytest.mark.parametrize("target", ["https://other.example/feed", "//other.example/feed", "http://127.0.0.1:1/feed"])
def test_a_redirect_to_another_host_is_refused_and_names_it(server: Server, target: str) -> None:
    server.answer = lambda handler: handler.say(302, location=target)
    with pytest.raises(ChannelRefused, match=target.partition("//")[2]):
        get(server)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "target", ["https://ana:hunter2@127.0.0.1/", "https://other.example/?key=hunter2", "//a:hunter2@[/"]
)
def test_a_redirect_tells_no_password_and_no_key(server: Server, target: str) -> None:
    server.answer = lambda handler: handler.say(302, location=target)
    with pytest.raises(ChannelRefused) as caught:
        get(server)
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "http://[::1"])
def test_a_redirect_to_something_that_is_not_a_web_address_ends_the_request(server: Server, target: str) -> None:
    server.answer = lambda handler: handler.say(302, location=target)
    with pytest.raises((ChannelRefused, ChannelUnavailable)):
        get(server)


@pytest.mark.parametrize(
    ("before", "after", "followed"),
    [
        ("https://acme.com/feed", "https://www.acme.com/feed", True),
        ("https://www.acme.co.uk/feed", "https://acme.co.uk/rss", True),
        ("http://acme.com/feed", "https://blog.acme.com/feed", True),
        ("https://acme.co.uk/feed", "https://other.co.uk/feed", False),
        ("https://one.github.io/feed", "https://two.github.io/feed", False),
        ("https://acme.com/feed", "https://acme.com.evil.net/feed", False),
        ("https://acme.com/feed", "https://www.acme.com:8443/feed", False),
        ("https://10.0.0.1/feed", "https://10.0.0.2/feed", False),
        ("https://acme.com/feed", "http://www.acme.com/feed", False),
    ],
)
def test_a_redirect_stays_with_the_owner_of_the_domain(before: str, after: str, followed: bool) -> None:
    if followed:
        assert redirected(before, after, same_host=False) == after
    else:
        with pytest.raises(ChannelRefused):
            redirected(before, after, same_host=False)
    with pytest.raises(ChannelRefused):
        redirected(before, after, same_host=True)


def test_redirects_in_a_circle_end(server: Server) -> None:
    server.answer = lambda handler: handler.say(302, location="/again")
    with pytest.raises(ChannelUnavailable, match="redirects"):
        get(server)
    assert len(server.asked) < 10


@pytest.mark.parametrize("url", ["http://a.example/", "http://127.0.0.1:9001/2018-06-01/runtime", "ftp://a.example/"])
def test_plain_http_is_only_used_for_the_hosts_that_allow_it(url: str) -> None:
    with pytest.raises(ChannelRefused, match="https"):
        Client(frozenset({("127.0.0.1", 8080)}))(Request(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/",
        "https://[::ffff:127.0.0.1]:{port}/",
        "https://2130706433:{port}/",
        "https://localhost:{port}/",
    ],
)
def test_a_private_address_is_not_dialled_and_looks_like_a_closed_port(server: Server, url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    words = set()
    for port in (server.server_address[1], closed):
        address = url.format(port=port)
        with pytest.raises(ChannelUnavailable, match="not public") as caught:
            Client()(Request(address))
        words.add(caught.value.message.replace(str(port), "PORT"))
    with pytest.raises(ChannelUnavailable) as caught:
        Client(hosts_of([url.format(port=closed)]))(Request(url.format(port=closed)))
    words.add(caught.value.message.replace(str(closed), "PORT"))
    assert len(words) == 1
    assert server.asked == []
