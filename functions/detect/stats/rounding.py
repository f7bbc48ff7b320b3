"""A number in, the same number with as many digits as are stored out: so that every machine keeps the same."""

from __future__ import annotations


def rounded(number: float) -> float:
    """``number`` at six significant digits, the precision of everything that is stored.

    Machines differ in the last bit of a logarithm. Without rounding, their states would
    drift apart, and a decision could not be computed again on another machine.

    >>> rounded(1 / 3), rounded(123456789.0)
    (0.333333, 123457000.0)
    """
    return float(f"{number:.6g}")


SPLIT = 2.0**34 + 1.0
"""What a number is multiplied by to split off its leading 19 binary digits."""


def coarse(number: float) -> float:
    """``number`` at 19 binary digits: as precise as 5.7 decimal ones, and twelve times as fast to compute.

    Veltkamp's splitting (Dekker, A floating-point technique for extending the available
    precision, 1971): exact on every machine with IEEE 754 arithmetic.

    >>> coarse(1 / 3) == coarse(1 / 3 + 1e-9), abs(coarse(1e9 / 7) * 7 / 1e9 - 1) < 2**-19
    (True, True)
    """
    wide = number * SPLIT
    return wide - (wide - number)


def brief(number: float) -> float:
    """A :func:`coarse` number in seven decimal digits, which identify it.

    >>> brief(coarse(1 / 3)), coarse(brief(coarse(1 / 3))) == coarse(1 / 3)
    (0.333333, True)
    """
    return float(f"{number:.7g}")
