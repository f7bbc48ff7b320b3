"""The tails of the negative binomial against its mass added up one by one."""

from __future__ import annotations

from itertools import pairwise
from math import exp, fsum, lgamma, log, log1p, log10

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.stats.negative_binomial import lower_tail_surprise, smoothed_lower_tail_surprise, surprise

DISPERSIONS = (0.001, 0.05, 0.5, 2.0)
MEANS = (1.0, 3.0, 10.0, 30.0)


def exact_lower_tail(count: int, mean: float, dispersion: float) -> float:
    """The lower tail as a sum over every number up to ``count``, from the definition of the law."""
    size = 1.0 / dispersion
    share = size / (size + mean)
    masses = (
        exp(lgamma(k + size) - lgamma(k + 1) - lgamma(size) + size * log(share) + k * log1p(-share))
        for k in range(count + 1)
    )
    return -log10(fsum(masses))


@pytest.mark.parametrize("dispersion", DISPERSIONS)
@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("count", [0, 1])
def test_the_lower_tail_is_exact_for_no_post_and_for_one(count: int, mean: float, dispersion: float) -> None:
    exact = exact_lower_tail(count, mean, dispersion) if count < mean else 0.0
    assert lower_tail_surprise(count, mean, dispersion) == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize("dispersion", DISPERSIONS)
@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("count", [2, 5, 20])
def test_the_lower_tail_of_more_is_close_and_says_rather_too_much(count: int, mean: float, dispersion: float) -> None:
    if count < mean:
        exact = exact_lower_tail(count, mean, dispersion)
        assert exact <= lower_tail_surprise(count, mean, dispersion) <= exact + 0.7


@pytest.mark.parametrize("dispersion", DISPERSIONS)
@pytest.mark.parametrize("mean", MEANS)
def test_the_smoothed_lower_tail_rises_steadily_as_the_count_falls(mean: float, dispersion: float) -> None:
    found = [smoothed_lower_tail_surprise(place * mean / 50, mean, dispersion) for place in range(51)]
    assert all(more >= less for more, less in pairwise(found))
    assert found[-1] == 0.0


@pytest.mark.parametrize("dispersion", DISPERSIONS)
@pytest.mark.parametrize("mean", MEANS)
def test_the_smoothed_lower_tail_says_too_much_of_none_by_less_than_a_factor_of_fifty(
    mean: float, dispersion: float
) -> None:
    exact = exact_lower_tail(0, mean, dispersion)
    assert exact <= smoothed_lower_tail_surprise(0.0, mean, dispersion) <= exact + log10(50)


@given(st.floats(0, 1e6), st.floats(0.25, 1e6), st.sampled_from(DISPERSIONS))
def test_a_count_is_surprising_on_one_side_only(count: float, mean: float, dispersion: float) -> None:
    assert min(surprise(count, mean, dispersion), lower_tail_surprise(count, mean, dispersion)) == 0.0
