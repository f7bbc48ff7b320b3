"""Posts in other languages, scored by Amazon Comprehend where the deployment asks for it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.enrich import comprehend, handler
from functions.enrich.comprehend import MAX_BYTES, MAX_POSTS, with_other_languages
from functions.enrich.tally import CounterShard, ScoredMention
from shared.domain.mentions.mention import Mention
from shared.enrichment import enrich
from shared.sentiment.score import Label

SHARD = CounterShard("acme", 0, "0")
SPANISH = "mi pedido no llegó y nadie contesta"


class Comprehend:
    """Answers as the service does, with the language and the scores that a test gives."""

    def __init__(self, language: str = "es", **scores: float) -> None:
        self.language = language
        self.scores = {"Positive": 0.02, "Negative": 0.9, "Neutral": 0.05, "Mixed": 0.03} | scores
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def batch_detect_dominant_language(self, **given: Any) -> dict[str, Any]:
        self.calls.append(("language", given))
        found = [{"LanguageCode": "und", "Score": 0.1}, {"LanguageCode": self.language, "Score": 0.9}]
        return {
            "ResultList": [{"Index": n, "Languages": found} for n in range(len(given["TextList"]))],
            "ErrorList": [],
        }

    def batch_detect_sentiment(self, **given: Any) -> dict[str, Any]:
        self.calls.append(("sentiment", given))
        found = [{"Index": n, "SentimentScore": self.scores} for n in range(1, len(given["TextList"]))]
        first = [{"Index": 0, "SentimentScore": self.scores}] if given["TextList"][0] != "broken" else []
        return {"ResultList": first + found, "ErrorList": []}


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Comprehend:
    stub = Comprehend()
    monkeypatch.setattr(comprehend, "_comprehend", lambda: stub)
    return stub


def scored(number: int, text: str = SPANISH, language: str = "es") -> ScoredMention:
    mention = Mention("acme", "rss", str(number), text, 60_000, 60_000, language=language)
    return ScoredMention(f"{number:04}", mention, enrich(text, (), language))


def test_a_post_in_another_language_gets_a_sentiment(service: Comprehend) -> None:
    (record,) = with_other_languages({SHARD: [scored(1)]})[SHARD]
    sentiment = record.enrichment.sentiment
    assert (sentiment.label, sentiment.scored, sentiment.language) == (Label.NEGATIVE, True, "es")
    assert (sentiment.p_negative, sentiment.compound) == (0.915, -0.88)
    assert service.calls == [("sentiment", {"TextList": [SPANISH], "LanguageCode": "es"})]


def test_english_is_never_sent(service: Comprehend) -> None:
    shards = {SHARD: [scored(1, "The kettle is broken", "en")]}
    assert with_other_languages(shards) == shards
    assert service.calls == []


def test_a_language_that_the_channel_does_not_name_is_detected(service: Comprehend) -> None:
    (record,) = with_other_languages({SHARD: [scored(1, language="")]})[SHARD]
    assert record.enrichment.sentiment.scored
    assert [call for call, _ in service.calls] == ["language", "sentiment"]


@pytest.mark.parametrize("language", ["nl", "en", "zz"])
def test_a_language_that_it_does_not_know_stays_without_a_sentiment(service: Comprehend, language: str) -> None:
    service.language = language
    shards = {SHARD: [scored(1, language="")]}
    assert with_other_languages(shards) == shards


def test_posts_are_sent_by_language_and_twenty_five_at_once(service: Comprehend) -> None:
    german = [scored(number, "mein Paket ist nicht angekommen", "de") for number in range(100, 110)]
    found = with_other_languages({SHARD: [*(scored(number) for number in range(60)), *german]})[SHARD]
    assert all(record.enrichment.sentiment.scored for record in found)
    assert [len(given["TextList"]) for _, given in service.calls] == [MAX_POSTS, MAX_POSTS, 10, 10]
    assert [record.sequence for record in found] == sorted(record.sequence for record in found)


def test_a_text_is_cut_to_the_limit_of_the_service(service: Comprehend) -> None:
    with_other_languages({SHARD: [scored(1)._replace(mention=scored(1).mention._replace(text="ñ" * 9_000))]})
    assert len(service.calls[0][1]["TextList"][0].encode()) <= MAX_BYTES


def test_a_post_that_it_could_not_score_stays_without_a_sentiment(service: Comprehend) -> None:
    broken = scored(1)._replace(mention=scored(1).mention._replace(text="broken"))
    found = with_other_languages({SHARD: [broken, scored(2)]})[SHARD]
    assert [record.enrichment.sentiment.scored for record in found] == [False, True]
    assert len(service.calls) == 1


def test_when_the_service_fails_the_posts_are_counted_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def batch_detect_sentiment(self, **_given: Any) -> None:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "BatchDetectSentiment")

    monkeypatch.setattr(comprehend, "_comprehend", Down)
    shards = {SHARD: [scored(1)]}
    assert with_other_languages(shards) == shards


@pytest.mark.parametrize(
    ("scores", "label"),
    [
        ({"Negative": 0.1, "Positive": 0.8, "Neutral": 0.1, "Mixed": 0.0}, Label.POSITIVE),
        ({"Negative": 0.2, "Positive": 0.1, "Neutral": 0.7, "Mixed": 0.0}, Label.NEUTRAL),
        ({"Negative": 0.2, "Positive": 0.1, "Neutral": 0.2, "Mixed": 0.5}, Label.NEGATIVE),
        ({"Negative": 0.5, "Positive": 0.5, "Neutral": 0.0, "Mixed": 0.0}, Label.NEUTRAL),
    ],
)
def test_its_scores_become_one_of_three_labels(service: Comprehend, scores: dict[str, float], label: Label) -> None:
    service.scores = scores
    (record,) = with_other_languages({SHARD: [scored(1)]})[SHARD]
    assert record.enrichment.sentiment.label is label


def test_it_is_off_unless_the_deployment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def note(shards: object) -> object:
        asked.append(shards)
        return shards

    monkeypatch.setattr(handler, "records", lambda _event: [])
    monkeypatch.setattr(handler, "_with_other_languages", note)
    context = type(
        "Context",
        (),
        {"function_name": "f", "memory_limit_in_mb": 1, "invoked_function_arn": "a", "aws_request_id": "r"},
    )
    handler.handler({}, context)
    assert asked == []
    monkeypatch.setenv("OTHER_LANGUAGES", "comprehend")
    handler.handler({}, context)
    assert asked == [{}]
