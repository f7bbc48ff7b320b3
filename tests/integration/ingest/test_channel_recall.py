"""Simulated time of every channel, with faults, rate limits and crashes: nothing lost, told twice, asked too early."""

from __future__ import annotations

import pytest

from shared.channels import POLLED
from tests.channel_recall import FAKES, HEADER, Recall, recall_of


def perfect(found: Recall) -> bool:
    return (found.told, found.twice, found.early) == (found.posts, 0, 0)


def test_every_channel_is_simulated() -> None:
    assert set(FAKES) == set(POLLED)


@pytest.mark.parametrize("name", POLLED)
def test_an_hour_of_a_channel_is_told_completely(name: str) -> None:
    found = recall_of(name, seed=1, minutes=60)
    assert perfect(found), found
    assert found.posts > 60


@pytest.mark.parametrize("name", POLLED)
def test_some_minutes_over_http_are_told_completely(name: str) -> None:
    found = recall_of(name, seed=3, minutes=12, over_http=True)
    assert perfect(found), found


@pytest.mark.recall
@pytest.mark.timeout(3_000)
def test_a_day_of_every_channel_prints_the_table_of_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    found = [recall_of(name, seed=11, minutes=24 * 60) for name in POLLED]
    with capsys.disabled():
        print("", HEADER, *(one.row for one in found), sep="\n")  # noqa: T201 - the table is what it is run for
    assert all(map(perfect, found))
