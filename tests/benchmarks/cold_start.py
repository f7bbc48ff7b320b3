"""What a cold start costs: the import of each handler from its artifact, in a process of its own.

Budgets: 250 ms of CPU each, 70 MB resident, and instructions, which unlike
milliseconds repeat to a fraction of a per cent (valgrind counts them, where installed;
those of a bare interpreter with the modules Lambda's own bootstrap has are taken off).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from infra.interpreter import find
from infra.local.deployment import artifacts, runtime
from tests.benchmarks.__main__ import Figure

INSTRUCTIONS = {
    "ingest": 650,
    "intake": 960,
    "enrich": 660,
    "detect": 650,
    "notify": 655,
    "query": 665,
    "respond": 665,
    "erase": 635,
}
"""Budgets in millions, about two per cent above what was measured. Botocore, logs and metrics are 513 of each;
intake checks with pydantic what comes from outside, query and respond do so with the first request."""

FIRST_REQUEST = {"moments": 1_160, "brands": 1_125, "m": 1_045, "crises": 1_230, "a": 1_095, "subscribers": 1_100}
"""The budgets with the routes of the first request, in millions."""

CPU_MS, RESIDENT_MB, RUNS = 250.0, 70.0, 5
BOOTSTRAP = "import decimal, http.client, json, logging, os, random, signal, site, socket, sys, time, traceback, urllib"
PROBE = """
import json, time
started = time.process_time()
import functions.{room}.handler
spent = (time.process_time() - started) * 1000
with open("/proc/self/status") as status:
    resident = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps([spent, resident / 1024]))
"""
FIRST_REQUESTS = {
    room: {group: f"from functions.{room}.api import ROUTES; ROUTES.app_for('/{group}')" for group in groups}
    for room, groups in {
        "query": ("m", "moments", "brands", "crises"),
        "respond": ("a", "crises", "subscribers"),
    }.items()
}
"""What a function loads when a request comes, and not before: for people at night, for most clients, and the most."""

ENVIRONMENT = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0", "AWS_DEFAULT_REGION": "eu-west-1"}
ENVIRONMENT |= {"PYTHONDONTWRITEBYTECODE": "1", "LAMBDA_TASK_ROOT": "/var/task"}


def figures() -> list[Figure]:
    """CPU, memory and instructions of every function's import."""
    interpreter = find("3.13") or Path(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        path = _unpacked(interpreter, Path(folder))
        found: list[Figure] = []
        for room, budget in INSTRUCTIONS.items():
            runs = [_run(interpreter, [*path, Path(folder) / room], room) for _ in range(RUNS)]
            found.append((f"{room}: CPU to import", statistics.median(cpu for cpu, _ in runs), "ms", CPU_MS))
            found.append((f"{room}: resident after it", statistics.median(size for _, size in runs), "MB", RESIDENT_MB))
            if shutil.which("valgrind"):
                bare = _instructions(interpreter, path, BOOTSTRAP)
                for group, code in {"": PROBE.format(room=room), **FIRST_REQUESTS.get(room, {})}.items():
                    counted = _instructions(interpreter, [*path, Path(folder) / room], code)
                    name = f", with the routes of /{group}" if group else ""
                    limit = float(FIRST_REQUEST[group] if group else budget)
                    found.append((f"{room}: instructions{name}", (counted - bare) / 1e6, "M", limit))
    return found


def _unpacked(interpreter: Path, folder: Path) -> list[Path]:
    """The layer and the runtime's own boto3 below ``folder``, and each function beside them."""
    for room in INSTRUCTIONS:
        part = artifacts.Artifact(runtime.ROOT / "functions" / room, f"functions.{room}")
        zipfile.ZipFile(artifacts.build(part, interpreter)).extractall(folder / room)
    layer = artifacts.Artifact(runtime.ROOT / "shared", "shared", "python")
    zipfile.ZipFile(artifacts.build(layer, interpreter)).extractall(folder / "layer")
    provided = folder / "provided"
    runtime.pip(interpreter, "install", "--no-compile", "--target", str(provided), "boto3>=1.43.100,<1.44")
    compiling = [str(interpreter), "-m", "compileall", "-qf", "--invalidation-mode", "unchecked-hash", str(folder)]
    subprocess.run(compiling, check=True)
    return [folder / "layer" / "python", provided]


def _run(interpreter: Path, path: list[Path], room: str) -> tuple[float, float]:
    done = subprocess.run(
        [interpreter, "-SP", "-c", PROBE.format(room=room)],
        env=ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(map(str, reversed(path)))},
        capture_output=True,
        text=True,
        check=True,
    )
    cpu, size = json.loads(done.stdout.splitlines()[-1])
    return cpu, size


def _instructions(interpreter: Path, path: list[Path], code: str) -> int:
    done = subprocess.run(
        [
            "valgrind",
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
            interpreter,
            "-SP",
            "-c",
            code,
        ],
        env=ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(map(str, reversed(path)))},
        capture_output=True,
        text=True,
        check=True,
    )
    counted = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    assert counted, done.stderr[-500:]
    return int(counted[1].replace(",", ""))
