"""A count and what was expected in, its surprise out: the negative decimal logarithm of its probability.

Counts follow a negative binomial of a given ``mean`` and variance
``mean + dispersion * mean**2`` (Poisson as the dispersion nears 0); ``mean`` and
``dispersion`` must be positive. A surprise of 3 means once in a thousand.
"""

from __future__ import annotations

from math import erfc, log, log1p, log10, sqrt

_FAR = 25.0
"""Standard deviations beyond which ``erfc`` nears the smallest float and its asymptote takes over."""

_HALF_ROOT, _LN_10 = sqrt(0.5), log(10.0)


def surprise(count: float, mean: float, dispersion: float) -> float:
    """How surprising it is to see ``count`` or more; counts up to the mean surprise by 0.

    The upper tail is that of a normal at the signed root of the deviance, which needs no
    special functions and holds far out: McCullagh and Nelder, Generalized Linear Models
    (1989), 2.3 and 2.4; the negative binomial's deviance is in Hilbe, Negative
    Binomial Regression (2011), 8.2.

    >>> round(surprise(10, 3, 0.001), 2)    # the Poisson's exact tail: 2.96
    3.11
    >>> round(surprise(10, 3, 0.5), 2)      # the same count of a bursty brand
    1.4
    >>> surprise(3, 3, 0.5), surprise(0, 0.25, 0.5)
    (0.0, 0.0)
    >>> round(surprise(1e9, 0.25, 0.001))
    3602162123
    """
    if count <= mean:
        return 0.0
    return tail(sqrt(max(0.0, deviance(count, mean, dispersion))))


def lower_tail_surprise(count: float, mean: float, dispersion: float) -> float:
    """How surprising it is to see ``count`` or fewer, a whole number; counts from the mean on surprise by 0.

    Exact for 0 and 1, where the approximation by the deviance is worst; any count up to 1 is taken for 1.

    >>> round(lower_tail_surprise(0, 10.0, 0.001), 2), round(lower_tail_surprise(1, 10.0, 0.001), 2)
    (4.32, 3.28)
    >>> round(lower_tail_surprise(0, 10.0, 0.5), 2), lower_tail_surprise(10, 10.0, 0.5)
    (1.56, 0.0)
    """
    if count >= mean:
        return 0.0
    if count > 1.0:
        return smoothed_lower_tail_surprise(count, mean, dispersion)
    none = log1p(dispersion * mean) / dispersion
    if count <= 0.0:
        return none / log(10.0)
    return max(0.0, (none - log1p(mean / (1.0 + dispersion * mean))) / log(10.0))


def smoothed_lower_tail_surprise(count: float, mean: float, dispersion: float) -> float:
    """The same of a smoothed count, which may be any fraction: by the deviance alone, as for the upper tail.

    It rises steadily as the count falls, which :func:`lower_tail_surprise` does not do about a count of 1.
    In exchange it says too much of very few: 5.39 for 0 of 10 where 4.32 is exact. That is no
    harm to what is only ever compared with its own record, as the falls of a count are.

    >>> round(smoothed_lower_tail_surprise(0, 10, 0.001), 2), round(smoothed_lower_tail_surprise(3, 10, 0.5), 2)
    (5.39, 0.97)
    >>> smoothed_lower_tail_surprise(10, 10, 0.5)
    0.0
    """
    if count >= mean:
        return 0.0
    return tail(sqrt(max(0.0, deviance(count, mean, dispersion))))


def deviance(count: float, mean: float, dispersion: float) -> float:
    """Twice the log-likelihood that a perfect fit would gain.

    >>> round(deviance(10, 3, 0.001), 3), round(deviance(0, 3, 0.001), 3)
    (10.031, 5.991)
    """
    size = 1.0 / dispersion
    own = count * log(count / mean) if count else 0.0
    return 2.0 * (own - (count + size) * log((count + size) / (mean + size)))


def tail(deviations: float) -> float:
    """The normal's upper tail as a negative decimal logarithm.

    Beyond 25 standard deviations by its asymptote, ``density / deviations``
    (Abramowitz and Stegun, 26.2.12).

    >>> round(tail(0.0), 3), round(tail(1.2816), 3), round(tail(24.999), 1), round(tail(25.001), 1)
    (0.301, 1.0, 137.5, 137.5)
    """
    if deviations < _FAR:
        return -log10(0.5 * erfc(deviations * _HALF_ROOT))
    return (deviations * deviations / 2.0 + log(2.5066 * deviations)) / _LN_10
