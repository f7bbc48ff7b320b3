"""The hosts that the operator lets Foreshock ask on a private network; as deployed, there are none."""

from __future__ import annotations

from shared.domain.errors import InvalidInput
from shared.egress.pool import Hosts, hosts_of
from shared.runtime.settings import setting


def private_hosts() -> Hosts:
    """PRIVATE_HOSTS: hosts, each with its port unless that is 443, separated by commas.

    Raises:
        InvalidInput: one of them is no host.
    """
    names = [name for part in setting("PRIVATE_HOSTS", "").split(",") if (name := part.strip())]
    hosts = hosts_of(f"https://{name}" for name in names)
    if len(hosts) < len(set(names)):
        raise InvalidInput(
            "PRIVATE_HOSTS must be hosts such as news.acme.internal,10.0.0.7:8443", field="PRIVATE_HOSTS"
        )
    return hosts
