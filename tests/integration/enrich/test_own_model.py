"""A brand's own lexicon and model: selected in its settings, used by enrich and by query, replaced if it is broken."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.enrich import batch
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Mention
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status
from shared.runtime.settings import setting
from shared.sentiment.model import SentimentModel, default_model, serialize
from shared.store import brand_models, brands, mentions
from shared.store.dynamodb import dynamodb
from tests.api_client import NOW_MS, ask
from tests.integration.dead_letters import dead_letters
from tests.integration.enrich_stage import counted, deliver, record
from tests.integration.stored_crisis import put_moment

ACME = Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS)


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(ACME)


def always_negative() -> SentimentModel:
    """A model that calls everything negative."""
    return default_model()._replace(bias=(9.0, -9.0), name="always negative")


def mention(number: int = 1, text: str = "the kettle is here") -> Mention:
    return Mention("acme", "webhook", f"post-{number}", text, NOW_MS - 60_000, NOW_MS, language="en")


def select(model: str = "default", **settings: Any) -> None:
    brands.put(ACME._replace(sentiment_model=model, **settings))


def install(raw: bytes = b"") -> str:
    return brand_models.install("acme", raw or serialize(always_negative()), NOW_MS)


def label_in_the_list() -> str:
    (shown,) = ask("GET", "/brands/acme/mentions").json["mentions"]
    return str(shown["sentiment"]["label"])


def test_enrich_and_query_use_the_model_that_the_settings_name() -> None:
    mentions.put([mention()], {})
    assert label_in_the_list() != "negative"
    select(install())
    assert label_in_the_list() == "negative"
    deliver([record(1, mention())])
    assert counted().negative == 1


def test_enrich_and_query_use_the_brands_own_words() -> None:
    mentions.put([mention(text="the zorple wobbles")], {})
    assert label_in_the_list() == "neutral"
    select(lexicon={"Zorple wobbles": -3.5})
    assert label_in_the_list() == "negative"
    deliver([record(1, mention(text="the zorple wobbles"))])
    assert counted().negative == 1


def test_a_moments_samples_are_scored_like_its_brands_posts_even_after_the_brand_was_deleted() -> None:
    sample = Sample("the zorple wobbles", "webhook", "", 0.0, NOW_MS)
    evidence = Evidence(observed=9, expected=1.0, samples=(sample,))
    moment = Moment(
        "acme", "m1", Kind.VOLUME_BURST, Severity.SEV3, Status.OPEN, NOW_MS, NOW_MS, NOW_MS, "m1", evidence=evidence
    )
    put_moment(moment)
    select(lexicon={"zorple wobbles": -3.5})
    assert ask("GET", "/moments/m1").json["samples"][0]["sentiment"]["label"] == "negative"
    brands.delete("acme")
    assert ask("GET", "/moments/m1").json["samples"][0]["sentiment"]["label"] == "neutral"


def test_settings_are_read_again_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("functions.enrich.batch.time.monotonic", lambda: clock[0])
    deliver([record(1, mention(1))])
    select(install())
    clock[0] += batch.CONTEXT_FRESH_SECONDS - 1
    deliver([record(2, mention(2))])
    assert counted().negative == 0
    clock[0] += 1
    deliver([record(3, mention(3))])
    assert counted().negative == 1


def test_a_process_reads_a_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    name = install()
    first = brand_models.get("acme", name)
    monkeypatch.setattr(brand_models, "dynamodb", lambda: pytest.fail("read again"))
    assert brand_models.get("acme", name) is first


def test_a_process_keeps_a_limited_number_of_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brand_models, "REMEMBERED", 2)
    for slope in (1.0, 1.1, 1.2, 1.3, 1.4):
        brand_models.get("acme", install(serialize(always_negative()._replace(slope=slope))))
        assert len(brand_models._kept) <= 2


def broken(how: str) -> str:
    name = "0123456789ab"
    kept = serialize(always_negative())
    raws: dict[str, Any] = {
        "cut short": {"B": kept[:-1]},
        "not a model": {"B": b"\x00" * 99},
        "empty": {"B": b""},
        "too large": {"B": kept + b"\x00" * 100_000},
        "of another version": {"B": kept.replace(b'"version": 1', b'"version": 0')},
        "with a wild header": {"B": kept.replace(b'"slope": 1.0', b'"slope": 1' + b"0" * 400)},
        "of text": {"S": "model"},
    }
    item = {"pk": {"S": "table#acme"}, "sk": {"S": name}} | ({"raw": raws[how]} if how in raws else {})
    if how != "missing":
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)
    return name


@pytest.mark.parametrize(
    "how",
    [
        "missing",
        "bare",
        "cut short",
        "not a model",
        "empty",
        "too large",
        "of another version",
        "with a wild header",
        "of text",
    ],
)
def test_the_default_model_replaces_one_that_is_missing_or_broken_with_a_warning(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    mentions.put([mention(text="awful, it broke")], {})
    expected = label_in_the_list()
    select(broken(how))
    assert deliver([record(1, mention(text="awful, it broke"))]) == {"batchItemFailures": []}
    assert (counted().mentions, counted().negative, dead_letters()) == (1, 1, [])
    assert label_in_the_list() == expected == "negative"
    warnings = [vars(one) for one in caplog.records if one.levelname == "WARNING"]
    assert [(one["brand"], one["table"]) for one in warnings] == [("acme", "0123456789ab")] * 2


def test_a_model_that_cannot_be_read_now_does_not_fail_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: str) -> SentimentModel:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "GetItem")

    select(install())
    monkeypatch.setattr(brand_models, "_read", busy)
    assert deliver([record(1, mention())]) == {"batchItemFailures": []}
    assert counted().mentions == 1


def test_the_same_bytes_have_the_same_name_and_other_bytes_another_name() -> None:
    assert install() == install()
    assert install() != install(serialize(default_model()))


def test_what_is_not_a_model_is_not_installed() -> None:
    with pytest.raises(InvalidInput):
        brand_models.install("acme", b"not a model", NOW_MS)


def test_an_item_has_room_for_two_models() -> None:
    assert len(serialize(always_negative())) < brand_models.MAX_BYTES < 400 * 1024 / 2


def test_settings_may_only_name_models_that_exist_and_are_complete() -> None:
    for name in ("0123456789ab", broken("cut short")):
        answer = ask("PUT", "/brands/acme", body={"name": "Acme", "table": name})
        assert (answer.status, answer.json["errors"][0]["field"]) == (400, "table")
    answer = ask("PUT", "/brands/acme", body={"name": "Acme", "table": "0123456789ac"})
    assert "foreshock train --brand acme --install" in answer.json["detail"]
    name = install()
    assert ask("PUT", "/brands/acme", body={"name": "Acme", "table": name}).json["table"] == name
    assert ask("PUT", "/brands/other", body={"name": "Other", "table": name}).status == 400
    assert ask("PUT", "/brands/acme", body={"name": "Acme"}).json["table"] == "default"


def test_a_lost_model_does_not_prevent_other_changes_of_the_settings() -> None:
    select("0123456789ab")
    assert ask("PUT", "/brands/acme", body={"name": "New", "table": "0123456789ab"}).json["name"] == "New"


def test_a_lexicon_is_shown_as_it_was_given_and_can_be_sent_back() -> None:
    lexicon = {"Flange  wobble": -2.5, "killer deal": 2}
    kept = ask("PUT", "/brands/acme", body={"name": "Acme", "lexicon": lexicon}).json
    assert kept["lexicon"] == {"Flange wobble": -2.5, "killer deal": 2}
    again = ask("PUT", "/brands/acme", body=kept).json
    assert again["lexicon"] == kept["lexicon"]


def test_settings_without_a_model_name_mean_the_default_model() -> None:
    item: Any = brands.to_item(ACME)
    item["settings"]["S"] = item["settings"]["S"].replace('"lexicon": {}, "table": "default", ', "")
    assert "table" not in item["settings"]["S"]
    assert brands.from_item(item) == ACME
