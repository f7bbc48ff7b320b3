"""A filter policy as SNS reads it, and subscribers as hypothesis makes them up."""

from __future__ import annotations

from hypothesis import strategies as st

from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Policy

BRANDS = ("acme", "globex", "initech")
Attributes = dict[str, str | list[str]]


def accepts(policy: Policy, attributes: Attributes) -> bool:
    """SNS: every name of the policy is an attribute, and one of its values is one of the attribute's."""
    return all(
        name in attributes
        and {*values} & ({attributes[name]} if isinstance(attributes[name], str) else {*attributes[name]})
        for name, values in policy.items()
    )


@st.composite
def people(draw: st.DrawFn) -> Subscriber:
    email = draw(st.sampled_from(["", "ana@acme.example"]))
    return Subscriber(
        draw(st.sampled_from(["ana", "an"])),
        "Ana",
        email,
        draw(st.sampled_from(["+491701234567", ""] if email else ["+491701234567"])),
        tuple(sorted(draw(st.sets(st.integers(1, 5), max_size=2)))),
        tuple(draw(st.sets(st.sampled_from(BRANDS), max_size=2))),
        tuple(draw(st.sets(st.sampled_from(Severity), max_size=2))),
        tuple(draw(st.sets(st.sampled_from(Kind), max_size=2))),
        draw(st.booleans()),
    )
