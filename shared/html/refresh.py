"""A page that brings itself up to date while its crisis goes on, for browsers that run scripts; others have a link.

Nothing is replaced while somebody fills in a form or holds a button, and it can be
paused (WCAG 2.2, 2.2.2). A page that reloads itself without asking would fail 2.2.1.
"""

from __future__ import annotations

from shared.html.markup import Markup, element
from shared.messages.phrases import time_of_day

SECONDS = 30

SCRIPT = Markup("""
(() => {
  let place = document.querySelector("[data-refresh]");
  if (!place) return;
  const seconds = Number(place.dataset.refresh);
  const button = document.createElement("button");
  let paused = false;
  button.type = "button";
  button.className = "lesser";
  const show = () => { button.textContent = paused ? "Resume updates" : "Pause updates"; };
  button.onclick = () => { paused = !paused; show(); };
  show();
  place.append(button);
  const update = async () => {
    const main = document.querySelector("main");
    const busy = main.contains(document.activeElement) || main.querySelector("details[open]");
    if (paused || busy || document.hidden) return;
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    main.replaceWith(page.querySelector("main"));
    document.title = page.title;
    const next = page.querySelector("[data-refresh]");
    if (next) place.querySelector("time").replaceWith(next.querySelector("time"));
    else { clearInterval(timer); button.remove(); }
  };
  const timer = setInterval(() => update().catch(() => {}), seconds * 1000);
})();
""")


def refresh_line(now_ms: int, *, ongoing: bool) -> Markup:
    """When the page was made, and the way to a newer one."""
    at = element("time", time_of_day(now_ms))
    again = element("a", "Reload", href="")
    return element("p", "As of ", at, ". ", again, data_refresh=str(SECONDS) if ongoing else None)
