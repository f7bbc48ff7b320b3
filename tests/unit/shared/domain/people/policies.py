"""Policies of who is paged when, as hypothesis makes them up."""

from __future__ import annotations

from hypothesis import strategies as st

from shared.domain.moments.moment import Severity
from shared.domain.people.oncall import OnCall, QuietHours

MINUTES = st.integers(0, 24 * 60 - 1)
LATER = st.lists(st.integers(1, 24 * 60), max_size=4, unique=True).map(sorted)
POLICIES = st.builds(
    OnCall,
    levels=LATER.map(lambda later: (0, *later)),
    severities=st.dictionaries(st.sampled_from([Severity.SEV1, Severity.SEV2]), LATER.map(lambda later: (0, *later))),
    repeat_minutes=st.integers(2, 120),
    repeats=st.integers(0, 20),
    quiet_hours=st.none() | st.builds(QuietHours, MINUTES, MINUTES),
)
