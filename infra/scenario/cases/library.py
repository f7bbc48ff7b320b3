"""The case library: one YAML file for each crisis, read when it is asked for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import ValidationError

from infra.scenario.cases.case import Case
from shared.domain.errors import InvalidInput, NotFound

FOLDER = files("infra.scenario").joinpath("cases", "library")
SUFFIX = ".yaml"


@cache
def names() -> tuple[str, ...]:
    """The names of all cases, in order.

    >>> "united-3411" in names()
    True
    """
    return tuple(sorted(entry.name.removesuffix(SUFFIX) for entry in FOLDER.iterdir() if entry.name.endswith(SUFFIX)))


@cache
def case(name: str) -> Case:
    """The case of this name.

    Raises:
        NotFound: there is none.
    """
    if name not in names():
        raise NotFound(f"there is no case {name[:40]!r}; there are {', '.join(names())}", field="name")
    return read(name, FOLDER.joinpath(name + SUFFIX).read_text("utf-8"))


def read(name: str, text: str) -> Case:
    """A case from the text of its file.

    Raises:
        InvalidInput: it is no case; the message names the field.
    """
    try:
        return Case.model_validate({"id": name, **(yaml.safe_load(text) or {})})
    except (yaml.YAMLError, TypeError) as error:
        raise InvalidInput(f"case {name}: it is not YAML with named fields: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "case"
        raise InvalidInput(f"case {name}: {where}: {first['msg']}", field=where) from error
