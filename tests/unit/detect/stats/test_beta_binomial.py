"""The beta-binomial's tail against its mass added up one by one."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.stats.beta_binomial import BetaBinomial, share_surprise

LAWS = st.builds(BetaBinomial, st.integers(0, 1_000_000_000), st.floats(0.005, 0.95), st.floats(1e-4, 0.5))


def exact(hits: int, law: BetaBinomial) -> float:
    """The tail as a sum over every number of hits, from the definition of the law."""
    alpha, beta = law.shapes

    def log_beta(a: float, b: float) -> float:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    def log_mass(number: int) -> float:
        ways = math.log(math.comb(law.trials, number))
        return ways + log_beta(number + alpha, law.trials - number + beta) - log_beta(alpha, beta)

    masses = [log_mass(number) for number in range(hits, law.trials + 1)]
    most = max(masses)
    return -(most + math.log(math.fsum(math.exp(mass - most) for mass in masses))) / math.log(10)


@pytest.mark.parametrize("correlation", [1e-4, 0.01, 0.1])
@pytest.mark.parametrize("share", [0.02, 0.2, 0.6])
@pytest.mark.parametrize("trials", [1, 9, 80, 900])
def test_the_tail_is_that_of_the_definition(trials: int, share: float, correlation: float) -> None:
    law = BetaBinomial(trials, share, correlation)
    for hits in range(int(trials * share) + 1, trials + 1, max(1, trials // 20)):
        assert share_surprise(hits, law) == pytest.approx(exact(hits, law), rel=0.06, abs=0.15)


def test_independent_posts_follow_the_binomial() -> None:
    """Six or more of ten at a fifth each: 0.006369 (any table of the binomial)."""
    assert 10 ** -share_surprise(6, BetaBinomial(10, 0.2, 1e-9)) == pytest.approx(0.006369, rel=1e-3)


@given(LAWS, st.integers(0, 1_000_000_000))
def test_any_numbers_give_a_finite_surprise(law: BetaBinomial, hits: int) -> None:
    found = share_surprise(hits, law)
    assert math.isfinite(found)
    assert found >= 0.0


@given(st.builds(BetaBinomial, st.integers(0, 300), st.floats(0.005, 0.95), st.floats(1e-4, 0.2)))
def test_more_of_as_many_is_never_less_surprising(law: BetaBinomial) -> None:
    found = [share_surprise(hits, law) for hits in range(law.trials + 1)]
    assert all(one <= other + 1e-9 for one, other in pairwise(found))


def test_the_more_correlated_posts_are_the_less_surprising_is_a_large_share() -> None:
    found = [share_surprise(36, BetaBinomial(80, 0.2, correlation)) for correlation in (1e-4, 0.001, 0.01, 0.05, 0.2)]
    assert found == sorted(found, reverse=True)


def test_very_many_posts_count_as_a_hundred_thousand() -> None:
    many = share_surprise(300_000_000, BetaBinomial(1_000_000_000, 0.2, 0.01))
    assert many == share_surprise(30_000, BetaBinomial(100_000, 0.2, 0.01))
