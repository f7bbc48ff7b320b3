"""What SAM builds for either processor runs as it is: compiled, complete, and nothing but what is needed."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.conftest import ROOT

pytestmark = pytest.mark.sam

ROOMS = ("ingest", "intake", "enrich", "detect", "notify", "query", "respond", "erase")
ELF_MACHINE = {"x86_64": 0x3E, "arm64": 0xB7}
PROVIDED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six.py", "urllib3")
"""What the managed runtime has of its own."""

PROBE = """
import importlib, json, sys
before = set(sys.modules)
importlib.import_module(sys.argv[1])
loaded = {name: getattr(module, "__cached__", None) for name, module in sys.modules.items()
          if name not in before and (getattr(module, "__file__", None) or "").startswith(sys.argv[2])}
print(json.dumps({"modules": loaded, "pydantic": "pydantic" in sys.modules}))
"""


@dataclass(frozen=True)
class Build:
    """One finished build and what the runtime would put beside it."""

    architecture: str
    folder: Path
    provided: Path


@pytest.fixture(scope="module", params=os.environ.get("ARCHITECTURES", "arm64 x86_64").split())
def build(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """`sam build` for one processor, compiled as the README says."""
    folder = tmp_path_factory.mktemp(request.param)
    sam = os.environ.get("SAM", "sam")
    command = [sam, "build", "--build-dir", str(folder), "--parameter-overrides", f"Architecture={request.param}"]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr[-3000:]
    subprocess.run(["python3.13", "-m", "infra.compiled", folder], cwd=ROOT, check=True)
    yield Build(request.param, folder, _provided(tmp_path_factory.mktemp("provided")))
    shutil.rmtree(folder)


@pytest.mark.parametrize("room", ROOMS)
def test_an_artifact_imports_alone(build: Build, room: str) -> None:
    """Nothing but the function, the layer and what the runtime provides is on its path, and all is compiled."""
    told = _imported(build, room)
    ours = {name for name in told["modules"] if name.startswith(("functions", "shared"))}
    assert f"functions.{room}.handler" in ours
    assert not {name for name in ours if name.startswith("functions.") and not name.startswith(f"functions.{room}")}
    for name, cached in told["modules"].items():
        if cached:
            flags = Path(cached).read_bytes()[4]
            assert flags == 0b01, f"{name} is not an unchecked-hash .pyc"


@pytest.mark.parametrize("room", ["ingest", "enrich", "detect", "notify", "erase"])
def test_the_hot_path_starts_without_pydantic(build: Build, room: str) -> None:
    """It costs 40 ms of every cold start and checks nothing there."""
    assert _imported(build, room)["pydantic"] is False


def test_native_code_is_for_the_chosen_processor(build: Build) -> None:
    """An arm64 layer holds aarch64 machine code, whatever machine built it."""
    natives = list(build.folder.glob("SharedLayer/**/*.so"))
    assert natives
    for native in natives:
        assert native.read_bytes()[18] == ELF_MACHINE[build.architecture], native


def test_nothing_else_is_shipped(build: Build) -> None:
    """No tests, no infra, no SDK that the runtime has already."""
    names = {path.name for path in build.folder.glob("SharedLayer/python/*")}
    assert "shared" in names
    assert not names & {"boto3", "botocore", "tests", "infra", "functions", "ministack", "pytest"}
    for room in ROOMS:
        shipped = {path.name for path in (build.folder / f"{room.title()}Function").iterdir()}
        assert shipped <= {"functions", "__pycache__"}


def _imported(build: Build, room: str) -> dict[str, Any]:
    layer = build.folder / "SharedLayer" / "python"
    path = [build.folder / f"{room.title()}Function", *_native(build), layer, build.provided]
    code = f"import sys; sys.path[:0] = {[str(folder) for folder in path]!r}\n{PROBE}"
    done = subprocess.run(
        ["python3.13", "-I", "-S", "-c", code, f"functions.{room}.handler", str(build.folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=build.folder,
        env={"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "eu-west-1", "POWERTOOLS_SERVICE_NAME": "x"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _native(build: Build) -> list[Path]:
    """For the other processor, this machine's build of what cannot run here (pydantic's core)."""
    here = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
    if build.architecture == here:
        return []
    folder = build.folder.parent / f"native-{here}"
    if not folder.exists():
        wanted = [
            line for line in (ROOT / "shared/requirements.txt").read_text().split() if line.startswith("pydantic")
        ]
        command = ["python3.13", "-m", "pip", "install", "--quiet", "--target", str(folder), *wanted]
        subprocess.run(command, check=True)
    return [folder]


def _provided(folder: Path) -> Path:
    import boto3  # noqa: PLC0415 - only to find where it lies

    site = Path(boto3.__file__).parents[1]
    for name in PROVIDED:
        source = site / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    return folder
