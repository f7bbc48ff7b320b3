"""Finds the tables of a deployed stack by its name, for commands that read them as the functions do.

Uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the local stack).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType

import boto3

from infra.cli.deployed.stack_outputs import stack_outputs
from shared.domain.errors import ForeshockError

TABLES = {"COUNTS_TABLE": "CountsTable", "MOMENTS_TABLE": "MomentsTable", "STATE_TABLE": "StateTable"}
"""Environment variables of the functions, and the outputs of the nested storage stack with their values."""

MENTIONS = {"MENTIONS_TABLE": "MentionsTable"}
INTERNAL_SECRET = {"INTERNAL_SECRET_ARN": "InternalSecretArn"}
"""What few commands need."""


def use_tables(stack: str, also: Mapping[str, str] = MappingProxyType({})) -> None:
    """Set the environment variables that the stores of ``shared`` read, unless they are set already; ``also`` are more.

    Raises:
        ForeshockError: the stack is not a Foreshock stack.
        ClientError: AWS rejects the call, or there is no such stack.
    """
    wanted = {**TABLES, **also}
    if all(os.environ.get(name) for name in wanted):
        return
    outputs = _storage_outputs(stack)
    for name, output in wanted.items():
        if output not in outputs:
            raise ForeshockError(f"the stack {stack} has no {output}; is it a Foreshock stack?")
        os.environ[name] = outputs[output]


def _storage_outputs(stack: str) -> Mapping[str, str]:
    formation = boto3.client("cloudformation")
    nested = formation.describe_stack_resource(StackName=stack, LogicalResourceId="Storage")
    name = nested["StackResourceDetail"]["PhysicalResourceId"]
    return stack_outputs(name)
