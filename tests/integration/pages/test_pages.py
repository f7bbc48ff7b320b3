"""Every page behind the sign-in: nothing for who is not signed in, small, safe, and no link into nowhere."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from functions.query.routes.html.page_views import VIEWS
from shared.domain.brand import Brand, Query
from shared.domain.people.silence import Silence
from shared.domain.people.subscriber import Subscriber
from shared.domain.time import DAY_MS
from shared.html.frame import PAGES
from shared.store import brands
from shared.store.people import silences, subscribers
from shared.store.people.subscribers import Stored
from tests.integration.pages.pages_stage import HOSTILE, NOW_MS, attempts, signed_in
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, surge

pytestmark = pytest.mark.usefixtures("acme")


SECRETS = ("acme", "Acme", "MELTED", "ana", "+4917", "+49•", "Fires", "SEV")
OPEN = {"sign-in", "enter"}
BEHIND = sorted({*VIEWS, "people"} - OPEN)


def test_who_is_not_signed_in_sees_nothing_on_any_page() -> None:
    for name, browser in attempts().items():
        for page in BEHIND:
            shown = browser.get(f"/pages/{page}?id=acme")
            assert shown.path.startswith("/pages/sign-in"), (name, page)
            assert not [secret for secret in SECRETS if secret in shown.body], (name, page)


@pytest.mark.parametrize("page", [*PAGES, "brand?id=acme", "sign-in", "enter?token=x"])
def test_every_page_is_small_safe_and_loads_nothing(page: str) -> None:
    shown = signed_in().get(f"/pages/{page}")
    assert shown.status == 200
    assert len(shown.body.encode()) < 60_000
    policy = shown.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert shown.headers["Cache-Control"] == "no-store"
    assert not shown.tags & {"script", "img", "iframe", "object", "base"}
    assert not {"style", "src", "srcset"} & shown.attributes
    assert not [link for link in shown.links if "//" in link]


def test_pages_stay_small_with_much_to_show() -> None:
    for number in range(120):
        name = f"{number:03} {'x' * 70}"
        brands.put(Brand(f"b{number}", name, queries={"rss": (Query("https://f.example/x", every=True),)}))
        silences.put(Silence(f"s{number}", NOW_MS + DAY_MS, "y" * 40, "z" * 200, START, brand="acme"))
        person = Subscriber(f"p{number:03}", name, f"p{number}@acme.example", f"+49170{number:07}")
        subscribers.put(Stored(person), 0)
    browser = signed_in()
    for page in PAGES:
        assert len(browser.get(f"/pages/{page}").body.encode()) < 60_000, page
    assert "more; GET /brands lists all." in browser.get("/pages/brands").body
    assert "Change or test" in browser.get("/pages/people").body


def test_every_link_of_every_page_leads_somewhere() -> None:
    browser, seen, waiting = signed_in(), set[str](), [f"/pages/{page}" for page in PAGES]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        shown = browser.get(path)
        assert shown.status == 200, path
        if path.startswith("/pages/"):
            waiting += [
                found for link in shown.links if (found := urljoin(path, link)) not in seen and found not in waiting
            ]
    assert any(path.startswith("/m/") for path in seen), "the page of the moment is reached"


def test_what_strangers_wrote_is_inert_everywhere() -> None:
    brands.put(brands.get("acme")._replace(name=HOSTILE, aliases=(HOSTILE,), queries={"rss": (Query(HOSTILE),)}))
    put_moment(surge()._replace(brand_name=HOSTILE, version=2))
    silences.put(Silence("bad", NOW_MS + DAY_MS, HOSTILE, HOSTILE, START, brand="acme", hashtag=HOSTILE))
    stored = subscribers.get("ana")
    subscribers.put(stored._replace(subscriber=stored.subscriber._replace(name=HOSTILE)), 1)
    browser = signed_in()
    for page in (
        *PAGES,
        "brand?id=acme",
        f"moments?brand={HOSTILE}",
        f"sign-in?said={HOSTILE}",
        f"enter?token={HOSTILE}",
    ):
        shown = browser.get(f"/pages/{page}")
        assert not shown.tags & {"script", "img", "b"}
        assert not [name for name in shown.attributes if name.startswith("on")]


def test_a_page_that_does_not_exist_is_said_so_and_a_wrong_brand_too() -> None:
    browser = signed_in()
    for page in ("nothing", "brand?id=nobody"):
        shown = browser.get(f"/pages/{page}")
        assert (shown.status, "There is no such page" in shown.body) == (404, True)
