"""The pages before the sign-in: a key or a mail address, and the button behind a mailed link."""

from __future__ import annotations

from shared.html import frame
from shared.html.form import button, field, hidden, text_input
from shared.html.markup import element


def sign_in_page(said: str) -> str:
    """Two ways in, the one that most people have first."""
    by_mail = element(
        "form",
        field(
            "Your mail address",
            text_input("email", type="email", autocomplete="email", required="", maxlength="254"),
            "If you are a subscriber, you get a link. It works once, for 15 minutes.",
        ),
        button("Send me a link"),
        method="post",
        action="sign-in",
        class_="fields",
    )
    by_key = element(
        "form",
        field(
            "API key",
            text_input("key", type="password", autocomplete="current-password", required="", maxlength="128"),
            "foreshock keys --show lists them.",
        ),
        button("Sign in", lesser=True),
        method="post",
        action="sign-in",
        class_="fields",
    )
    sections = [element("h2", "With a link by mail"), by_mail, element("h2", "With an API key"), by_key]
    return frame.page("sign-in", "Sign in to Foreshock", None, said, *sections)


def enter_page(token: str) -> str:
    """The page behind a mailed link. To open it changes nothing, so mail scanners use up no link."""
    form = element("form", hidden("token", token), button("Sign in"), method="post", action="enter", class_="fields")
    return frame.page("enter", "Sign in to Foreshock", None, "", form)
