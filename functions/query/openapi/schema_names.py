"""Published names of schemas: clients generate code from the OpenAPI document, so these names do not change."""

from __future__ import annotations

from typing import Any

PUBLISHED_NAMES = {
    "BrandInput": "SettingsForm",
    "ItemResult": "Verdict",
    "LabelInput": "LabelForm",
    "MomentTheme": "SpokenTheme",
    "QueryInput": "QueryForm",
    "Transition": "Change",
}
"""By the name in the code; a schema that is not listed has the same name in both."""


def with_published_names(value: Any, key: str = "") -> Any:
    """``value``, a part of the document found under ``key``, with published names as keys, titles and references.

    >>> with_published_names({"schemas": {"QueryInput": {"title": "QueryInput"}}})
    {'schemas': {'QueryForm': {'title': 'QueryForm'}}}
    >>> with_published_names({"$ref": "#/components/schemas/QueryInput"})
    {'$ref': '#/components/schemas/QueryForm'}
    """
    if isinstance(value, dict):
        return {
            _published(name) if key == "schemas" else name: with_published_names(inner, name)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [with_published_names(inner) for inner in value]
    if key == "title":
        return _published(value)
    if key == "$ref":
        path, slash, name = value.rpartition("/")
        return path + slash + _published(name)
    return value


def _published(name: str) -> str:
    return PUBLISHED_NAMES.get(name, name)
