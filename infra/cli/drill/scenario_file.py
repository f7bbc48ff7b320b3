"""What a drill plays, from the command line: the name of a case, or a file with a scenario of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from shared.domain.errors import InvalidInput
from shared.scenario.scenario import Scenario

SUFFIXES = (".yaml", ".yml", ".json")


def scenario_of(what: str) -> dict[str, Any]:
    """The fields of ``POST /drills`` that say what is played; a file may have ``injects`` beside its scenario.

    Raises:
        InvalidInput: there is no such file, or it is no scenario; the message names the field.
    """
    path = Path(what)
    if path.suffix not in SUFFIXES:
        return {"case": what}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        injects = found.pop("injects", None)
        scenario = Scenario.model_validate(found)
    except OSError as error:
        raise InvalidInput(f"{what} cannot be read: {error.strerror}", field="file") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "scenario"
        raise InvalidInput(f"{what}: {where}: {first['msg']}", field=where) from error
    except (yaml.YAMLError, AttributeError, TypeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{what}: it is not YAML with named fields", field="file") from error
    return {"scenario": scenario.model_dump(mode="json"), **({"injects": injects} if injects is not None else {})}
