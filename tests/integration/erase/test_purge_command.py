"""``foreshock purge``: what is erased leaves no trace but counts, and everything else stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import typer
from botocore.exceptions import ClientError

from infra.cli.app import imported
from shared.domain.errors import Conflict
from shared.domain.mentions.fingerprint import account_key
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.mentions.tally import author_key
from shared.domain.time import MINUTE_MS, iso
from shared.erasure import posts, tables
from shared.erasure.brand import PER_BRAND
from shared.runtime.settings import setting
from shared.store import brands, moments
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, text
from tests.contract.template.state_partitions import partitions
from tests.integration.erase.erasure_stage import AT_MS, everything, left, store_posts, words_left


@pytest.fixture
def found(aws: dict[str, str]) -> list[Mention]:  # noqa: ARG001 - the tables must be there first
    return store_posts()


def purge(*options: str) -> None:
    imported("purge")([*options, "--yes"], standalone_mode=False)


@pytest.mark.parametrize("name", ["ana@a.example", "@ana@a.example"])
def test_an_author_is_erased_with_every_quote_and_the_counts_stay(found: list[Mention], name: str) -> None:
    purge("acme", "--author", name)
    assert words_left() == {2, 4, 5}
    assert found[0].author not in "".join(str(item) for item in everything("MENTIONS_TABLE") if "acme" in str(item))
    (count,) = counts.between("acme", AT_MS, AT_MS + MINUTE_MS)
    assert (count.tally.mentions, len(count.tally.samples), dict(count.tally.voices)) == (4, 1, {})
    assert list(count.tally.accounts) == [account_key(found[1].bare_author)]
    (moment,) = moments.of_brand("acme", "0", "~", 9)
    assert [one.text for one in moment.evidence.samples] == ["secret words 2", "secret words 4"]
    ben = author_key(found[1].author)
    assert moment.decision == {"bucket": {"voices": {"erased-0": 250_000, ben: 250_000}}, "author": "erased-0"}


def test_an_author_is_found_under_the_secret_of_before(found: list[Mention]) -> None:
    from shared.runtime import secrets  # noqa: PLC0415 - its cache is emptied

    boto3.client("secretsmanager").put_secret_value(SecretId=setting("INTERNAL_SECRET_ARN"), SecretString="another")
    secrets._kept.clear()
    purge("acme", "--author", "ana@a.example")
    assert words_left() == {2, 4, 5}
    purge("acme", "--author", found[1].author)
    assert words_left() == {5}


@pytest.mark.parametrize(
    ("options", "stay"),
    [
        (("--channel", "x"), {1, 2, 3, 5}),
        (("--channel", "rss", "--before", iso(AT_MS + 2_000)), {2, 3, 4, 5}),
        (("--channel", "rss", "--before", "2020-01-01"), {1, 2, 3, 4, 5}),
    ],
)
@pytest.mark.usefixtures("found")
def test_a_channel_is_erased_and_only_what_is_older_where_asked(options: tuple[str, ...], stay: set[int]) -> None:
    purge("acme", *options)
    assert words_left() == stay


def test_one_mention_is_erased(found: list[Mention]) -> None:
    purge("acme", "--mention", public_id_of(found[0]))
    assert words_left() == {2, 3, 4, 5}


def test_a_brand_is_erased_only_when_it_is_no_longer_watched(found: list[Mention]) -> None:
    assert found
    for name in PER_BRAND:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={"pk": text(f"{name}#acme"), "sk": text("1")})
    with pytest.raises(Conflict, match="DELETE /brands/acme"):
        purge("acme", "--everything")
    brands.delete("acme")
    purge("acme", "--everything")
    assert words_left() == {5}
    assert "acme" not in left()


def test_every_partition_that_a_brand_has_is_erased() -> None:
    """A new one must be named here: either a brand's own, or one of these."""
    others = {
        *("active", "cursor", "feedback", "hook", "hours", "lease", "outbox", "response", "seen", "session", "sign-in"),
        "spent",
    }
    named = {one.partition("#")[0] for one in partitions() if one.endswith("#acme")}
    assert named == {*PER_BRAND, *others}


@pytest.mark.usefixtures("found")
def test_an_interrupted_call_is_finished_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., int] = tables.delete_keys

    def dies(table: str, keys: Any) -> int:
        if table == setting("MENTIONS_TABLE"):
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "BatchWriteItem")
        return real(table, keys)

    monkeypatch.setattr(posts, "delete_keys", dies)
    with pytest.raises(ClientError):
        purge("acme", "--author", "ana@a.example")
    monkeypatch.setattr(posts, "delete_keys", real)
    purge("acme", "--author", "ana@a.example")
    assert words_left() == {2, 4, 5}


def test_a_dry_run_erases_nothing(found: list[Mention], capsys: pytest.CaptureFixture[str]) -> None:
    assert found
    before = left()
    imported("purge")(["acme", "--author", "ana@a.example", "--dry-run", "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["mentions"] == 2
    assert left() == before


@pytest.mark.parametrize(
    "options", [(), ("--author", "a", "--channel", "x"), ("--author", "a", "--before", "2026-01-01")]
)
def test_what_is_erased_has_to_be_clear(options: tuple[str, ...]) -> None:
    with pytest.raises(typer.BadParameter):
        purge("acme", *options)
