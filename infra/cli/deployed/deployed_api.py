"""The API of a deployed stack, with a key of its own: for commands that are told the stack's name.

FORESHOCK_API and FORESHOCK_KEY, an address and a key, come first: whoever has them needs no
AWS credentials. Otherwise AWS is asked, with the credentials and region of the
environment (AWS_ENDPOINT_URL for the local stack).
"""

from __future__ import annotations

import os

import boto3

from infra.cli.api_client import Api
from infra.cli.deployed.stack_outputs import stack_outputs
from shared.domain.errors import ForeshockError

STAGE = "v1"


def deployed_api(stack: str) -> Api:
    """The API of ``stack``, with the key that may do everything.

    Raises:
        ForeshockError: the stack is not a Foreshock stack.
        ClientError: AWS rejects the call, or there is no such stack.
    """
    url, key = os.environ.get("FORESHOCK_API", ""), os.environ.get("FORESHOCK_KEY", "")
    if url and key:
        return Api(url.rstrip("/"), key)
    outputs = stack_outputs(stack)
    missing = {"ApiUrl", "ApiId", "ApiKeyId"} - outputs.keys()
    if missing:
        raise ForeshockError(f"the stack {stack} has no output {min(missing)}; is it a Foreshock stack?")
    found = boto3.client("apigateway").get_api_key(apiKey=outputs["ApiKeyId"], includeValue=True)
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    local = f"{endpoint}/_aws/execute-api/{outputs['ApiId']}/{STAGE}"
    return Api(local if endpoint else outputs["ApiUrl"], found["value"])
