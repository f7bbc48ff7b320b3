"""What a cold start must not pay for: modules that only some events need, loaded before the first event or request.

``python -m tests.benchmarks cold_start`` has the figures and their budgets.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared.channels import POLLED

ROOT = Path(__file__).parents[4]

NOWHERE = {"boto3", "infra", "feedparser", *POLLED.values()}
"""The half of the AWS SDK that nothing needs, the command line, parsers and channels."""

CHECKING = {"pydantic", "shared.http"}
WORDING = {
    "shared.messages.crisis.crisis_figures",
    "shared.messages.crisis.crisis_summary",
    "shared.messages.crisis.crisis_words",
    "shared.messages.theme_texts",
    "shared.plans",
}
SCORING = {"shared.sentiment.language", "shared.sentiment.score", "shared.intents", "shared.enrichment"}
MOMENTS = {"shared.domain.moments.moment", "shared.messages"}

HANDLERS = {
    "ingest": CHECKING | WORDING | SCORING | MOMENTS | {"zoneinfo"},
    "intake": WORDING | SCORING | MOMENTS | {"functions.intake.exports", "functions.intake.meta"},
    "enrich": CHECKING | WORDING | MOMENTS | {"zoneinfo", "functions.enrich.comprehend"},
    "detect": CHECKING | WORDING | SCORING | {"shared.messages", "zoneinfo"},
    "notify": CHECKING
    | WORDING
    | SCORING
    | {
        "zoneinfo",
        "functions.notify.messages.mails.email",
        "functions.notify.messages.texts.sms",
        "shared.egress.pool",
    },
    "query": WORDING | SCORING | MOMENTS | {"pydantic", "functions.query.routes", "shared.channels.protocol"},
    "respond": WORDING | SCORING | MOMENTS | {"pydantic", "functions.respond.routes"},
    "erase": CHECKING | WORDING | SCORING | {"shared.messages", "zoneinfo"},
}
"""What each function does without until an event needs it."""

FIRST_REQUESTS = {"moments": "crisis.moments", "brands": "brands"}
"""Groups of routes whose lists most clients ask for first, and the module that has the list."""


def loaded(*statements: str) -> set[str]:
    """The modules of a fresh process after these statements."""
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(["import sys", *statements, "print(*sys.modules)"])],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "AWS_DEFAULT_REGION": "eu-west-1", "POWERTOOLS_SERVICE_NAME": "x"},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("function", sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py")))
def test_a_function_starts_without_what_only_some_events_need(function: str) -> None:
    found = loaded(f"import functions.{function}.handler")
    assert f"functions.{function}.handler" in found
    assert not found & (NOWHERE | HANDLERS[function])


@pytest.mark.parametrize("group", FIRST_REQUESTS)
def test_a_list_is_answered_without_the_words_of_a_crisis(group: str) -> None:
    found = loaded("from functions.query.api import ROUTES", f"ROUTES.app_for('/{group}')")
    assert f"functions.query.routes.{FIRST_REQUESTS[group]}" in found
    assert not found & (NOWHERE | SCORING | {"shared.messages.crisis.crisis_figures", "shared.plans"})


def test_to_approve_an_answer_loads_neither_what_scores_posts_nor_what_asks_a_model() -> None:
    found = loaded("from functions.respond.api import ROUTES", "ROUTES.app_for('/moments/x/drafts/y/approve')")
    assert "functions.respond.routes.wordings" in found
    assert not found & (NOWHERE | SCORING | {"functions.respond.wording"})
