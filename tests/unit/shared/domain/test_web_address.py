"""Passwords and keys in addresses are masked, and what tells feeds apart stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.web_address import has_login, without_secrets


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://ana:pass@a.example/feed", "https://***@a.example/feed"),
        ("https://ana@a.example:8443/feed", "https://***@a.example:8443/feed"),
        ("https://:pass@a.example", "https://***@a.example"),
        ("https://ana:p@ss@a.example/x", "https://***@a.example/x"),
        ("https://ana:pa/ss@a.example/x", "https://***@a.example/x"),
        ("https://ana:pa?s#s@a.example/x", "https://***@a.example/x"),
        ("https://a.example/?token=abc", "https://a.example/?token=***"),
        ("https://a.example/?x=1&API_KEY=abc&y=2#z", "https://a.example/?x=1&API_KEY=***&y=2#z"),
        ("https://a.example/?feed_token=abc;auth_key=d", "https://a.example/?feed_token=***;auth_key=***"),
        ("https://a.example/?X-Amz-Signature=00ff&s=1", "https://a.example/?X-Amz-Signature=***&s=1"),
        ("https://a.example/?u=9f86d081884c7d659a2feaa0c55ad015", "https://a.example/?u=***"),
        (
            "no response from 'https://a:b@a.example/?key=c', again",
            "no response from 'https://***@a.example/?key=***', again",
        ),
    ],
)
def test_what_is_a_password_or_a_key_is_masked(address: str, shown: str) -> None:
    assert without_secrets(address) == shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/feed.xml",
        "https://social.example/@acme.rss",
        "https://a.example:8080/@acme:home@other.example",
        "https://a.example/?tag=kettle&page=2&format=rss",
        "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghij0123456789ab",
        "https://a.example/?keyword=kettle&passage=2",
        "acme OR kettle token=free?",
        "ana@acme.example: a kettle",
    ],
)
def test_the_rest_stays_as_it_is(address: str) -> None:
    assert without_secrets(address) == address
    assert not has_login(address)


@given(st.text("aZ0:/?#.-_~!$&'()*+,;=%[]", min_size=1, max_size=30).filter(lambda text: not text[0].isdecimal()))
def test_no_login_leaves_a_trace(login: str) -> None:
    """Whatever it is, unless it reads as a port."""
    address = f"https://ana:{login}x@a.example/feed"
    assert has_login(address)
    shown = without_secrets(address)
    assert f"{login}x" not in shown.replace("https://***@a.example/feed", "")
