"""What Lambda tells a handler about a call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Context:
    """The context of a call; ``left_ms`` is the time until it would be ended."""

    function_name: str = "foreshock"
    left_ms: int = 60_000
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:foreshock"
    aws_request_id: str = "request"

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms
