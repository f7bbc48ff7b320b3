"""A push is accepted when its body, its time and its key are signed with a secret we know, and it is fresh."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.intake.signature import MAX_CLOCK_DIFFERENCE_MS, Push, parse_push, sign, verify
from shared.domain.errors import InvalidInput, Unauthorized

NOW = 1_772_373_900_000
SECRET = b"a secret of the tests"
KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="."), min_size=1, max_size=128)


def signed(body: bytes = b"[]", at_ms: int = NOW, key: str = "batch-1", secret: bytes = SECRET) -> Push:
    timestamp = str(at_ms // 1_000)
    return Push(body, timestamp, key, sign(body, timestamp, key, secret))


def test_the_signature_is_hmac_sha256_over_time_key_and_raw_body() -> None:
    """Written out with nothing of ours, as a sender in any language would."""
    mac = hmac.new(SECRET, b"1772373900.batch-1." + b'{"a":1}', hashlib.sha256).hexdigest()
    assert sign(b'{"a":1}', "1772373900", "batch-1", SECRET) == f"v1={mac}"


@given(st.binary(max_size=300), KEYS, st.integers(-MAX_CLOCK_DIFFERENCE_MS, MAX_CLOCK_DIFFERENCE_MS - 1_000))
def test_a_fresh_push_signed_with_any_of_our_keys_passes(body: bytes, key: str, skew_ms: int) -> None:
    push = signed(body, NOW + skew_ms + 999, key)
    verify(push, [b"the next secret", SECRET], NOW)


@given(st.binary(max_size=50), st.binary(max_size=50), KEYS, KEYS)
def test_a_signature_holds_for_one_body_and_one_key_only(body: bytes, other: bytes, key: str, another: str) -> None:
    push = replace(signed(body, key=key), body=other, key=another)
    if (body, key) == (other, another):
        verify(push, [SECRET], NOW)
    else:
        with pytest.raises(Unauthorized):
            verify(push, [SECRET], NOW)


@pytest.mark.parametrize(
    "skew_ms", [-MAX_CLOCK_DIFFERENCE_MS - 1_000, MAX_CLOCK_DIFFERENCE_MS + 1_000, -86_400_000, 86_400_000]
)
def test_a_stale_push_and_one_from_the_future_are_refused_though_well_signed(skew_ms: int) -> None:
    with pytest.raises(Unauthorized) as refusal:
        verify(signed(at_ms=NOW + skew_ms), [SECRET], NOW)
    assert refusal.value.field == "x-foreshock-timestamp"


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1772373900.0", "1e9", "١٧٧٢٣٧٣٩٠٠", "9" * 400, " 1772373900"])
def test_a_timestamp_that_is_not_whole_seconds_is_refused(timestamp: str) -> None:
    push = Push(b"[]", timestamp, "k", sign(b"[]", timestamp, "k", SECRET))
    with pytest.raises(Unauthorized):
        verify(push, [SECRET], NOW)


@pytest.mark.parametrize("signature", ["", "v1=", "v1", "v1=\ud800", "v2=" + "0" * 64, "ß" * 70, "x" * 100_000])
def test_a_signature_of_any_shape_is_refused_and_never_an_accident(signature: str) -> None:
    with pytest.raises(Unauthorized):
        verify(replace(signed(), signature=signature), [SECRET], NOW)


def test_an_upper_case_digest_is_not_the_signature() -> None:
    """One spelling; nothing to be gained by guessing."""
    push = signed()
    with pytest.raises(Unauthorized):
        verify(replace(push, signature=push.signature.upper()), [SECRET], NOW)


def test_nothing_passes_without_keys() -> None:
    with pytest.raises(Unauthorized):
        verify(signed(), [], NOW)


@pytest.mark.parametrize("spelling", [str.lower, str.upper, str.title])
def test_header_names_are_read_in_any_case(spelling: object) -> None:
    names = ("x-foreshock-timestamp", "idempotency-key", "x-foreshock-signature")
    headers = {spelling(name): value for name, value in zip(names, ("1", "k", "v1=0"), strict=True)}  # type: ignore[operator]  # values of the test, of any type
    assert parse_push(headers, b"x") == Push(b"x", "1", "k", "v1=0")


@pytest.mark.parametrize("missing", ["x-foreshock-timestamp", "x-foreshock-signature"])
def test_a_request_without_signature_is_refused_and_the_header_named(missing: str) -> None:
    headers = {"x-foreshock-timestamp": "1", "idempotency-key": "k", "x-foreshock-signature": "v1=0"}
    with pytest.raises(Unauthorized, match=missing) as refusal:
        parse_push({name: value for name, value in headers.items() if name != missing}, b"")
    assert refusal.value.field == missing


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 129, "schlüssel", "a\nb", "\x00"])
def test_an_idempotency_key_is_visible_ascii(key: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_push({"X-Foreshock-Timestamp": "1", "Idempotency-Key": key, "X-Foreshock-Signature": "v1=0"}, b"")
    assert refusal.value.field == "idempotency-key"


def test_a_point_cannot_move_between_the_key_and_the_body() -> None:
    """``1.a.b`` would be the signed text of the key ``a.b`` with no body and of the key ``a`` with the body ``b``."""
    with pytest.raises(InvalidInput, match="without a point"):
        parse_push({"X-Foreshock-Timestamp": "1", "Idempotency-Key": "a.b", "X-Foreshock-Signature": "v1=0"}, b"")
