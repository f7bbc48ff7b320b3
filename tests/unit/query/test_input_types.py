"""What request bodies take: true or false where a truth value is asked for, and null where a field may be left out."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from functions.query.schemas.brand_settings import BrandInput, QueryInput
from functions.query.schemas.drill import DrillInput
from functions.query.schemas.erasure import ErasureInput
from functions.respond.schemas.answer import ApproveInput
from functions.respond.schemas.publication import PublicationInput, PublicStepInput
from functions.respond.schemas.silence import SilenceInput
from functions.respond.schemas.subscriber_settings import SubscriberInput

INPUTS: tuple[type[BaseModel], ...] = (
    *(ApproveInput, BrandInput, DrillInput, ErasureInput, PublicationInput, PublicStepInput, QueryInput, SilenceInput),
    SubscriberInput,
)
TRUTH_VALUES = [
    (model, name)
    for model in INPUTS
    for name, field in model.model_fields.items()
    if field.default in (True, False) and isinstance(field.default, bool)
]


@pytest.mark.parametrize("value", [0, 1, "yes", "true"])
@pytest.mark.parametrize(("model", "name"), TRUTH_VALUES)
def test_a_number_or_a_text_is_no_truth_value(model: type[BaseModel], name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as found:
        model.model_validate({name: value})
    assert ("bool_type", (name,)) in {(error["type"], error["loc"]) for error in found.value.errors()}


@pytest.mark.parametrize("model", INPUTS)
def test_null_is_taken_where_it_is_the_default(model: type[BaseModel]) -> None:
    nothing = {
        name: None for name, field in model.model_fields.items() if not field.is_required() and field.default is None
    }
    with pytest.raises(ValidationError) as found:
        model.model_validate({"nothing": 1, **nothing})
    assert not {error["loc"][0] for error in found.value.errors() if error["loc"]} & nothing.keys()
