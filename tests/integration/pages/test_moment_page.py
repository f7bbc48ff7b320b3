"""GET /m/{token}: the page that a person sees after tapping the link in a message."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from shared.domain.brand import Brand
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.store import brands, moments
from shared.store.counters import counts
from tests.api_client import ask
from tests.integration.pages.moment_page import NOW, count, page, put, token_of
from tests.unit.notify.examples import START, burst, resolved_surge, surge

pytestmark = pytest.mark.usefixtures("aws")


def test_the_link_in_a_message_shows_the_moment_without_an_api_key() -> None:
    brands.put(Brand("acme", "Acme", time_zone="Europe/Berlin"))
    count(START - 10 * MINUTE_MS, 3, 0)
    count(START, 30, 20)
    count(START + 5 * MINUTE_MS, 40, 35)
    answer = page(put(surge()))
    assert answer.status == 200
    for words in (
        "<bdi>Acme</bdi> <span>48 negative posts in 5\u00a0min, 12x\u00a0normal</span>",
        "SEV1: act now",
        "14:05 UTC (15:05 in Berlin), for 12 min now",
        "70 posts since it began, 55 of them negative",
        "79% negative since it began (55 of 70 posts), normally 12%; in the last 10 min 88% (35 of 40)",
        "the cord of my kettle MELTED and caught fire!!",
    ):
        assert words in answer.body
    assert "@acmehq" not in answer.body


def test_the_headers_forbid_other_scripts_loading_storing_and_referrers() -> None:
    headers = page(put(surge())).headers
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert set(policy) == {
        *("default-src", "style-src", "script-src", "connect-src"),
        *("img-src", "base-uri", "form-action", "frame-ancestors"),
    }
    assert policy["connect-src"] == "'self'"
    assert policy["script-src"].startswith("'sha256-")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Cache-Control"] == "no-store"


def test_a_reload_within_the_same_minute_is_304() -> None:
    token = put(surge())
    etag = page(token).headers["ETag"]
    again = page(token, headers={"If-None-Match": etag})
    assert (again.status, again.body) == (304, "")
    assert page(token, NOW + MINUTE_MS, headers={"If-None-Match": etag}).status == 200


@pytest.mark.parametrize("change", ["0", "", "%00", "x" * 500, "<script>", ".", "a1b2c3d4e5f6", "a1b2c3d4e5f6."])
def test_an_invalid_token_is_a_404_page_without_details(change: str) -> None:
    put(surge())
    answer = page(change or "0")
    assert answer.status == 404
    assert "There is no such page" in answer.body
    assert "Acme" not in answer.body
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_deleted_moment_looks_like_one_that_never_existed() -> None:
    put(surge())
    gone, forged = page(token_of("0" * 12)), page("000000000000.AAAAAAAAAAAA")
    assert (gone.status, gone.body) == (forged.status, forged.body) == (404, forged.body)


def test_the_link_expires_at_the_end_of_the_thirtieth_day() -> None:
    token = put(surge())
    assert page(token, START + 30 * DAY_MS).status == 200
    late = page(token, START + 31 * DAY_MS)
    assert late.status == 410
    assert "30 days" in late.body
    assert "Acme" not in late.body


def test_parameters_that_apps_add_to_a_shared_link_are_ignored() -> None:
    assert page(put(surge()), fbclid="x").status == 200


def test_the_page_of_a_moment_that_is_over_shows_its_peak_and_duration() -> None:
    answer = page(put(resolved_surge()._replace(decision={"expected": 4.0})), START + 3 * HOUR_MS)
    assert "96 negative posts in 5\u00a0min at the peak, 24x\u00a0normal" in answer.body
    assert "14:05 UTC on 1 March 2026, until 15:00 UTC, 55 min in all" in answer.body
    assert "say in public that you have seen it" not in answer.body


def test_a_page_is_shown_without_its_brand_or_its_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ClientError({"Error": {"Code": "InternalServerError", "Message": ""}}, "Query")

    monkeypatch.setattr(counts, "between", broken)
    answer = page(put(surge()))
    assert answer.status == 200
    assert "The chart cannot be drawn at the moment" in answer.body
    assert "48 negative posts" in answer.body


@pytest.mark.parametrize(
    ("code", "status"), [("ThrottlingException", 503), ("InternalServerError", 503), ("AccessDeniedException", 500)]
)
def test_a_table_error_is_a_page_in_plain_words(code: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    token = put(surge())

    def broken(_: object) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "secret"}}, "Query")

    monkeypatch.setattr(moments, "get", broken)
    answer = page(token)
    assert answer.status == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "secret" not in answer.body


def test_the_link_of_any_moment_shows_the_whole_crisis() -> None:
    tokens = [put(surge()), put(burst())]
    pages = [page(token).body for token in tokens]
    assert pages[0] == pages[1]
    assert "The 2 moments of this crisis" in pages[0]


def test_the_chart_alone_is_an_svg() -> None:
    count(START, 30, 20)
    put(surge())
    answer = ask("GET", "/moments/a1b2c3d4e5f6/chart.svg", now_ms=NOW)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/svg+xml")
    assert answer.body.startswith("<svg ")
    assert ask("GET", "/moments/000000000000/chart.svg").status == 404
