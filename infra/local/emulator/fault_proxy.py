"""A proxy between the functions and AWS that lets calls fail in AWS's own ways (microburst, for tests)."""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import urllib3

from infra.local.processes.process import LOCALHOST, GuardedProcess, free_port, responds
from shared.domain.errors import ForeshockError


@dataclass(frozen=True, slots=True)
class FaultProxy:
    """A running proxy; without rules it passes everything on unchanged."""

    process: GuardedProcess
    url: str

    @classmethod
    def start(cls, upstream: str) -> Self:
        """Start a proxy in front of ``upstream``; raise ForeshockError if it does not start."""
        folder = Path(tempfile.mkdtemp(prefix="foreshock-proxy-"))
        port = free_port()
        command = [sys.executable, "-m", "microburst", "--upstream", upstream, "--host", LOCALHOST, "--port", str(port)]
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
        proxy = cls(GuardedProcess(command, folder=folder, environment=environment), f"http://{LOCALHOST}:{port}")
        try:
            proxy.process.wait_until(lambda: responds(f"{proxy.url}/_microburst/health", upstream))
        except BaseException:
            proxy.stop()
            raise
        return proxy

    def stop(self) -> None:
        """Stop the proxy; calls through it fail from now on."""
        self.process.stop()

    def rules(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """Replace the rules (https://pypi.org/project/microburst/); with an empty list every call passes."""
        self._request("POST", "rules", list(rules))

    def faults(self) -> int:
        """Return how many calls failed or were slowed down by a rule since the start."""
        return int(self._request("GET", "stats")["requests"]["faulted"])

    def _request(self, method: str, path: str, body: Any = None) -> Any:
        response = urllib3.request(method, f"{self.url}/_microburst/{path}", json=body, retries=False, timeout=30.0)
        if response.status >= 400:  # noqa: PLR2004 - an HTTP error
            raise ForeshockError(f"the fault proxy refused {path}: {response.data[:500]!r}")
        return response.json()
