"""The internal secret rotates: whatever was signed before stays good until the next rotation, and no longer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import boto3
import pytest

from functions.query.paging.cursor import decode_cursor, encode_cursor
from shared.domain.errors import ForeshockError
from shared.links.page_link import Scope, link_token, new_link, verified_link
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.sign_in.sealed import seal, unseal
from shared.sign_in.session import Session, check_form_token, cookie_of, form_token, session_of
from tests.unit.notify.examples import START

SESSION = Session("person", "ana", "1", "nonce", START + 1)
LINK = new_link("a1b2c3d4e5f6", Scope.ACT, 1, START)


@dataclass(frozen=True)
class Use:
    """Something that is signed for a purpose, and how it is checked."""

    purpose: str
    sign: Callable[[bytes], str]
    check: Callable[[str, Iterable[bytes]], object]


def _cookie(key: bytes) -> str:
    return cookie_of(SESSION, key).partition(";")[0]


USES = {
    "cursor": Use(
        "cursor",
        lambda key: encode_cursor("1#a", "/moments", {}, key),
        lambda text, keys: decode_cursor(text, "/moments", {}, keys),
    ),
    "link": Use("link", lambda key: link_token(LINK, key), verified_link),
    "session": Use("session", _cookie, lambda text, keys: session_of([text], keys, START)),
    "form": Use("session", lambda key: form_token(SESSION, key), lambda t, keys: check_form_token(t, SESSION, keys)),
    "sign-in": Use("sign-in", lambda key: seal({}, START + 1, key), lambda t, keys: unseal(t, keys, START)),
}


@pytest.fixture
def clock(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[float]:  # noqa: ARG001 - the secret must be there
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(secrets, "_kept", {})
    return now


def rotate(value: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=setting("INTERNAL_SECRET_ARN"), SecretString=value)


@pytest.mark.parametrize("name", USES)
def test_what_was_signed_before_is_good_until_the_next_rotation(clock: list[float], name: str) -> None:
    use = USES[name]
    held = use.sign(secrets.internal_key(use.purpose))
    for rotation, good in ((1, True), (2, False)):
        rotate(f"another {rotation}")
        clock[0] += secrets.MAX_AGE_SECONDS + 1
        if good:
            use.check(held, secrets.internal_keys(use.purpose))
        else:
            with pytest.raises(ForeshockError):
                use.check(held, secrets.internal_keys(use.purpose))


@pytest.mark.parametrize("name", USES)
def test_what_a_function_signed_with_a_newer_key_is_good_where_the_rotation_is_not_known_yet(
    clock: list[float], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Functions learn of a rotation within five minutes, not all at once."""
    use = USES[name]
    known = secrets.internal_key(use.purpose)
    rotate("another")
    behind = dict(secrets._kept)
    monkeypatch.setattr(secrets, "_kept", {})
    fresh = use.sign(secrets.internal_key(use.purpose))
    monkeypatch.setattr(secrets, "_kept", behind)
    clock[0] += secrets.ROTATION_SECONDS + 1
    assert secrets.internal_key(use.purpose) == known
    use.check(fresh, secrets.internal_keys(use.purpose))


def test_guesses_do_not_ask_for_the_secret_each_time(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.internal_key("link")
    asked: list[str] = []
    client = secrets._secrets()
    real = client.get_secret_value

    def counted(**wanted: str) -> object:
        asked.append("read")
        return real(**wanted)

    monkeypatch.setattr(client, "get_secret_value", counted)
    for _ in range(20):
        clock[0] += 0.1
        with pytest.raises(ForeshockError):
            verified_link("a1b2c3d4e5f6-AAAAAAAAAAAAAAA", secrets.internal_keys("link"))
    assert len(asked) <= 2
