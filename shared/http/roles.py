"""What the key of a request may do."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


class Role(StrEnum):
    """What an API key may do; each role may do what the one before it may."""

    READ = "read"
    ACT = "act"
    ADMIN = "admin"


def require(event: APIGatewayProxyEvent, needed: Role) -> Role:  # noqa: ARG001 - every key has every role so far
    """The role of the request's key, which is at least ``needed``."""
    return Role.ADMIN
