"""Starts AWS on this machine: ministack on a free port of 127.0.0.1, with dummy credentials.

The process gets a clean environment: the user's AWS settings and Python path reach
neither the emulator nor the functions in it.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from infra.local.processes.process import LOCALHOST, GuardedProcess, free_port, in_use, responds
from shared.domain.errors import ForeshockError

REGION = "us-east-1"
ACCESS_KEY = "test"
"""The emulator's root credentials: access key and secret are the same, and valid nowhere else."""
MAIN = Path(__file__).with_name("main.py")


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator: its process and the one endpoint of all services."""

    process: GuardedProcess
    endpoint: str

    def stop(self) -> None:
        """Stop the emulator and everything it started."""
        self.process.stop()


def start(runtime_python: Path, *, port: int = 0, auth: bool = True, function_proxy: str = "") -> Emulator:
    """Start the emulator and return at once; ``wait`` returns when it is ready.

    ``runtime_python`` runs the functions, ``auth`` turns on the check of IAM roles, and
    ``function_proxy`` is the HTTP proxy for the functions' AWS calls. (An HTTP proxy
    keeps the signed ``Host`` header, which another endpoint would not.) Raises
    ForeshockError if the port is in use.
    """
    port = port or free_port()
    if in_use(port):
        raise ForeshockError(f"port {port} is already in use; choose another, or none for a free one", field="port")
    folder = Path(tempfile.mkdtemp(prefix="foreshock-stack-"))
    environment = _environment(folder, port, auth=auth)
    if function_proxy:
        environment["HTTP_PROXY"] = function_proxy
    command = [sys.executable, "-I", str(MAIN), str(runtime_python)]
    return Emulator(GuardedProcess(command, folder=folder, environment=environment), f"http://{LOCALHOST}:{port}")


def wait(emulator: Emulator) -> None:
    """Return when the emulator is ready; raise ForeshockError if it does not start."""
    emulator.process.wait_until(
        lambda: responds(f"{emulator.endpoint}/_ministack/health", emulator.process.folder.name)
    )


def _environment(folder: Path, port: int, *, auth: bool) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        # The health check returns it, so that another emulator on this port is not taken for this one.
        "MINISTACK_EDITION": folder.name,
        "BIND_HOST": LOCALHOST,
        "GATEWAY_PORT": str(port),
        "AUTH": "true" if auth else "false",
        "LOG_LEVEL": "WARNING",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # Otherwise the emulator would look for Docker and remove containers when it starts.
        "DOCKER_HOST": "unix:///nonexistent",
    }
