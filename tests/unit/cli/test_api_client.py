"""The client of the API waits where it was too fast, and repeats nothing else."""

from __future__ import annotations

import pytest
from urllib3.util.retry import RequestHistory

from infra.cli import api_client
from infra.cli.api_client import AGAIN, Api
from shared.domain.errors import ForeshockError
from tests.receiver import receiving


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same repetitions without their pauses."""
    monkeypatch.setattr(api_client, "AGAIN", AGAIN.new(backoff_factor=0))


def test_what_comes_too_fast_is_asked_again() -> None:
    with receiving(429, 429) as receiver:
        assert Api(receiver.url, "key").post("/brands/acme", {"name": "Acme"}) is None
    assert [got.body for got in receiver.got] == [b'{"name": "Acme"}'] * 3


def test_a_limit_that_lasts_is_told() -> None:
    with receiving(*[429] * 9) as receiver, pytest.raises(ForeshockError, match="answered 429"):
        Api(receiver.url, "key").post("/brands/acme", {"name": "Acme"})
    assert len(receiver.got) == 5


@pytest.mark.parametrize("status", [500, 503, 404, 301])
def test_nothing_else_is_repeated(status: int) -> None:
    with receiving(status) as receiver:
        if status >= 400:
            with pytest.raises(ForeshockError, match=str(status)):
                Api(receiver.url, "key").post("/brands/acme", {})
        else:
            Api(receiver.url, "key").post("/brands/acme", {})
    assert len(receiver.got) == 1


def test_who_is_not_there_is_asked_once() -> None:
    with receiving() as receiver:
        url = receiver.url
    with pytest.raises(ForeshockError, match=f"the API at {url} did not answer"):
        Api(url, "key").post("/brands/acme", {})


def test_the_pauses_are_longer_than_the_second_of_a_limit() -> None:
    refused = RequestHistory("POST", "/", None, 429, None)
    assert [AGAIN.new(history=(refused,) * n).get_backoff_time() for n in range(1, 5)] == [0, 1.0, 2.0, 4.0]
