"""The classifier of answers: made of the labelled drafts as they are, and only heard where the rules leave doubt."""

from __future__ import annotations

from infra.training.replies import Example, Features, fingerprint, fit, table_of
from shared.answers.breach import Rule
from shared.answers.lint import breaches
from shared.answers.rules.sentences import sentence_of
from shared.answers.trained.classifier import JUDGED, LEAST, TABLE, heaviest_words, score
from shared.answers.trained.features import features_of


def test_the_shipped_weights_were_made_of_these_drafts_and_word_lists() -> None:
    """Else: ``python -m infra.training.replies``."""
    assert TABLE.read_text("utf-8").startswith(f"# {fingerprint()}\n")


def test_what_is_learnt_tells_bad_from_good_and_is_the_same_each_time() -> None:
    told = {"oops": Rule.BLAME, "soon": Rule.TIME}
    drafts = [
        Example((Features(("thanks", word), ()), Features(("sorry",), ())), word in told, told.get(word, ""))
        for word in ("oops", "well", "oops", "fine", "soon")
    ]
    weights = {rule: fit(drafts, rule) for rule in JUDGED}
    assert weights[Rule.BLAME]["oops"] > 0 > weights[Rule.BLAME]["soon"]
    assert weights[Rule.TIME]["soon"] > 0 > weights[Rule.TIME]["well"]
    assert table_of(weights) == table_of({rule: fit(drafts, rule) for rule in JUDGED})


def test_a_sentence_that_admits_something_scores_higher_than_one_that_asks_something() -> None:
    admits, asks = (score(sentence_of(text), Rule.BLAME) for text in ("We let everybody down.", "Which shop was it?"))
    assert admits > LEAST > asks


def test_times_and_figures_are_masked_so_that_what_is_learnt_holds_for_others() -> None:
    assert features_of(sentence_of("It is 7 now.")) == features_of(sentence_of("It is 3 now."))
    assert features_of(sentence_of("Back by Monday.")) == features_of(sentence_of("Back by Tuesday."))


def test_the_words_that_weigh_most_stand_in_the_sentence_as_written() -> None:
    text = "In all honesty, and this is hard for us to say, it’s US who let you all down."
    assert heaviest_words(sentence_of(text.replace("’", "'")), Rule.BLAME) in text.replace("’", "'")
    assert heaviest_words(sentence_of(""), Rule.BLAME) == ""


def test_a_value_of_personal_data_needs_no_second_opinion() -> None:
    text = "Thank you for telling us. Please write to ana@mail.example, so that a person can look at it with you."
    assert [breach.words for breach in breaches(text)] == ["ana@mail.example"]
