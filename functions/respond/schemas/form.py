"""The settings that a form of a page has, checked as the API checks them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shared.domain.errors import InvalidInput
from shared.http.problem import body_problem

T = TypeVar("T", bound=BaseModel)


def checked(model: type[T], settings: Mapping[str, Any]) -> T:
    """The settings, checked.

    Raises:
        InvalidInput: a field is wrong; the message names it and says how to correct it.
    """
    try:
        return model.model_validate(settings)
    except ValidationError as error:
        problem = body_problem(error.errors())
        raise InvalidInput(problem.detail, field=problem.errors[0].field) from error
