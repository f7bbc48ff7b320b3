"""The role of an API key: an event of API Gateway in, a role out.

API Gateway checks the key and passes its id. Which role an id has stands in the variables of the
API's stage, which come with every event, so that no call of AWS is needed to know it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.domain.errors import Forbidden
from shared.domain.people.role import Role

__all__ = ["Role", "key_ids", "require", "role_of_key"]

KEY_LISTS: tuple[tuple[Role, str], ...] = ((Role.ADMIN, "AdminKeys"), (Role.ACT, "ActKeys"), (Role.READ, "ReadKeys"))
"""The variable of the stage that lists the key ids of a role, separated by commas; the strongest role first."""


def require(event: Mapping[str, Any], needed: Role) -> Role:
    """The role of the key that the request was made with.

    Raises:
        Forbidden: the role may not do what ``needed`` may, or the request has no key.

    >>> event = {"requestContext": {"identity": {"apiKeyId": "k1"}}, "stageVariables": {"ActKeys": "k1,k2"}}
    >>> str(require(event, Role.READ))
    'act'
    """
    key_id = str((event["requestContext"].get("identity") or {}).get("apiKeyId") or "")
    if not key_id:
        raise Forbidden(f"this needs an API key with the role {needed}; send it in the header x-api-key")
    role = role_of_key(event, key_id)
    if not role.allows(needed):
        raise Forbidden(f"this needs an API key with the role {needed}; the role of yours is {role}")
    return role


def role_of_key(event: Mapping[str, Any], key_id: str) -> Role:
    """The role of a key that API Gateway has accepted: ``read`` if no list names it, for its owner gave it the plan."""
    return next((role for role, _ in KEY_LISTS if key_id in key_ids(event, role)), Role.READ)


def key_ids(event: Mapping[str, Any], role: Role) -> tuple[str, ...]:
    """The ids of the keys listed with exactly this role.

    >>> key_ids({"stageVariables": {"ReadKeys": "k3,"}}, Role.READ), key_ids({"stageVariables": None}, Role.READ)
    (('k3',), ())
    """
    listed = (event.get("stageVariables") or {}).get(dict(KEY_LISTS)[role], "")
    return tuple(key_id for part in listed.split(",") if (key_id := part.strip()))
