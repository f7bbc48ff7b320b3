"""The first arrivals of many posts without a date."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.errors import StorageBusy
from shared.domain.mentions.mention import Post
from shared.store.collection import first_arrivals
from shared.store.collection.first_arrivals import Asked, publication_times
from shared.store.dynamodb import dynamodb

pytestmark = pytest.mark.usefixtures("aws")

NOW = 1_772_373_900_000
POSTS = [Asked(Post("rss", str(number), str(number), "text"), "acme") for number in range(105)]


class TestManyPostsWithoutADate:
    """Their first arrivals are written together, and each still counts once."""

    def test_each_keeps_the_time_of_its_first_arrival_whatever_comes_with_it(self) -> None:
        assert publication_times(POSTS[:60], NOW) == [NOW] * 60
        assert publication_times(POSTS[60:63], NOW + 1) == [NOW + 1] * 3
        found = publication_times(POSTS, NOW + 2)
        assert found == [NOW] * 60 + [NOW + 1] * 3 + [NOW + 2] * 42
        assert publication_times(POSTS, NOW + 3) == found

    def test_a_hundred_take_one_call(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real, sizes = dynamodb().transact_write_items, list[int]()

        def counted(**request: Any) -> Any:
            sizes.append(len(request["TransactItems"]))
            return real(**request)

        monkeypatch.setattr(first_arrivals, "dynamodb", lambda: SimpleNamespace(transact_write_items=counted))
        publication_times(POSTS, NOW)
        assert sizes == [100, 5]

    def test_of_the_same_post_twice_the_first_decides(self) -> None:
        dated = [one._replace(post=one.post._replace(published_ms=NOW - 5), trusted_ms=0) for one in POSTS[:9]]
        assert publication_times([*POSTS[:9], *dated], NOW) == [NOW] * 18

    def test_what_others_write_at_the_same_time_is_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real, refusals = dynamodb().transact_write_items, iter(["TransactionConflict", "ThrottlingError"])

        def busy(**request: Any) -> Any:
            for code in refusals:
                reasons = [{"Code": code}, *[{"Code": "None"}] * (len(request["TransactItems"]) - 1)]
                error: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
                raise ClientError(error, "TransactWriteItems")
            return real(**request)

        monkeypatch.setattr(time, "sleep", lambda _: None)
        monkeypatch.setattr(first_arrivals, "dynamodb", lambda: SimpleNamespace(transact_write_items=busy))
        assert publication_times(POSTS[:20], NOW) == [NOW] * 20
        refusals = iter(["TransactionConflict"] * 99)
        with pytest.raises(StorageBusy, match="20 posts"):
            publication_times(POSTS[20:40], NOW)
