"""Clocks of public words, as hypothesis makes them up."""

from __future__ import annotations

from hypothesis import strategies as st

from shared.plans.plan import Clock

CLOCKS = st.builds(
    lambda word, more, every, rounds, slower: Clock(word, word + more, every, every * rounds, every + slower),
    *(st.integers(1, 60) for _ in range(5)),
)
