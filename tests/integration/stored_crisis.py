"""A crisis of two moments, stored as detect stores them."""

from __future__ import annotations

from shared.domain.moments.moment import Moment
from shared.runtime.settings import setting
from shared.store import moments
from shared.store.dynamodb import dynamodb
from tests.unit.notify.examples import burst, surge


def stored_crisis() -> list[Moment]:
    """The moments; the crisis has the id of the first."""
    first = surge()._replace(version=1)
    found = [moment._replace(crisis=first.id) for moment in (first, burst()._replace(version=1))]
    for moment in found:
        put_moment(moment)
    return found


def put_moment(moment: Moment) -> Moment:
    """Store a moment as it is."""
    dynamodb().put_item(TableName=setting("MOMENTS_TABLE"), Item=moments.to_item(moment))
    return moment
