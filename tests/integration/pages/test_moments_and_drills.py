"""What goes on, moment by moment, and how drills went, on the pages behind the sign-in."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from shared.domain.brand import Brand
from shared.domain.moments.moment import Severity
from shared.domain.people.role import Role
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.store import brands, moments
from tests.api_client import ask
from tests.browser import Browser
from tests.integration.pages.pages_stage import HOSTILE, NOW_MS, as_role, signed_in
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, surge

pytestmark = pytest.mark.usefixtures("acme")


def test_the_first_page_says_what_goes_on_the_most_severe_first() -> None:
    shown = signed_in().get("/pages/now").body
    assert "SEV1" in shown
    assert "48 negative posts" in shown
    assert "Nobody has acknowledged it yet." in shown
    assert "by ben" in shown, "it is silenced"


def test_in_a_storm_of_brands_the_most_severe_are_shown_and_the_rest_is_counted() -> None:
    for number in range(20):
        put_moment(
            surge(id=f"s{number:011}", crisis=f"s{number:011}", brand=f"b{number}", severity=Severity.SEV3, version=1)
        )
    shown = signed_in().get("/pages/now")
    assert shown.body.index("SEV1") < shown.body.index("SEV3")
    assert shown.body.count("badge sev") == 12
    assert "Something goes on for 9 more brands too." in shown.body


@pytest.mark.parametrize("role", [*Role])
def test_the_page_of_a_moment_has_buttons_for_who_may_act(role: Role) -> None:
    browser = as_role(role)
    (link,) = [link for link in browser.get("/pages/now").links if link.startswith("../m/")]
    shown = browser.get(urljoin("/pages/now", link))
    assert shown.status == 200
    assert bool(shown.forms) == role.allows(Role.ACT)


def test_moments_are_filtered_and_paged() -> None:
    for number in range(30):
        put_moment(surge(id=f"b{number:011}", crisis=f"b{number:011}", opened_ms=START - number * HOUR_MS, version=1))
    browser = signed_in()
    first = browser.get("/pages/moments")
    assert first.body.count('href="../m/') == 24
    (older,) = [link for link in first.links if "cursor=" in link]
    assert browser.get(urljoin(first.path, older)).body.count('href="../m/') == 7
    (filters,) = [form for form in first.forms if form.method == "get"]
    shown = browser.submit(first, filters, severity="SEV2")
    assert "No moment is like that." in shown.body
    assert browser.submit(first, filters, brand="acme", status="open", kind="negative_surge").body.count("../m/") == 24


def test_who_signed_in_acknowledges_from_the_list_by_their_own_name() -> None:
    browser = as_role(Role.ACT)
    page = browser.get(moment_address(browser))
    form = next(form for form in page.forms if "/a/ack." in form.action)
    assert "Ana acknowledged it" in browser.submit(page, form).body
    entry = moments.get(surge().id).timeline[-1]
    assert (entry.by, entry.via) == ("Ana", "page")


def test_who_may_only_read_gets_a_page_without_buttons() -> None:
    browser = as_role(Role.READ)
    assert [form.action for form in browser.get(moment_address(browser)).forms if "/a/" in form.action] == []


def moment_address(browser: Browser) -> str:
    """The address of the moment's page in the list of moments."""
    page = browser.get("/pages/moments")
    (address,) = {link for link in page.links if "/m/" in link}
    return str(urljoin(page.path, address))


def test_the_page_of_drills_shows_how_one_goes_and_how_those_before_went() -> None:
    brands.put(Brand("calm", "Calm"))
    began = ask("POST", "/drills", body={"brand": "calm", "plan": "111", "by": HOSTILE[:80]}, now_ms=NOW_MS).json["id"]
    ask("POST", f"/drills/{began}/steps/4", body={"by": "cleo"}, now_ms=NOW_MS + 4 * MINUTE_MS)
    browser = signed_in()
    browser.now_ms = NOW_MS + 13 * MINUTE_MS
    listed, running = browser.get("/pages/drills").body, browser.get(f"/pages/drill?id={began}").body
    assert HOSTILE[:20] not in listed + running
    assert all(words in listed for words in ("DRILL Calm: plan", "after 4 minutes", f'href="drill?id={began}"'))
    assert all(words in running for words in ("Done by cleo, minute 4.", "A journalist"))
    assert "A regulator" not in running, "what comes is a surprise"
    ask("POST", f"/drills/{began}/end", body={"by": "ben"}, now_ms=NOW_MS + 14 * MINUTE_MS)
    assert "ended by hand" in browser.get("/pages/drills").body
    assert "after 4 minutes" in browser.get(f"/pages/drill?id={began}").body
