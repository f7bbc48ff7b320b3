"""Runs the emulator, with a Python environment of their own for the Lambda functions.

    python main.py RUNTIME_PYTHON

The emulator starts a function's worker with ``sys.executable``, so this points it at
RUNTIME_PYTHON. Workers inherit the environment; variables that only the emulator
needs are removed after it has read them.
"""

import os
import sys

PRIVATE = ("AUTH", "LOG_LEVEL", "MINISTACK_WORKER_THREADS")
"""Variables that the emulator reads while it is imported; functions should not see them."""


def main(runtime_python: str) -> None:
    """Serve until killed."""
    sys.executable = runtime_python
    sys.argv = ["ministack"]
    from ministack.app import main as serve  # noqa: PLC0415 - reads the environment when it is imported

    for name in PRIVATE:
        os.environ.pop(name, None)
    serve()


if __name__ == "__main__":
    main(sys.argv[1])
