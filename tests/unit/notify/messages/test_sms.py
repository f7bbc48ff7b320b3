"""The text message: one segment, whatever comes in."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages.links import MIN_TEXT_SEPTETS, moment_link, short_link
from functions.notify.messages.texts.gsm7 import SEGMENT, encodable, septets, shorten_septets, to_gsm7
from functions.notify.messages.texts.repeated_page import relapse_text, silence_over_text, unacknowledged_text
from functions.notify.messages.texts.sms import over_text, page_text, worse
from functions.notify.policy.escalation import PUT_OFF, DuePage
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Evidence, Kind, Sample, Severity
from shared.domain.time import MINUTE_MS
from shared.links.page_link import Scope, link_token, new_link
from shared.messages.crisis.crisis_figures import Counters, CrisisFigures
from shared.messages.quote import OPT_OUT
from shared.plans.code import code_of
from tests.unit.notify.examples import API, EVIDENCE, LINKS, SAMPLES, START, burst, resolved_surge, surge, told

SHORT = short_link(LINKS.short, "a1b2c3d4e5f6")
TOKEN = link_token(new_link("a1b2c3d4e5f6", Scope.ACT, 1, START), b"the deployment's own")
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=400)  # surrogates, NULs, marks: everything
ANY_COUNT = st.integers(min_value=0, max_value=10**9)


FIRE = EVIDENCE._replace(themes={"safety": 30})
HEAD = "SEV1 Acme - Fires reported: 48 negative posts in 5 min, 12x normal, since 14:05 UTC"


def test_page_says_how_bad_who_what_how_much_since_when_and_what_people_say() -> None:
    assert page_text(told(surge(evidence=FIRE)), short_link("https://f.example", "a1b2c3d4e5f6", TOKEN)) == (
        f'{HEAD}, P111: "...MELTED and..." https://f.example/m/{TOKEN}'
    )


def test_page_over_the_long_address_of_an_api_says_what_it_can_and_never_cuts_the_headline() -> None:
    text = page_text(told(surge(evidence=FIRE)), short_link(API, "a1b2c3d4e5f6", TOKEN))
    words, link = text.rsplit(" ", 1)
    assert words == "SEV1 Acme - Fires reported: negative posts 12x normal, since 14:05 UTC, P111"
    assert link == f"abcdefghij.execute-api.eu-central-1.amazonaws.com/v1/m/{TOKEN}"
    assert septets(text) <= SEGMENT


def test_page_for_its_severity_alone_says_that_the_brand_had_as_much() -> None:
    text = page_text(told(surge(evidence=FIRE, decision={"severe": True})), "https://f.example/m/1")
    assert text.startswith(f"{HEAD}, as much as in past weeks")
    assert septets(text) <= SEGMENT


def test_where_not_even_the_short_headline_fits_the_text_says_what_it_is_about_and_cuts_no_figure() -> None:
    figures = told(surge(brand_name="Brightkettle", evidence=FIRE))
    text = unacknowledged_text(figures, DuePage(0, 1, 1), 5 * MINUTE_MS, "l" * 66)
    assert text.startswith(
        "AGAIN (1): SEV1 Brightkettle, unanswered for 5 min - Fires reported, since 14:05 UTC, P111 l"
    )


def test_a_long_brand_name_takes_at_most_twenty_four_septets() -> None:
    assert page_text(told(surge(brand_name="A" * 24)), SHORT).startswith(f"SEV1 {'A' * 24} - 48 negative")
    assert page_text(told(surge(brand_name="A" * 25)), SHORT).startswith(f"SEV1 {'A' * 21}... - 48 negative")


def test_the_quote_is_about_the_leading_theme_or_there_is_none() -> None:
    refund = Sample("They refused my refund twice, I am done", "rss", "", -0.99, START)
    both = surge(evidence=FIRE._replace(samples=(refund, *SAMPLES)))
    assert "refund" not in page_text(told(both), "https://f.example/m/1")
    assert "caught fire" in page_text(told(both), "f.example/m/1")
    late = Sample("I came home late. " * 5 + "It caught fire!", "rss", "", -0.9, START)
    text = page_text(told(surge(evidence=FIRE._replace(samples=(refund, late)))), "https://f.example/m/1")
    assert ': "It caught fire!"' in text


def test_the_share_is_told_where_there_is_no_quote_and_room_for_it() -> None:
    assert page_text(told(surge(evidence=FIRE._replace(samples=()))), "https://f.example/m/1").startswith(
        f"{HEAD.replace('Fires', 'Danger')}, plan 111, 72% negative https"
    )


def test_page_about_something_worse_names_what_was_paged_before() -> None:
    text = page_text(told(), SHORT, worse(Severity.SEV2))
    assert text.startswith("WORSE SEV1 (was SEV2) Acme - 48 negative posts in 5 min, 12x normal, since 14:05 UTC")


def test_every_occasion_has_its_own_first_words() -> None:
    link = "https://f.example/m/1"
    ended = resolved_surge()._replace(evidence=FIRE._replace(observed=5))
    texts = [
        page_text(told(), link),
        page_text(told(), link, worse(Severity.SEV2)),
        unacknowledged_text(told(), DuePage(0, 2), 10 * MINUTE_MS, link),
        unacknowledged_text(told(), DuePage(0, 1, 2), 20 * MINUTE_MS, link),
        unacknowledged_text(told(), DuePage(0, 1, PUT_OFF), MINUTE_MS, link),
        relapse_text(told(), link),
        silence_over_text(told(), link),
        over_text(told(ended, minute=70), link),
    ]
    firsts = [re.split("[ :]", text)[0] for text in texts]
    assert firsts == ["SEV1", "WORSE", "LEVEL", "AGAIN", "NOW", "BACK", "SILENCE", "OVER"]
    assert "LEVEL 2: SEV1 Acme, unanswered for 10 min - " in texts[2]


def test_page_without_a_readable_quote_still_has_figures() -> None:
    silent = surge(evidence=EVIDENCE._replace(samples=(Sample("これは危険です", "mastodon"),)))
    assert page_text(told(silent), SHORT) == (
        "SEV1 Acme - 48 negative posts in 5 min, 12x normal, since 14:05 UTC, plan 111, 72% negative"
        " https://foreshock.example/moments/a1b2c3d4e5f6"
    )


def test_recovery_says_when_how_long_how_much_and_the_sentiment_now() -> None:
    over = told(resolved_surge(), minute=70)
    assert over_text(over, short_link("https://f.example", "a1b2c3d4e5f6")) == (
        "OVER Acme: negative posts back to normal at 15:00 UTC after 55 min. Peak 96 negative posts in 5 min."
        " At end 15% negative. https://f.example/moments/a1b2c3d4e5f6"
    )


def test_a_share_says_whether_it_is_of_all_or_of_the_last_minutes() -> None:
    minutes = [(START + at * MINUTE_MS, Tally(mentions=10, scored=10, negative=bad)) for at, bad in ((0, 9), (50, 2))]
    counters, link = Counters(START - MINUTE_MS, minutes), short_link("https://f.example", "a1b2c3d4e5f6")
    calm = surge(evidence=EVIDENCE._replace(samples=()))
    assert ", 55% negative in all https" in page_text(told(calm, minute=51, counters=counters), link)
    over = told(resolved_surge(), minute=70, counters=counters)
    assert " At end 20% negative. https" in over_text(over, link)
    assert " Last 10 min: 20% negative. https" in over_text(over, "https://f.io/m")


def test_recovery_leaves_out_whole_sentences_when_the_link_is_long() -> None:
    assert over_text(told(resolved_surge(), minute=70), short_link(API, "a1b2c3d4e5f6")) == (
        "OVER Acme: negative posts back to normal at 15:00 UTC after 55 min."
        " https://abcdefghij.execute-api.eu-central-1.amazonaws.com/v1/moments/a1b2c3d4e5f6"
    )


def every_text(figures: CrisisFigures, link: str) -> list[str]:
    """All texts that a crisis can lead to."""
    return [
        page_text(figures, link),
        page_text(figures, link, worse(Severity.SEV2)),
        unacknowledged_text(figures, DuePage(0, 3), 60 * MINUTE_MS, link),
        relapse_text(figures, link),
        silence_over_text(figures, link),
        over_text(figures, link),
    ]


@given(ANY_TEXT, ANY_TEXT, st.sampled_from(Kind), st.sampled_from(Severity), st.tuples(ANY_COUNT, st.floats(0, 1e9)))
def test_any_input_fits_one_segment_of_the_alphabet(
    name: str, post: str, kind: Kind, severity: Severity, counts: tuple[int, float]
) -> None:
    observed, expected = counts
    samples = (Sample(post, "x"), Sample(post[::-1], "x"), Sample(f"it caught fire {post}", "x"))
    evidence = Evidence(observed, expected, 1.0, samples=samples, subject=post[:40], themes={"safety": observed})
    moment = burst(brand_name=name, kind=kind, severity=severity, evidence=evidence, mentions=observed, peak=observed)
    figures = told(moment)
    for base in (LINKS.short, API, "https://" + "x" * 120, ""):
        link = short_link(base, moment.id, TOKEN)
        for text in every_text(figures, link):
            assert encodable(text)
            assert septets(text) <= SEGMENT
            assert text.endswith(link)
            code = code_of(figures.plan)
            assert text.startswith("OVER") or re.search(rf", (plan |P){code}\b", text.removesuffix(link)), text
            assert "\n" not in text


@given(st.text(alphabet=st.sampled_from("ab:/@.+-0123 wW中💥\u200b․。＠tel"), max_size=120))
def test_no_strangers_link_handle_or_number_gets_into_a_text(post: str) -> None:
    evidence = FIRE._replace(samples=(Sample(f"caught fire {post}", "x"),), subject=post)
    for kind in (Kind.NEGATIVE_SURGE, Kind.TRENDING_HASHTAG):
        for text in every_text(told(surge(kind=kind, evidence=evidence, brand_name=post)), SHORT):
            words = text.removesuffix(SHORT)
            assert not re.search(r"https?://|\bwww\.\w|@|[a-z]\.[a-z]|\d{7}", words, re.IGNORECASE), words


def test_the_words_that_end_a_subscription_are_never_asked_for() -> None:
    for word in OPT_OUT:
        trap = Sample(f"Reply {word} to keep your kettle safe, reply reply {word} {word.lower()}", "x")
        text = page_text(told(surge(evidence=EVIDENCE._replace(samples=(trap,)))), SHORT)
        assert not re.search(rf"reply\W+{word}\b", text, re.IGNORECASE)


def test_a_hundred_kilobytes_and_four_thousand_emoji_are_cut_not_choked_on() -> None:
    for post in ("word " * 20_000, "😡" * 4_000, "x" * 100_000, "a\u0301" * 50_000):
        figures = told(surge(evidence=EVIDENCE._replace(samples=(Sample(post, "x"),))))
        assert septets(page_text(figures, SHORT)) <= SEGMENT


def test_one_curly_quote_dash_or_accent_does_not_cost_a_second_segment() -> None:
    assert to_gsm7("It’s “über” — naïve… ½ €5 ﬁne\u00a0[x]") == 'It\'s "über" - naive... 1/2 €5 fine [x]'


@given(ANY_TEXT, st.integers(min_value=0, max_value=60))
def test_shortening_keeps_the_beginning_within_the_available_septets(post: str, available: int) -> None:
    plain = to_gsm7(post)
    cut = shorten_septets(plain, available)
    assert septets(cut) <= max(available, 0)
    assert plain.startswith(cut.removesuffix("...")) or cut == plain


ESCAPED = "^{}\\[~]|€"
"""What GSM 03.38 sends as an escape and a second septet (3GPP TS 23.038, 6.2.1.1)."""
BRACKETS = st.text(alphabet=st.sampled_from("ab {[€]}~|^\\"), max_size=200)


def sent_septets(text: str) -> int:
    """What a phone network counts, independently of the code under test."""
    return len(text) + sum(text.count(ch) for ch in ESCAPED)


@given(st.sampled_from(ESCAPED), st.sampled_from("Aé@ß?1"))
def test_a_bracket_or_a_euro_costs_two_septets_and_a_letter_one(escaped: str, plain: str) -> None:
    assert encodable(escaped + plain)
    assert (septets(escaped), septets(plain)) == (2, 1)
    assert septets(f"{plain}{escaped}{plain}{escaped}") == 6


@given(BRACKETS, st.integers(min_value=0, max_value=SEGMENT))
def test_a_cut_text_full_of_brackets_keeps_within_its_septets_and_uses_them(post: str, available: int) -> None:
    plain = to_gsm7(post)
    cut = shorten_septets(plain, available)
    assert sent_septets(cut) <= available
    if cut != plain and " " not in plain and available > len("...["):
        assert sent_septets(cut) >= available - 1, "at most one escaped sign more would not fit"


@given(BRACKETS, BRACKETS)
def test_brackets_in_a_name_and_a_quote_do_not_cost_a_second_segment(name: str, post: str) -> None:
    evidence = EVIDENCE._replace(samples=(Sample(f"burnt {post}", "x"),))
    for text in every_text(told(surge(brand_name=name, evidence=evidence)), SHORT):
        assert sent_septets(text) <= 160


def test_a_link_is_full_where_it_leaves_room_for_words_and_an_id_where_nothing_does() -> None:
    assert short_link("https://f.example", "ab") == "https://f.example/moments/ab"
    assert short_link("https://" + "h" * 82, "ab") == "h" * 82 + "/moments/ab"
    assert short_link("https://" + "h" * 100, "ab") == "moment ab"
    assert short_link("", "ab") == "moment ab"
    assert moment_link("", "ab") == ""
    assert moment_link("", "ab", TOKEN) == ""


@given(st.integers(0, 140))
def test_a_signed_link_is_whole_or_not_there(length: int) -> None:
    """Half a signature opens nothing, so a link is never cut; a bare id can at least be looked up."""
    base = "https://" + "h" * length
    link = short_link(base, "a1b2c3d4e5f6", TOKEN)
    full = moment_link(base, "a1b2c3d4e5f6", TOKEN)
    assert link in (full, full.removeprefix("https://"), "moment a1b2c3d4e5f6")
    assert septets(link) + 1 <= SEGMENT - MIN_TEXT_SEPTETS


def test_page_topic_has_no_display_name_because_sns_puts_it_before_every_text() -> None:
    storage = (Path(__file__).parents[4] / "infra" / "storage.yaml").read_text()
    topic = storage.split("PageTopic:", 1)[1].split("AlertTopic:", 1)[0]
    assert "DisplayName:" not in topic.replace("no DisplayName:", "")


def test_times_are_in_utc_from_the_start_of_the_moment() -> None:
    assert "since 00:00 UTC" in page_text(told(surge(opened_ms=START - START % 86_400_000)), SHORT)
