"""Run the emulator so that Lambda functions get an interpreter and libraries of their own.

    python emulator_main.py RUNTIME_PYTHON

The emulator starts a function's worker with ``sys.executable``; pointing that at
RUNTIME_PYTHON is all it takes. What only the emulator reads from the environment
is dropped once it has read it, since workers inherit the rest.
"""

import os
import sys

PRIVATE = ("AUTH", "LOG_LEVEL", "MINISTACK_WORKER_THREADS")
"""Read by the emulator while it is imported, and nothing a function should see."""


def main(runtime_python: str) -> None:
    """Serve until killed."""
    sys.executable = runtime_python
    sys.argv = ["ministack"]
    from ministack.app import main as serve  # noqa: PLC0415 (reads the environment when imported)

    for name in PRIVATE:
        os.environ.pop(name, None)
    serve()


if __name__ == "__main__":
    main(sys.argv[1])
