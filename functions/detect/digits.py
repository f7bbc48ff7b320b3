"""Six significant digits: what is kept of a number, so that every machine keeps the same."""

from __future__ import annotations


def rounded(number: float) -> float:
    """``number`` at six significant digits, the precision of everything remembered.

    Machines differ in the last bit of a logarithm; without this, what they remember
    would drift apart, and a decision could not be recomputed elsewhere.

    >>> rounded(1 / 3), rounded(123456789.0)
    (0.333333, 123457000.0)
    """
    return float(f"{number:.6g}")
