"""Makes SNS have what the subscribers want. Each step may fail; to do all again mends what was left.

The order matters. The table learns first which addresses may be subscribed from now on,
then SNS is asked, then the table forgets what is gone. Whoever changes the same
subscriber meanwhile is noticed at the last step, and then the newer wish is carried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from functions.respond.subscribing import topics
from shared.domain.errors import Conflict, InvalidInput, NotFound
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Subscription, subscriptions
from shared.store.people import subscribers
from shared.store.people.subscribers import Held, Stored

ROUNDS = 3
"""How often a newer wish of somebody else is taken up; each time that somebody won a race."""


class State(StrEnum):
    """The state of a subscription."""

    ACTIVE = "active"
    PENDING = "pending"
    MISSING = "missing"


class SubscriptionState(NamedTuple):
    """A subscription that a person wants, and its state in SNS. ``filtered`` is ``None`` where it was not asked for."""

    wanted: Subscription
    state: State
    filtered: bool | None = None


def change(subscriber: Subscriber, before: Stored | None) -> Stored:
    """Store a subscriber in place of ``before``, and subscribe them.

    Raises:
        Conflict: somebody changed the subscriber since ``before`` was read.
        InvalidInput: another subscriber has the address already, or SNS does not take it.
    """
    _check_addresses(subscriber)
    held = before.held if before else frozenset()
    stored = Stored(subscriber, held | {held_of(wanted) for wanted in subscriptions(subscriber)})
    subscribers.put(stored, before.subscriber.version if before else 0)
    return _settle(stored)


def remove(before: Stored, now_ms: int) -> bool:
    """Unsubscribe and forget a subscriber. False if an unconfirmed address has to be waited for.

    Raises:
        Conflict: somebody changed the subscriber since ``before`` was read.
    """
    gone = before.subscriber
    if not before.removed:
        gone = gone._replace(version=gone.version + 1, updated_ms=now_ms)
        subscribers.put(Stored(gone, before.held, removed=True), before.subscriber.version)
    return not _settle(Stored(gone, before.held, removed=True)).held


def settle(stored: Stored) -> Stored:
    """Mend what an earlier change left undone."""
    return _settle(stored)


def states(subscriber: Subscriber, found: Mapping[Held, str], *, policies: bool = False) -> list[SubscriptionState]:
    """The subscriptions of a person as ``found`` has them; with ``policies``, whether SNS filters as it should."""
    return [_state(wanted, found, policies=policies) for wanted in subscriptions(subscriber)]


def held_of(wanted: Subscription) -> Held:
    """The address of a subscription."""
    return Held(wanted.topic, wanted.protocol, wanted.endpoint)


def _state(wanted: Subscription, found: Mapping[Held, str], *, policies: bool) -> SubscriptionState:
    arn = found.get(held_of(wanted), "")
    if not arn:
        return SubscriptionState(wanted, State.MISSING)
    if arn == topics.PENDING:
        return SubscriptionState(wanted, State.PENDING)
    return SubscriptionState(wanted, State.ACTIVE, topics.has_policy(arn, wanted.policy) if policies else None)


def _settle(stored: Stored) -> Stored:
    for _ in range(ROUNDS):
        wanted = () if stored.removed else subscriptions(stored.subscriber)
        held = _apply(wanted, stored.held)
        settled = Stored(stored.subscriber, held, stored.removed)
        try:
            _remember(settled)
        except Conflict:
            try:
                stored = subscribers.get(stored.subscriber.id)
            except NotFound:  # somebody else has finished the removal
                return Stored(stored.subscriber, frozenset(), removed=True)
        else:
            return settled
    raise Conflict("the subscriber is being changed by others; read it again and repeat", field="id")


def _apply(wanted: Iterable[Subscription], held: frozenset[Held]) -> frozenset[Held]:
    """Subscribe what is wanted, unsubscribe the rest of ``held``; what may still be subscribed afterwards."""
    found = topics.listed()
    by_address = {held_of(one): one for one in wanted}
    for address, one in by_address.items():
        arn = found.get(address)
        if arn is None:
            topics.subscribe(one)
        elif arn != topics.PENDING and not topics.has_policy(arn, one.policy):
            topics.set_policy(arn, one.policy)
    leaving = {address: found[address] for address in held if address in found and address not in by_address}
    for arn in leaving.values():
        if arn != topics.PENDING:
            topics.unsubscribe(arn)
    return frozenset(by_address) | {address for address, arn in leaving.items() if arn == topics.PENDING}


def _remember(settled: Stored) -> None:
    version = settled.subscriber.version
    if settled.removed and not settled.held:
        subscribers.delete(settled.subscriber.id, version)
    else:
        subscribers.put(settled, version)


def _check_addresses(subscriber: Subscriber) -> None:
    """SNS keeps one subscription for an address, so two people with one address would change each other's."""
    for other in (stored.subscriber for stored in subscribers.every() if stored.subscriber.id != subscriber.id):
        for field in ("email", "phone"):
            address = getattr(subscriber, field)
            if address and address.lower() == getattr(other, field).lower():
                raise InvalidInput(f"{other.id} has this {field} already; give each person their own", field=field)
