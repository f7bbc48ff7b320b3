"""What the OpenAPI document says of the answers that are not JSON: the page of a moment, and its chart."""

from __future__ import annotations

from typing import Any

PAGE_PATH, CHART_PATH = "/m/{token}", "/moments/{id}/chart.svg"
TEXT_SCHEMA = {"type": "string"}

ERROR_PAGES = {
    "404": "Nobody made this token; the page tells nothing",
    "410": "The moment opened more than 30 days ago",
    "500": "Something went wrong on our side",
    "503": "Busy; look again in a few seconds",
}
"""What people see instead of a page is a page too."""


def add_media_types(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """The operation with the media types that it answers in; any other is as it was."""
    answers = operation["responses"]
    if path == CHART_PATH:
        return {**operation, "responses": {**answers, "200": _answer("The chart", "image/svg+xml")}}
    if path == PAGE_PATH:
        pages = {status: _answer(said, "text/html") for status, said in ERROR_PAGES.items()}
        kept = {status: answers[status] for status in ("304", "429")}
        return {
            **operation,
            "security": [],
            "responses": {"200": _answer("The page", "text/html"), **kept, **pages},
        }
    return operation


def _answer(said: str, media: str) -> dict[str, Any]:
    return {"description": said, "content": {media: {"schema": TEXT_SCHEMA}}}
