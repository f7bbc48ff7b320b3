"""The rules for answers: what is refused, for which words, and what is let through."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.answers.breach import Breach, Rule
from shared.answers.lint import breaches
from tests.labelled_replies import (
    FIRST,
    FRESH,
    LATER,
    MORE,
    SET_ASIDE,
    UNSEEN,
    WIDE,
    precision,
    recall,
    recall_of,
    replies,
)


@pytest.mark.parametrize(
    ("name", "drafts", "bad"),
    [(FIRST, 200, 100), (LATER, 140, 68), (MORE, 300, 148), (FRESH, 275, 137), (WIDE, 1181, 611)],
)
def test_on_the_labelled_drafts_precision_and_recall_are_95_percent_at_least(name: str, drafts: int, bad: int) -> None:
    assert (len(replies(name)), sum(reply.bad for reply in replies(name))) == (drafts, bad)
    assert precision(name) >= 0.95
    assert recall(name) >= 0.95


def test_on_drafts_that_served_to_mend_nothing_most_bad_ones_are_refused_and_few_good_ones() -> None:
    """What is asked here is a floor: the benchmark tells the figures."""
    assert (len(replies(UNSEEN)), sum(reply.bad for reply in replies(UNSEEN))) == (245, 123)
    assert precision(UNSEEN) >= 0.9
    assert recall(UNSEEN) >= 0.85


def test_on_drafts_set_aside_that_nobody_has_read_few_good_ones_are_refused_and_few_bad_ones_let_through() -> None:
    """They are as long as what teams post, and a third of the good ones come near a rule."""
    assert (len(replies(SET_ASIDE)), sum(reply.bad for reply in replies(SET_ASIDE))) == (300, 150)
    assert precision(SET_ASIDE) >= 0.87
    assert recall(SET_ASIDE) >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Hi Jenna, sorry you had that fright.",
        "Please send us a direct message. – Tom, Consumer Care",
        "Please write to allergens@acme.example or ring 0161 496 0117.",
        "It has been working again since about 9.40 this morning.",
        "Experts are looking into Tuesday's outage.",
        "Applications must reach the office by 5 pm on 12 December.",
        "The desk is in room 2.06 of the main building.",
    ],
)
def test_how_teams_greet_sign_and_tell_where_and_when_is_let_through(text: str) -> None:
    assert breaches(text) == []


def test_a_fact_that_admits_a_fault_lets_us_admit_it_and_blame_nobody_else() -> None:
    facts = ["The outage was caused by a faulty update that we installed."]
    assert breaches("This one is on us.", facts=facts) == []
    assert [b.rule for b in breaches("Our supplier cut corners and lied to us about it.", facts=facts)][:1] == [
        Rule.BLAME
    ]


def test_the_words_of_the_person_are_repeated_without_the_names_in_them() -> None:
    assert [b.words for b in breaches("You wrote “Mr Petrov laughed”. Please write to us.")] == ["Mr Petrov"]


@pytest.mark.parametrize("rule", list(Rule))
def test_a_bad_draft_is_refused_for_the_rule_that_it_breaks(rule: Rule) -> None:
    assert recall_of(rule) >= 0.9


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("We’ll be back by 18:00.", Rule.TIME, "18:00"),
        ("We will resolve this as soon as possible.", Rule.TIME, "as soon as possible"),
        ("It was OUR FAULT.", Rule.BLAME, "OUR FAULT"),
        ("ur box ships tmrw 🔥", Rule.TIME, "tmrw"),
        ("The driver was Olu Ade.", Rule.PERSONAL, "The driver was Olu Ade"),
        ("Please reply with your phone number.", Rule.PERSONAL, "reply with your phone number"),
        ("Ask ana@mail.example.", Rule.PERSONAL, "ana@mail.example"),
        ("Thanks @ana_m for the photo.", Rule.PERSONAL, "@ana_m"),
    ],
)
def test_a_refusal_names_the_rule_and_the_words(text: str, rule: Rule, words: str) -> None:
    assert [(breach.rule, breach.words) for breach in breaches(text)] == [(rule, words)]
    assert words in breaches(text)[0].text


@pytest.mark.parametrize(
    "text",
    [
        "On Friday we told you that the app is safe.",
        "Our shops are open from Monday to Saturday.",
        "Please change your password on Friday.",
        "Please don't put your order number here.",
        "If the shop lost your bag, please write to us.",
        "What caused the fire is being looked into.",
        "I'm Ana from the support team.",
    ],
)
def test_what_tells_of_the_past_asks_something_or_leaves_it_open_is_let_through(text: str) -> None:
    assert breaches(text) == []


def test_what_is_open_in_one_clause_is_not_in_the_next() -> None:
    assert [b.rule for b in breaches("We look into it, but it was our fault.")] == [Rule.BLAME]


def test_a_confirmed_fact_allows_its_own_time_and_its_own_blame_and_no_other() -> None:
    fact = "The fault was ours: the valve was open. The line runs again at 18:00 UTC."
    assert breaches("The fault was ours: the valve was open.", facts=[fact]) == []
    assert breaches("The line will run again at 18:00 UTC.", facts=[fact]) == []
    assert [b.rule for b in breaches("It will run again at 19:00 UTC.", facts=[fact])] == [Rule.TIME]
    assert [b.rule for b in breaches("The pilot made an error.", facts=[fact])] == [Rule.BLAME]
    assert [b.rule for b in breaches("Our plumber forgot the tank.", facts=["The tank is empty."])] == [Rule.BLAME]
    assert breaches("Our plumber forgot the tank.", facts=["The plumber forgot to fill the tank."]) == []


def test_a_confirmed_fact_may_be_said_in_other_words() -> None:
    facts = ["Trains run again from 05:00 on 12 July.", "A stuck sensor caused the emergency stop.", "It is 11 July."]
    assert breaches("Trains run again from 5 am tomorrow.", facts=facts) == []
    assert breaches("Trains will run again at five tomorrow.", facts=facts) == []
    assert breaches("It was a stuck sensor that caused the emergency stop.", facts=facts) == []


def test_a_fact_with_another_hour_that_ends_alike_allows_nothing() -> None:
    assert breaches("It will run again at 8:00.", facts=["It runs again at 18:00."])


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("It will be running again by six in the evening.", "It runs again at 18:00."),
        ("Your taps will be back by 9 o'clock this evening.", "The water is back at 21:00."),
        ("We will open again at half past six this morning.", "We open again at 06:30."),
        ("It will be back at 9.30.", "It is back at 09:30."),
    ],
)
def test_an_hour_of_a_fact_may_be_said_in_words_and_no_other(said: str, fact: str) -> None:
    assert breaches(said, facts=[fact]) == []
    assert breaches(said, facts=["It is back at 23:10."])


def test_the_words_of_a_fact_are_never_refused_and_what_goes_beyond_it_is() -> None:
    fact = "A worn bearing stopped the ferry, and our mechanic forgot to grease it."
    assert breaches(f"{fact} We are sorry.", facts=[fact]) == []
    told = breaches("Normal water pressure is expected from about 6 in the morning.", facts=["Water pressure is low."])
    assert [breach.rule for breach in told] == [Rule.TIME]


def test_a_number_to_be_called_is_public_and_that_of_a_person_is_not() -> None:
    assert breaches("Ask at the donor office, please: 0131 496 0199.") == []
    for text in ("We rang you on 0131 496 0199.", "Your number is 0131 496 0199.", "Call Jenny on 0131 496 0199."):
        assert Breach(Rule.PERSONAL, "0131 496 0199") in breaches(text)


def test_a_title_with_a_point_ends_no_sentence() -> None:
    text = "The parent in this matter, Mrs. Delphine Oyelaran, is in a dispute."
    assert [breach.rule for breach in breaches(text)] == [Rule.PERSONAL]


def test_the_words_of_the_person_may_be_quoted_and_words_that_they_did_not_write_may_not() -> None:
    text = "You wrote “your fault, fix it by Friday”. Please write to us."
    assert breaches(text, quoted="This is YOUR fault, fix it by Friday!!") == []
    assert {b.rule for b in breaches(text, quoted="My kettle burnt me")} == {Rule.TIME, Rule.BLAME}


def test_a_phone_number_or_address_is_public_if_the_brand_or_a_fact_names_it() -> None:
    text = "Please call Ana on 07700 900461 or write to ana@acme.example."
    assert len(breaches(text)) == 3
    assert breaches(text, facts=["For families: Ana, 07700 900461."], contact="ana@acme.example") == []


def test_somebody_whom_a_fact_names_may_be_named_in_other_words() -> None:
    facts = ["Ms Hale, the data protection officer, wrote to everyone."]
    assert breaches("Our data protection officer, Ms Hale, wrote to you.", facts=facts) == []
    assert breaches("Our data protection officer, Ms Hill, wrote to you.", facts=facts)


def test_a_free_number_and_the_mailbox_of_a_team_are_public() -> None:
    assert breaches("Please call 0800 555 0163 or write to refunds@acme.example.") == []


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_text_is_checked(text: str, other: str) -> None:
    assert all(breach.rule in Rule for breach in breaches(text, facts=[other], others=[other], quoted=other))


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "a@",
        "the ",
        "“",
        "post your ",
        "A1 ",
        "IBAN DE89 ",
        "1.",
        "order no ",
        "the man ",
        "we have ",
        "was by a ",
        "? ",
    ],
)
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    breaches(piece * (2_000 // len(piece)))
    assert time.process_time() - began < 0.5
