"""The outputs of a deployed stack, for commands that are told its name.

Uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the local stack).
"""

from __future__ import annotations

from collections.abc import Mapping

import boto3

from shared.domain.errors import ForeshockError


def stack_outputs(stack: str) -> Mapping[str, str]:
    """The outputs by name; raise ClientError if AWS rejects the call, or there is no such stack."""
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def stack_output(stack: str, name: str) -> str:
    """One output; raise ForeshockError if the stack has none of this name."""
    found = stack_outputs(stack)
    if name not in found:
        raise ForeshockError(f"the stack {stack} has no output {name}; is it a Foreshock stack?")
    return found[name]
