"""The HTML document around every page: its style, its security headers, nothing loaded from outside.

People read it on a phone at night, so it follows the phone's own light or dark mode, font
and zoom. Its headers tell the browser to run nothing but our own script, whatever strangers wrote in it.
"""

from __future__ import annotations

import base64
import hashlib

from shared.html.markup import Markup, element

MEDIA_TYPE = "text/html; charset=utf-8"

STYLE = Markup("""
:root{color-scheme:light dark;--back:#fff;--ink:#161a1f;--quiet:#525a64;--line:#d5dae0;--soft:#f2f4f7;--link:#0b57a4;
--act:#0b57a4;--on-act:#fff}
@media (prefers-color-scheme:dark){
:root{--back:#0f1216;--ink:#eceff3;--quiet:#a9b2be;--line:#363e48;--soft:#1a1f26;--link:#8cc2ff;
--act:#8cc2ff;--on-act:#0f1216}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:36rem;padding:1rem;background:var(--back);color:var(--ink);overflow-wrap:anywhere;
font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{font-size:1.4rem;line-height:1.3;margin:.75rem 0 .5rem;text-wrap:balance}
h2{font-size:1.1rem;line-height:1.3;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.15em}
button,input,textarea{font:inherit;color:inherit}
button{min-height:3rem;padding:.5rem 1.25rem;border:1px solid var(--act);border-radius:.5rem;cursor:pointer;
background:var(--act);color:var(--on-act);font-weight:600}
button.lesser{background:none;color:var(--link);font-weight:400}
input,textarea{width:100%;min-height:2.75rem;padding:.5rem .75rem;border:1px solid var(--quiet);border-radius:.5rem;
background:var(--back)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:1rem 0}
dt{color:var(--quiet)}dd{margin:0}
figure{margin:1.25rem 0}svg{display:block;width:100%;height:auto}
figcaption,.quiet,footer{color:var(--quiet);font-size:.9375rem}
ol,ul{margin:.5rem 0;padding-left:1.4rem}li{margin:.35rem 0}
body>footer{margin-top:2rem;padding-top:.75rem;border-top:1px solid var(--line)}
""")


def _source(text: str) -> str:
    """A style or script by its hash, so that the browser takes no other one (Content Security Policy Level 3)."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def content_security_policy(*styles: str, script: str = "") -> str:
    """A policy that lets a page use its own style and ``styles``, send forms to its own address, and nothing else.

    With a ``script``, that one may run, and read the page's own address again.
    """
    sources = " ".join(_source(style) for style in (STYLE, *styles))
    scripts = f" script-src {_source(script)}; connect-src 'self';" if script else ""
    return (
        f"default-src 'none'; style-src {sources};{scripts} img-src data:;"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def security_headers(*styles: str, script: str = "") -> dict[str, str]:
    """The headers of every page. Whoever has the address may read the page, so no other site may learn it."""
    return {
        "Content-Security-Policy": content_security_policy(*styles, script=script),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }


def html_page(title: str, *body: str, style: str = "", script: str = "", feed: str = "") -> str:
    """A whole HTML document, with a style of its own and a script that the policy must allow by their hashes.

    ``feed`` is the address of an Atom feed with the same content, which feed readers find by it.

    >>> html_page("a < b", "x").startswith("<!doctype html>\\n<html lang=\\"en\\">")
    True
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("title", title),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="format-detection", content="telephone=no, date=no, address=no"),
        element("link", rel="icon", href="data:,"),
        element("link", rel="alternate", type="application/atom+xml", href=feed) if feed else "",
        element("style", STYLE),
        element("style", Markup(style)) if style else "",
    )
    last = element("script", Markup(script)) if script else ""
    return f"<!doctype html>\n{element('html', head, element('body', *body, last), lang='en')}\n"


def message_page(heading: str, *sentences: str) -> str:
    """A page with a heading and some sentences only, such as an error."""
    return html_page(
        heading, element("main", element("h1", heading), *(element("p", sentence) for sentence in sentences))
    )
