"""One request to a model of Amazon Bedrock: a prompt in, its text or why there is none out.

One attempt with a time limit: whoever waits has the templates' draft at hand. The API is Converse, which is the same
for all models that take messages (bedrock-runtime, 2023-09-30); Bedrock keeps nothing of a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError

from functions.respond.wording.prompt import MAX_TOKENS, Prompt
from shared.runtime.aws import client
from shared.runtime.telemetry import logger

TIME_LIMIT_S = 8
"""A person waits for it, and API Gateway waits 29 seconds."""

LATE = f"it did not answer within {TIME_LIMIT_S} seconds"

FAILURES: Mapping[str, str] = MappingProxyType(
    {
        "ThrottlingException": "it is asked too often at the moment",
        "ServiceUnavailableException": "it is overloaded at the moment",
        "ModelNotReadyException": "it is not ready yet",
        "ModelTimeoutException": LATE,
        "AccessDeniedException": "this deployment may not use it; turn it on for the account in Amazon Bedrock",
        "ResourceNotFoundException": "this Region does not have it",
        "ValidationException": "it cannot be asked in this way; look at the parameter DraftModel",
    }
)
"""By the error's code; any other one is told as a failure (Converse, API reference)."""

UNFINISHED: Mapping[str, str] = MappingProxyType(
    {
        "max_tokens": "it wrote too much",
        "guardrail_intervened": "a guardrail stopped it",
        "content_filtered": "it declined",
    }
)
"""By why it stopped, as far as that is not the end of its answer."""


class ModelAnswer(NamedTuple):
    """What the model wrote, or in words for a person why it wrote nothing."""

    text: str = ""
    failure: str = ""


def ask_model(model: str, prompt: Prompt) -> ModelAnswer:
    """The answer of the model with this id, or of the inference profile with it."""
    try:
        answer = _bedrock().converse(
            modelId=model,
            system=[{"text": prompt.system}],
            messages=[{"role": "user", "content": [{"text": prompt.user}]}],
            inferenceConfig={"maxTokens": MAX_TOKENS},
        )
    except (ReadTimeoutError, ConnectTimeoutError):
        return _failed(model, "Timeout", LATE)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        return _failed(model, code, FAILURES.get(code, "it failed"))
    except BotoCoreError as error:
        return _failed(model, type(error).__name__, "it cannot be reached")
    return _read(model, answer)


def _read(model: str, answer: Mapping[str, Any]) -> ModelAnswer:
    """The text of an answer that came to its end; thoughts that a model writes down beside it are left out."""
    stopped = str(answer.get("stopReason", ""))
    if stopped != "end_turn":
        return _failed(model, stopped, UNFINISHED.get(stopped, "it did not finish"))
    blocks = answer.get("output", {}).get("message", {}).get("content", [])
    usage = answer.get("usage", {})
    tokens = {name: usage.get(name) for name in ("inputTokens", "outputTokens")}
    logger.info("a model answered", extra={"model": model, **tokens})
    return ModelAnswer("".join(str(block["text"]) for block in blocks if "text" in block))


def _failed(model: str, code: str, why: str) -> ModelAnswer:
    logger.warning("a model did not answer", extra={"model": model, "error": code})
    return ModelAnswer(failure=why)


@cache
def _bedrock() -> Any:
    once = Config(connect_timeout=2, read_timeout=TIME_LIMIT_S, retries={"mode": "standard", "total_max_attempts": 1})
    return client("bedrock-runtime", once)
