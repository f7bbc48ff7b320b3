"""Signing in to a network: rarely, again when a session ends, and never with what is missing or wrong."""

from __future__ import annotations

import pytest

from shared.channels import channel
from shared.domain.errors import ChannelRefused, RateLimited
from shared.domain.time import HOUR_MS
from tests.unit.ingest.connectors.watcher import Watcher, burst
from tests.unit.shared.channels.fake_network import FakeNetwork
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeReddit


def test_missing_credentials_are_named_and_wrong_ones_are_refused(watcher: Watcher) -> None:
    module = channel(watcher.name)
    needed = [one.name for one in module.ACCESS.credentials if one.required]
    if not needed:
        assert module.ACCESS.checked({}, watcher.name, "") == {}
        return
    with pytest.raises(ChannelRefused, match=needed[0]):
        module.ACCESS.checked({}, watcher.name, "set it")
    wrong = Watcher(watcher.source, credentials=dict.fromkeys(needed, "wrong"))
    result = wrong.ask()
    assert isinstance(result.error, ChannelRefused)
    assert "wrong" not in result.reason
    assert not any("secret" in post.url for post in result.posts)


def test_a_session_is_kept_refreshed_and_begun_anew() -> None:
    """An account may use its password only a few times a day."""
    source = FakeBluesky(lasts=3)
    watcher = Watcher(source)
    for _ in range(7):
        burst(source, 1)
        watcher.ask()
    assert source.signed_in == ["createSession", "refreshSession", "refreshSession"]
    watcher.session = {**watcher.session, "refresh": "revoked"}
    source.left = 0
    assert watcher.ask().complete
    assert source.signed_in[-1] == "createSession"


def test_a_password_that_was_used_too_often_is_not_used_again_before_its_time() -> None:
    source = FakeBluesky(passwords=0)
    watcher = Watcher(source)
    result = watcher.ask()
    assert isinstance(result.error, RateLimited)
    assert watcher.cursor.not_before_ms == source.now_ms + HOUR_MS
    asked = len(source.asked)
    watcher.ask()
    assert len(source.asked) == asked


@pytest.mark.parametrize("kind", [FakeBluesky, FakeReddit])
@pytest.mark.parametrize(("reset_s", "waits"), [(90, True), (36_000, False)])
def test_a_sign_in_may_be_the_last_request_for_now_and_a_wait_of_hours_is_that_of_sign_ins(
    kind: type[FakeNetwork], reset_s: int, waits: bool
) -> None:
    source = kind()
    told, watcher = burst(source, 3), Watcher(source)
    limit = {"ratelimit-remaining": "0", "ratelimit-reset": str(reset_s)}
    source.faults = [lambda channel, request: channel.answer(request)._replace(headers=limit)]
    watcher.ask()
    assert (len(source.asked) == 1) is waits
    if waits:
        assert watcher.cursor.not_before_ms == source.now_ms + 90_000
        source.now_ms += 90_000
        watcher.ask()
    assert sorted(watcher.told) == sorted(told)
    assert sum("limit=" not in url for url in source.asked) == 1  # the session is kept
