"""AWS clients, made with botocore alone.

botocore is the half of boto3 that talks to AWS. The other half (resources, transfer
threads) costs a cold start 83 million instructions, a tenth of its budget, and no batch
needs it. So the functions that run for every batch do without it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session, get_session


def client(service: str, config: Config | None = None) -> Any:
    """A low-level client of ``service``, the same as ``boto3.client`` makes."""
    return _session().create_client(service, config=config)


@cache
def _session() -> Session:
    return get_session()
