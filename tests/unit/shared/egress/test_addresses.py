"""Which addresses are public, in every spelling that leads to one that is not."""

from __future__ import annotations

import pytest

from shared.egress.addresses import host_and_port, is_public


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing listens there
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "169.254.170.2",
        "172.31.255.255",
        "192.0.0.8",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "localhost",
        "0x7f.1",
        "",
    ],
)
def test_what_is_not_on_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1"]
)
def test_what_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", ["", "feed", "https://", "http://[::1", "https://a.example:99999/", "ftp://a.example"])
def test_what_is_no_web_address_has_no_host_with_a_port(url: str) -> None:
    assert not all(host_and_port(url))
