"""The router of an HTTP function: an id in a path may be of any script, and a point in a path is a point.

The router that it extends matches ids against a list of characters, so that the same unknown id was
"not found", "not allowed" or "wrong" by its script, and takes a line feed at the end of a path for nothing.
"""

from __future__ import annotations

import re

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

_PARAMETER = re.compile(r"<(\w+)>")


class Resolver(APIGatewayRestResolver):
    """An application for API Gateway whose path parameters are whatever stands between two slashes."""

    @staticmethod
    def _compile_regex(rule: str, base_regex: str = r"^{}/*\Z") -> re.Pattern[str]:
        if rule == ".*":  # the router's own rule for what no route has
            return re.compile(rule, re.DOTALL)
        return re.compile(base_regex.format(route_pattern(rule)))


def route_pattern(rule: str) -> str:
    """The regular expression of a route.

    >>> bool(re.fullmatch(route_pattern("/moments/<id>/chart.svg"), "/moments/☃/chart.svg"))
    True
    >>> bool(re.fullmatch(route_pattern("/openapi.json"), "/openapi-json"))
    False
    """
    literal = _PARAMETER.split(rule)
    return "".join(f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(literal))
