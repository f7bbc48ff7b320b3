"""One text for many brands: it fits one segment, and says how many brands it does not name."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages.links import short_link
from functions.notify.messages.texts.gsm7 import SEGMENT, encodable, septets
from functions.notify.messages.texts.storm_text import storm_text
from shared.domain.brand import SLUG
from shared.domain.moments.moment import Severity
from shared.domain.people.sms_caps import SmsCaps

BRANDS = st.lists(st.from_regex(SLUG, fullmatch=True).map(lambda slug: f"SEV1 {slug}"), min_size=1, max_size=45)


@given(BRANDS, st.sampled_from(["", "over", "unacknowledged"]), st.integers(0, 130))
def test_any_brands_fit_one_segment_and_all_are_counted(brands: list[str], news: str, length: int) -> None:
    link = short_link("https://" + "h" * length, "a1b2c3d4e5f6", "a1b2c3d4e5f6-kjpwwvCl0KxHoM3")
    text = storm_text(brands, news, link)
    assert encodable(text)
    assert septets(text) <= SEGMENT
    assert text.startswith(f"{len(brands)} more brand")
    assert text.endswith(link)
    if ": " in text.removesuffix(link):
        named = text.removesuffix(link).count("SEV1 ")
        more = re.search(r", \+(\d+) more\.", text)
        assert named + int(more[1] if more else 0) == len(brands)


@given(
    st.builds(
        SmsCaps,
        per_day=st.integers(1, 10**6),
        per_brand=st.integers(1, 10**6),
        reserve=st.floats(0, 0.9),
        budget_usd=st.floats(0, 10**6),
        price_usd=st.floats(0, 10),
    ),
    st.sampled_from(Severity),
)
def test_sev1_has_all_of_every_limit_and_nobody_has_more(caps: SmsCaps, severity: Severity) -> None:
    most, limits = caps.limits(Severity.SEV1), caps.limits(severity)
    assert (most.day, most.brand, most.month) == (caps.per_day, caps.per_brand, caps.per_month)
    assert limits.day <= most.day
    assert limits.brand <= most.brand
    assert (limits.month is None) == (most.month is None)
    assert caps.per_month is None or caps.per_month * caps.price_usd <= caps.budget_usd + 1e-6 * caps.price_usd + 1e-9
