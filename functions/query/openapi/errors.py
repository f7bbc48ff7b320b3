"""The errors of an operation: problem details for programs, pages for people."""

from __future__ import annotations

from typing import Any

from shared.domain.problem import MEDIA_TYPE

PROBLEM_TEXTS = {
    "400": "A parameter or the body is wrong; `errors` names the fields",
    "401": "The signature or the timestamp is not valid",
    "403": "The API key is missing or wrong, or its role does not allow it",
    "404": "It does not exist",
    "409": "Somebody else changed it at the same time; repeat the request",
    "412": "Its state is not the one that If-Match or If-None-Match expects",
    "413": "The body is too long",
    "415": "The body is not JSON in UTF-8, or it is compressed",
    "429": "Too many requests, or the quota of the key is used up",
    "500": "An error on our side; `instance` names the request in the log",
    "503": "Busy; try again after Retry-After seconds",
}

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "What is wrong and how to fix it (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The id of the request, as in the log"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}

PAGE_PATH, BUTTON_PATH = "/m/{token}", "/a/{token}"

STATUS_PATH = "/status/{brand}"

FEED_PATH, FEEDBACK_PATH = f"{STATUS_PATH}/feed.atom", f"{STATUS_PATH}/feedback"

CHART_PATH, CASE_PATH, DOCUMENT_PATH = "/moments/{id}/chart.svg", "/moments/{id}/case.md", "/openapi.json"

BRAND_PATH = "/brands/{brand}"

NAMING = {("/drills", "post"), ("/erasures", "post")}
"""They name a brand in their body."""

TABLES = ("/brands/{brand}/mentions", "/brands/{brand}/praise", "/moments")
"""Lists that are also given as CSV."""

HOOKS = "/hooks/"
"""Where other products send what people did there."""

ERROR_PAGES = {
    PAGE_PATH: {
        "404": "The token is not valid; the page gives no details",
        "410": "The link has expired: it is 30 days old",
        "500": "An error on our side",
        "503": "Busy; try again in a few seconds",
    },
    BUTTON_PATH: {
        "400": "The answer that you approve breaks a rule, or nobody stands for it; the form says why",
        "404": "The token is not valid; the page gives no details",
        "409": "It is over already, or it has changed since the page was shown; nothing was changed",
        "410": "The page is older than an hour; nothing was changed",
        "500": "An error on our side; press again",
        "503": "Busy; press again",
    },
    STATUS_PATH: {"404": "Nothing is published", "500": "An error on our side", "503": "Busy; try again"},
    FEED_PATH: {"404": "Nothing is published", "500": "An error on our side", "503": "Busy; try again"},
    FEEDBACK_PATH: {
        "400": "What is wrong with the answer",
        "403": "The form of another site sent it",
        "404": "The page takes no answers",
        "413": "It is too long",
        "429": "Too many answers came in this hour; Retry-After says when the next one begins",
        "503": "Busy; send it again",
    },
}
"""The errors of what people look at, which are pages too."""


def problems_of(path: str, method: str) -> set[str]:
    """The statuses of the problem details that an operation can answer."""
    if path in ERROR_PAGES:
        return {"429"}
    statuses = {"400", "429", "500", "503"} | ({"404"} if "{" in path else set())
    statuses |= {"401"} if _signed(path) else {"403"}
    statuses |= {"409"} if method in ("post", "put", "delete") else set()
    statuses |= {"413", "415"} if method in ("post", "put") and not _signed(path) else set()
    statuses |= {"413"} if path == "/mentions" else set()
    statuses |= {"404"} if path.startswith(HOOKS) or path in TABLES or (path, method) in NAMING else set()
    return statuses | ({"412"} if method in ("put", "delete") else set())


def _signed(path: str) -> bool:
    """Whether the sender signs the body; its function reads it as it came."""
    return path == "/mentions" or path.startswith(HOOKS)


def error_pages(path: str) -> dict[str, Any]:
    """The errors that are pages; too many requests are also told by API Gateway, which knows problem details only."""
    texts = ERROR_PAGES.get(path, {})
    pages = {status: response(text, "text/html", {"type": "string"}) for status, text in texts.items()}
    if "429" in pages:
        pages["429"]["content"] |= problem_response(texts["429"])["content"]
    return pages


def problem_response(text: str) -> dict[str, Any]:
    """An answer with problem details."""
    return response(text, MEDIA_TYPE, {"$ref": "#/components/schemas/Problem"})


def response(text: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer with one kind of content."""
    return {"description": text, "content": {media_type: {"schema": schema}}}
