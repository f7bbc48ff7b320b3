"""The same AWS in memory, without work that botocore and moto do anew for every test, every call, every value.

Otherwise more than a third of the time of these tests goes into reading the service
models again for every session, and into asking values for names that they cannot have.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session
import moto.core.responses
import moto.kms.models
from botocore.loaders import create_loader
from moto.core.serialize import AttributePickerContext, XFormedAttributePicker
from moto.core.utils import method_names_from_class
from moto.kms.utils import generate_private_key

ATTRIBUTE_TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"})
"""The one key of a value in DynamoDB's own notation, such as ``{"S": "acme"}``."""


def speed_up() -> None:
    """From now on, in this process, keep what stays the same; called once, when the tests are loaded."""
    botocore.session.create_loader = cache(create_loader)
    moto.core.responses.method_names_from_class = cache(method_names_from_class)  # type: ignore[attr-defined]  # imported there
    moto.kms.models.generate_private_key = cache(generate_private_key)  # type: ignore[attr-defined]  # an RSA key a table
    XFormedAttributePicker.__call__ = _quick(XFormedAttributePicker.__call__)  # type: ignore[method-assign]


def _quick(picked: Any) -> Any:
    """Moto looks for any member under up to a dozen names; a value in DynamoDB's notation has its one key or none."""

    def pick(self: XFormedAttributePicker, context: AttributePickerContext) -> Any:
        found = context.obj
        if type(found) is dict and len(found) == 1 and not self.response_transformers:
            ((name, value),) = found.items()
            if name in ATTRIBUTE_TYPES and context.key in ATTRIBUTE_TYPES:
                return value if name == context.key else None
        return picked(self, context)

    return pick
