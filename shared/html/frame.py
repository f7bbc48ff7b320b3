"""The frame of the pages behind the sign-in: the way between them, what was just done, and who is signed in."""

from __future__ import annotations

from shared.domain.people.visitor import Visitor
from shared.html.form import button, form
from shared.html.layout import html_page, security_headers
from shared.html.markup import Markup, element

PAGES = {
    "now": "Now",
    "moments": "Moments",
    "brands": "Brands",
    "channels": "Channels",
    "silences": "Silences",
    "drills": "Drills",
    "people": "People",
}
"""The pages by their address, which is relative: they lie side by side."""

SAID = {
    "saved": "Saved.",
    "removed": "Removed.",
    "ended": "Ended: people are told again within a minute.",
    "silenced": "Silenced, from the very next alert on.",
    "tested": "A test message is on its way on every way that is active. Ask whether it came.",
    "sent": "If this address belongs to a subscriber, a link is on its way. It works once, for 15 minutes.",
    "wrong-key": "This is none of the keys that can sign in.",
    "link-over": "This link was used already, or is too old. Ask for a new one.",
    "signed-out": "You are signed out.",
    "sign-in": "Sign in to see this page.",
}
"""What a page says first after a form was sent, by the word in its address: nobody can make it say anything else."""

STYLE = Markup("""
body{max-width:68rem;padding-top:.25rem}
nav{display:flex;flex-wrap:wrap;gap:0 .25rem;margin:0 -.5rem .5rem;border-bottom:1px solid var(--line)}
nav a{padding:.6rem .5rem;min-height:2.75rem;color:var(--ink);text-decoration:none}
nav a[aria-current]{font-weight:600;box-shadow:inset 0 -.2rem var(--act)}
nav a:hover{text-decoration:underline}
.said{padding:.6rem .9rem;border-left:.3rem solid var(--act);border-radius:.3rem;background:var(--soft)}
.cards{list-style:none;padding:0;display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr))}
.cards>li{margin:0;padding:.75rem .9rem;border:1px solid var(--line);border-radius:.5rem;min-width:0}
.cards h2{margin:0 0 .25rem;font-size:1.0625rem}
.cards>.edge1{border-left:.35rem solid #c8202a}.cards>.edge2{border-left:.35rem solid #c04a10}
.cards p{margin:.25rem 0}
.cards dl{margin:.5rem 0 0;font-size:.9375rem}
h2 .badge,h3 .badge,p .badge{margin-right:.4rem}
.badge{display:inline-block;padding:.05rem .5rem;border-radius:.3rem;color:#fff;background:#3a5f8a;font-size:.9375rem;
font-weight:600;white-space:nowrap}
.sev1,.bad{background:#a8131c}.sev2{background:#a63c0a}.sev3,.unsure{background:#735000}.sev4{background:#3a5f8a}
.over,.good{background:#1d6b3d}.idle{background:#525a64}
form.fields{display:grid;gap:1rem;max-width:36rem}
form.filters{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,10rem),1fr));align-items:end;
margin:.75rem 0}
label:not(.box)>span:first-child,legend{display:block;font-size:.9375rem;color:var(--quiet);padding:0}
small{display:block;margin-top:.15rem;font-size:.875rem;color:var(--quiet)}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0;padding:.25rem .9rem .6rem}
select{font:inherit;color:inherit;width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--quiet);
border-radius:.5rem;background:var(--back)}
.box{display:flex;align-items:center;gap:.6rem;min-height:2.75rem}
.box input{width:1.25rem;min-height:1.25rem;margin:0;flex:none}
.row{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.row form{margin:0}
details{margin:.25rem 0}.fields details{margin:-.5rem 0}details .fields,details .filters{margin:.5rem 0}
summary{min-height:2.75rem;padding:.5rem 0;color:var(--link);cursor:pointer}
.next{padding:.5rem .9rem;border-radius:.3rem;background:var(--soft)}
.steps>li{margin:.75rem 0;padding-bottom:.75rem;border-bottom:1px solid var(--line)}
.steps form,section>form{margin:.5rem 0}
blockquote{margin:.5rem 0;padding:.1rem .9rem;border-left:.3rem solid var(--act);border-radius:.3rem;
background:var(--soft)}
body>footer{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;justify-content:space-between}
body>footer form{margin:0}[data-refresh] button{margin-left:.5rem}
""")


def page(
    current: str,
    title: str,
    visitor: Visitor | None,
    said: str,
    *content: str,
    below: str = "",
    script: str = "",
) -> str:
    """A page of the frame; ``said`` is a word of :data:`SAID`, others are ignored.

    ``below`` stands in the footer; a ``script`` must be allowed by :func:`headers`.
    """
    message = element("p", SAID[said], class_="said", role="status") if said in SAID else Markup()
    main = element("main", element("h1", title), message, *content)
    if visitor is None:
        return html_page(title, main, style=STYLE)
    links = [
        element("a", text, href=address, aria_current="page" if address == current else None)
        for address, text in PAGES.items()
    ]
    out = form("sign-out", visitor, button("Sign out", lesser=True))
    footer = element("footer", below, element("span", f"{visitor.name}, role {visitor.role}"), out)
    nav = element("nav", *links, aria_label="Pages")
    return html_page(f"{title} - Foreshock", nav, main, footer, style=STYLE, script=script)


def problem_page(heading: str, sentence: str, back: str) -> str:
    """A page that says what could not be done, and leads back."""
    return html_page(
        f"{heading} - Foreshock",
        element("main", element("h1", heading), element("p", sentence), element("p", element("a", "Back", href=back))),
        style=STYLE,
    )


def headers(script: str = "") -> dict[str, str]:
    """The headers of every page of the frame; nothing of it is kept by a browser or a proxy."""
    return {**security_headers(STYLE, script=script), "Cache-Control": "no-store"}
