"""SNS that refuses or does not answer, and what people read then."""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.domain.moments.moment import Moment, Severity, Transition
from tests.unit.notify.examples import opened, step, surge

URL = "https://sns.eu-west-1.amazonaws.com"
DOUBT = "CHECK acme: a page may not have gone out"
FIRST_MAIL = "SEV1 Acme - 48 negative posts in 5 min, 12x normal"


def refused(code: str, status: int, operation: str = "Publish") -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]  # as much as is read
        operation,
    )


def answered_surge() -> Moment:
    """A surge that somebody acknowledged two minutes after it opened, so that no deadline pages again."""
    return surge(timeline=(opened(), step(Transition.ACKNOWLEDGED, Severity.SEV1, 5)._replace(by="ann")))
