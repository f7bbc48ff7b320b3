"""Turns a SAM template with local paths into one that can be deployed: its paths point to S3.

Nothing else changes. ``aws cloudformation package`` does the same after ``sam build``;
this covers the few properties in which a SAM template names local code.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from samtranslator.yaml_helper import yaml_parse

from infra.local.deployment.artifacts import Artifact, build
from infra.local.deployment.runtime import digest
from shared.domain.errors import InvalidInput

Upload = Callable[[str, bytes], str]
"""Stores bytes under a key and returns ``s3://bucket/key``."""

CODE = {"AWS::Serverless::Function": ("CodeUri", ""), "AWS::Serverless::LayerVersion": ("ContentUri", "python")}
NESTED = {"AWS::Serverless::Application": "Location", "AWS::CloudFormation::Stack": "TemplateURL"}


@dataclass(frozen=True, slots=True)
class Packager:
    """Packages templates for functions that ``interpreter`` runs, and stores their artifacts with ``upload``.

    ``url_of`` turns an ``s3://`` address into the HTTP address that CloudFormation needs for a nested template.
    """

    interpreter: Path
    upload: Upload
    url_of: Callable[[str], str]

    def package(self, template: Path) -> str:
        """Return the template at the path ``template`` as JSON with every local path replaced.

        Raises InvalidInput if the template cannot be read or names a path that does not exist.
        """
        document = _read(template)
        defaults = document.get("Globals", {}).get("Function", {})
        for name, resource in document.get("Resources", {}).items():
            try:
                self._replace(resource, defaults, template.parent)
            except OSError as error:
                raise InvalidInput(
                    f"{template.name}: {name} names code that cannot be read: {error}", field=name
                ) from error
        return json.dumps(document, default=str)

    def uploaded(self, template: Path) -> str:
        """Where the packaged template is stored; another version has another name, or nobody would see the change."""
        body = self.package(template).encode()
        return self.upload(f"{template.stem}-{digest(body)}.json", body)

    def _replace(self, resource: dict[str, Any], defaults: dict[str, Any], base: Path) -> None:
        kind, properties = resource.get("Type", ""), resource.setdefault("Properties", {})
        if kind in CODE:
            key, prefix = CODE[kind]
            location = properties.get(key, defaults.get(key))
            if _is_local(location):
                properties[key] = self._code(base / location, resource.get("Metadata", {}), prefix)
        elif kind in NESTED and _is_local(properties.get(NESTED[kind])):
            properties[NESTED[kind]] = self._nested(base / properties[NESTED[kind]])
        elif kind == "AWS::Serverless::Api" and _is_local(properties.get("DefinitionUri")):
            path = base / properties["DefinitionUri"]
            properties["DefinitionUri"] = self.upload(path.name, path.read_bytes())

    def _code(self, source: Path, metadata: dict[str, Any], prefix: str) -> str:
        if not source.is_dir():
            raise FileNotFoundError(source)
        archive = build(
            Artifact(source.resolve(), metadata.get("BuildProperties", {}).get("ParentPackages", ""), prefix),
            self.interpreter,
        )
        return self.upload(f"{archive.parent.name}.zip", archive.read_bytes())

    def _nested(self, template: Path) -> str:
        return self.url_of(self.uploaded(template))


def _read(template: Path) -> dict[str, Any]:
    try:
        document = yaml_parse(template.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InvalidInput(f"{template} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise InvalidInput(f"{template} is not a CloudFormation template")
    return document


def _is_local(location: Any) -> bool:
    return isinstance(location, str) and not location.startswith(("s3://", "http://", "https://"))
