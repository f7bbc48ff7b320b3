"""A folder with a YAML file for each response plan, named by its id: written from the API, read back checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from functions.respond.schemas.plan import PlanInput, plan_from_input
from shared.domain.brand import SLUG
from shared.domain.errors import InvalidInput
from shared.http.problem import body_problem

SUFFIX = ".yaml"
FIELDS = ("code", "title", "kinds", "severities", "contacts", "steps", "clock", "holding_statement", "approval")
"""The fields of a file, in the order of a reader."""

MAX_BYTES = 256 * 1024


def written(folder: Path, plans: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write plans as the API shows them, each into a file of its own; return their ids.

    Raises:
        InvalidInput: the API hides the contacts from this key, or an id is no file name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ids = []
    for plan in plans:
        name = str(plan["id"])
        if not SLUG.fullmatch(name):
            raise InvalidInput(f"the plan {name!r} has an id that is no file name", field="id")
        if plan["contacts"] is None:
            raise InvalidInput("this key does not see contacts; use one with the role act or admin", field="contacts")
        text = yaml.safe_dump(body(plan), sort_keys=False, allow_unicode=True, width=100)
        (folder / f"{name}{SUFFIX}").write_text(text, encoding="utf-8")
        ids.append(name)
    return ids


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """The plans of a folder by id, each as a body for PUT; checked as the API checks them.

    Raises:
        InvalidInput: a file is no plan; the message names all such files, with the field and the remedy.
    """
    files = sorted(folder.glob(f"*{SUFFIX}"))
    if not files:
        raise InvalidInput(f"{folder} has no file that ends in {SUFFIX}; foreshock plans pull writes some")
    found: dict[str, dict[str, Any]] = {}
    broken = []
    for file in files:
        try:
            found[file.stem] = _checked(file)
        except InvalidInput as error:
            broken.append(f"{file.name}: {error.message}")
    if broken:
        raise InvalidInput("nothing was put. " + "; ".join(broken))
    return found


def body(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan of the API as a body for PUT: without what is empty, and without what PUT does not take."""
    kept = {name: plan[name] for name in FIELDS if plan.get(name)}
    kept["steps"] = [{name: value for name, value in step.items() if value is not None} for step in plan["steps"]]
    return kept


def same(given: Mapping[str, Any], plan: Mapping[str, Any]) -> bool:
    """Whether a file says what the API's plan is; a file without a code leaves the code as it is."""
    there = body(plan)
    return given == (there if "code" in given else {name: there[name] for name in there if name != "code"})


def _checked(file: Path) -> dict[str, Any]:
    if not SLUG.fullmatch(file.stem):
        raise InvalidInput("its name is no id; use small letters, digits and hyphens", field="id")
    if file.stat().st_size > MAX_BYTES:
        raise InvalidInput(f"it has more than {MAX_BYTES // 1024} KB")
    try:
        given = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidInput(f"it is no YAML in UTF-8: {' '.join(str(error).split())[:200]}") from error
    try:
        plan_from_input(PlanInput.model_validate(given), file.stem)
    except ValidationError as error:
        raise InvalidInput(body_problem(error.errors()).detail) from error
    return dict(given)
