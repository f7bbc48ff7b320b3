"""A subscriber as the API takes her, what the table wants of SNS, and what SNS has."""

from __future__ import annotations

import json
from typing import Any

from functions.respond.subscribing import reconcile, topics
from shared.domain.people.subscription import Topic, subscriptions
from shared.store.people import subscribers
from shared.store.people.subscribers import Held
from tests.api_client import Answer, ask

ANA: dict[str, Any] = {
    "name": "Ana",
    "email": "ana@acme.example",
    "phone": "+491701234567",
    "levels": [1, 2],
    "brands": ["acme"],
    "severities": ["SEV1", "SEV2"],
    "time_zone": "Europe/Berlin",
}
PHONE, MAIL = Held(Topic.PAGE, "sms", ANA["phone"]), Held(Topic.ALERT, "email", ANA["email"])


def put(subscriber_id: str = "ana", /, **changes: Any) -> Answer:
    return ask("PUT", f"/subscribers/{subscriber_id}", body={**ANA, **changes})


def policies() -> dict[Held, dict[str, list[str]]]:
    """What SNS filters each address by."""
    return {
        address: json.loads(
            topics._sns().get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["FilterPolicy"]
        )
        for address, arn in topics.listed().items()
    }


def wanted(subscriber_id: str = "ana") -> dict[Held, dict[str, list[str]]]:
    """What the stored subscriber asks for."""
    found = subscriptions(subscribers.get(subscriber_id).subscriber)
    return {reconcile.held_of(each): {n: list(values) for n, values in each.policy.items()} for each in found}
