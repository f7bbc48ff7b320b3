"""AWS on this machine: ministack on a free port of 127.0.0.1, with dummy credentials.

It gets an environment of its own, so that neither the user's AWS settings nor
their Python path reach the emulator or the functions in it.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from infra.local.processes.process import LOCALHOST, GuardedProcess, free_port, in_use, responds
from shared.domain.errors import ForeshockError

REGION = "us-east-1"
ACCESS_KEY = "test"
"""The emulator's root caller, key and secret alike; no service outside knows it."""
MAIN = Path(__file__).with_name("main.py")


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running emulator: its process and the endpoint that speaks for every service."""

    process: GuardedProcess
    endpoint: str

    def stop(self) -> None:
        """End it and everything it started."""
        self.process.stop()


def start(runtime_python: Path, *, port: int = 0, auth: bool = True, function_proxy: str = "") -> Emulator:
    """Start the emulator; it may not be ready yet, see ``wait``.

    ``runtime_python`` runs the functions; ``auth`` has IAM roles enforced;
    ``function_proxy`` is the HTTP proxy through which functions make their AWS
    calls. A proxy in the sense of HTTP leaves the signed ``Host`` alone; another
    endpoint would not, and signatures are checked. Raises ForeshockError when
    the port is taken.
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
    """Return once the emulator serves; raise ForeshockError if it does not."""
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
        # Told by the health check: another emulator on the same port must not pass for this one.
        "MINISTACK_EDITION": folder.name,
        "BIND_HOST": LOCALHOST,
        "GATEWAY_PORT": str(port),
        "AUTH": "true" if auth else "false",
        "LOG_LEVEL": "WARNING",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # No Docker daemon is ever looked for: the emulator would reap containers at start.
        "DOCKER_HOST": "unix:///nonexistent",
    }
