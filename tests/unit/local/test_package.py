"""Templates and code are packaged as sam build and aws cloudformation package do it."""

import importlib.util
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.local.deployment import runtime
from infra.local.deployment.artifacts import Artifact, build
from infra.local.deployment.package import Packager
from shared.domain.errors import ForeshockError, InvalidInput

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: python3.13, Layers: [!Ref Layer]}
Resources:
  Layer:
    Type: AWS::Serverless::LayerVersion
    Metadata: {BuildProperties: {ParentPackages: shared}}
    Properties: {ContentUri: shared/}
  Function:
    Type: AWS::Serverless::Function
    Metadata: {BuildProperties: {ParentPackages: functions.f}}
    Properties: {CodeUri: functions/f, Handler: functions.f.handler.handler, Timeout: !If [Slow, 60, 5]}
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: infra/nested.yaml, Parameters: {Name: !Sub "${AWS::StackName}-x"}}
  Elsewhere:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: s3://somewhere/code.zip}
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(runtime, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name, text in {
        "template.yaml": TEMPLATE,
        "infra/nested.yaml": "Resources: {Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Name}}}",
        "shared/__init__.py": "",
        "shared/word.py": "WORD = 'tremor'\n",
        "functions/f/__init__.py": "",
        "functions/f/handler.py": "def handler(event, context): return event\n",
        "functions/f/__pycache__/handler.cpython-311.pyc": "junk",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.fixture
def stored() -> dict[str, bytes]:
    return {}


@pytest.fixture
def packager(stored: dict[str, bytes]) -> Packager:
    def upload(name: str, body: bytes) -> str:
        stored[name] = body
        return f"s3://bucket/{name}"

    return Packager(Path(sys.executable), upload, lambda uri: uri.replace("s3:/", "http://aws", 1))


def packaged(packager: Packager, project: Path) -> dict[str, Any]:
    document = json.loads(packager.package(project / "template.yaml"))
    assert isinstance(document, dict)
    return document


def names(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as opened:
        return {name for name in opened.namelist() if not name.endswith(".pyc")}


def test_local_code_and_nested_templates_become_addresses_in_s3(
    packager: Packager, project: Path, stored: dict[str, bytes]
) -> None:
    resources = packaged(packager, project)["Resources"]
    assert resources["Function"]["Properties"]["CodeUri"].removeprefix("s3://bucket/") in stored
    assert resources["Layer"]["Properties"]["ContentUri"].removeprefix("s3://bucket/") in stored
    address = resources["Nested"]["Properties"]["TemplateURL"]
    assert address.startswith("http://aws/bucket/nested-")
    nested = json.loads(stored[address.removeprefix("http://aws/bucket/")])
    assert nested["Resources"]["Topic"]["Properties"] == {"TopicName": {"Ref": "Name"}}


def test_another_version_of_a_nested_template_has_another_address(packager: Packager, project: Path) -> None:
    """CloudFormation looks at a nested template again only if its address is new."""

    def address() -> str:
        return str(packaged(packager, project)["Resources"]["Nested"]["Properties"]["TemplateURL"])

    before, nested = address(), next(project.rglob("nested.yaml"))
    assert address() == before
    nested.write_text(nested.read_text() + "\n# another version\nDescription: changed\n")
    assert address() != before


def test_nothing_else_of_a_template_changes(packager: Packager, project: Path) -> None:
    document = packaged(packager, project)
    assert document["Globals"] == {"Function": {"Runtime": "python3.13", "Layers": [{"Ref": "Layer"}]}}
    assert document["Resources"]["Function"]["Properties"]["Timeout"] == {"Fn::If": ["Slow", 60, 5]}
    assert document["Resources"]["Nested"]["Properties"]["Parameters"] == {"Name": {"Fn::Sub": "${AWS::StackName}-x"}}
    assert document["Resources"]["Elsewhere"]["Properties"]["CodeUri"] == "s3://somewhere/code.zip"


def test_code_that_does_not_exist_is_named(packager: Packager, project: Path) -> None:
    (project / "template.yaml").write_text(TEMPLATE.replace("functions/f", "functions/gone"))
    with pytest.raises(InvalidInput, match=r"Function.*functions/gone"):
        packager.package(project / "template.yaml")


@pytest.mark.parametrize("text", ["[]", "just words", "a: [", "{a: 1"])
def test_a_file_that_is_no_template_is_an_error(packager: Packager, project: Path, text: str) -> None:
    (project / "template.yaml").write_text(text)
    with pytest.raises(InvalidInput):
        packager.package(project / "template.yaml")


def test_a_function_keeps_its_module_path_in_the_zip(project: Path) -> None:
    archive = build(Artifact(project / "functions/f", "functions.f"), Path(sys.executable))
    assert names(archive) == {"functions/f/__init__.py", "functions/f/handler.py"}


def test_a_layer_is_under_python(project: Path) -> None:
    archive = build(Artifact(project / "shared", "shared", "python"), Path(sys.executable))
    assert names(archive) == {"python/shared/__init__.py", "python/shared/word.py"}


def test_modules_are_compiled_so_that_no_file_time_makes_them_stale(project: Path) -> None:
    archive = build(Artifact(project / "shared", "shared", "python"), Path(sys.executable))
    with zipfile.ZipFile(archive) as opened:
        compiled = [name for name in opened.namelist() if name.endswith(".pyc")]
        assert len(compiled) == 2
        for name in compiled:
            content = opened.read(name)
            assert content[:4] == importlib.util.MAGIC_NUMBER
            assert int.from_bytes(content[4:8], "little") == 0b01


def test_unchanged_code_is_not_built_again_and_changed_code_is(project: Path) -> None:
    artifact = Artifact(project / "functions/f", "functions.f")
    first = build(artifact, Path(sys.executable))
    before = first.stat().st_mtime_ns
    assert build(artifact, Path(sys.executable)).stat().st_mtime_ns == before
    (project / "functions/f/handler.py").write_text("def handler(event, context): return None\n")
    assert build(artifact, Path(sys.executable)) != first


def test_the_same_code_gives_the_same_bytes(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    artifact = Artifact(project / "shared", "shared", "python")
    first = build(artifact, Path(sys.executable)).read_bytes()
    monkeypatch.setattr(runtime, "CACHE", tmp_path / "another")
    assert build(artifact, Path(sys.executable)).read_bytes() == first


def test_a_folder_that_failed_half_way_is_built_again(cache: Path) -> None:
    def fail() -> None:
        with runtime.build_once(cache / "thing"):
            (cache / "thing").mkdir()
            (cache / "thing" / "half").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with runtime.build_once(cache / "thing") as missing:
        assert missing
        assert not (cache / "thing").exists()
        (cache / "thing").mkdir()
    with runtime.build_once(cache / "thing") as missing:
        assert not missing


def test_a_package_that_cannot_be_installed_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ForeshockError, match="pip could not install"):
        runtime.pip(Path(sys.executable), "install", "--no-index", "--target", str(tmp_path), "no-such-package-here")


def test_folders_unused_for_a_day_are_removed_when_one_of_their_kind_is_built(cache: Path) -> None:
    def make(name: str) -> None:
        with runtime.build_once(cache / name) as missing:
            if missing:
                (cache / name).mkdir()

    for name in ("part-old", "part-used", "other-old"):
        make(name)
        os.utime(cache / name / runtime.COMPLETE, (0, 0))
    make("part-used")
    make("part-new")
    assert {folder.name for folder in cache.iterdir() if folder.is_dir()} == {"part-used", "part-new", "other-old"}
