"""The kinds of input that once went wrong, each with the tests that hold its inputs and their right values.

Users of feed readers, sentiment libraries and alerting tools report such inputs in public; ours are of the same kinds.
``python -m tests.benchmarks reported`` runs the tests and prints how many inputs of each kind are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SHARED, INGEST, DETECT, NOTIFY = "tests/unit/shared", "tests/unit/ingest", "tests/unit/detect", "tests/unit/notify"
FEEDS = f"{SHARED}/channels/feed/test_feeds.py"
BROKEN_FEEDS = f"{SHARED}/channels/feed/test_broken_feeds.py"
IDENTITY = f"{SHARED}/channels/feed/test_feed_identity.py"
FLOODS = f"{INGEST}/polling/test_floods.py"
LATE_POSTS = f"{INGEST}/polling/test_late_posts.py"
WEEKS = f"{DETECT}/detectors/test_count_over_weeks.py"
NAMES = f"{NOTIFY}/messages/test_names_of_the_world.py"
COMMAND = "tests/integration/commands/poll/test_poll.py"
STATE = "tests/integration/commands/poll/test_state.py"
REDIRECTS = "tests/integration/ingest/http/test_redirects.py"

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "words: negation by phrase, hashtags, emoji, idioms": (
            f"{SHARED}/test_reported_posts.py::test_a_post_gets_its_label",
            f"{SHARED}/test_reported_posts.py::test_a_post_with_a_negative_label_is_no_praise",
        ),
        "words: what is a question": (
            f"{SHARED}/test_reported_posts.py::test_a_post_is_a_question_by_its_grammar_or_its_mark",
        ),
        "words: who wants to buy": (
            f"{SHARED}/test_reported_posts.py::test_who_wants_to_buy_is_told_from_who_does_not",
        ),
        "languages and scripts": (
            f"{SHARED}/sentiment/test_language.py::test_what_is_not_english_says_so_whatever_its_language",
            f"{SHARED}/sentiment/test_language.py::test_english_stays_english_with_names_and_slang",
        ),
        "names in any script": (
            f"{SHARED}/domain/test_brand.py::test_a_name_is_found_in_any_script_and_however_it_is_composed",
            f"{SHARED}/domain/test_brand.py::test_another_word_that_contains_a_name_is_not_the_name",
            f"{SHARED}/domain/test_brand.py::test_a_name_is_replaced_in_any_script",
        ),
        "feeds: dates": (
            f"{SHARED}/channels/feed/test_feed_dates.py::test_every_usual_way_to_write_a_moment_is_read",
            f"{SHARED}/channels/feed/test_feed_dates.py::test_halves_of_the_day_dates_alone_and_short_years",
            f"{SHARED}/channels/feed/test_feed_dates.py::test_what_does_not_mean_one_moment_is_no_date",
            f"{FEEDS}::test_an_entry_without_a_usable_date_has_none",
        ),
        "feeds: one bad character or byte": (
            f"{BROKEN_FEEDS}::test_a_character_that_xml_forbids_costs_no_entry",
            f"{BROKEN_FEEDS}::test_a_byte_that_is_no_utf_8_harms_no_other_entry",
        ),
        "feeds: which entries are the same": (
            f"{IDENTITY}::test_entries_with_one_link_for_all_are_known_by_their_titles",
            f"{IDENTITY}::test_a_feed_that_lists_now_one_now_several_of_them_tells_each_once",
            f"{IDENTITY}::test_links_that_differ_by_their_fragment_are_different_posts",
            f"{IDENTITY}::test_one_guid_for_all_names_none",
            f"{IDENTITY}::test_one_guid_for_all_in_documents_of_one_entry",
            f"{IDENTITY}::test_an_edited_or_moved_entry_is_not_new",
        ),
        "feeds: too large, never closed, of another type": (
            f"{BROKEN_FEEDS}::test_of_a_feed_with_too_many_tags_the_first_are_read",
            f"{BROKEN_FEEDS}::test_markup_in_a_text_is_not_counted_among_the_tags",
            f"{BROKEN_FEEDS}::test_a_single_entry_larger_than_the_limit_is_told_as_far_as_it_was_read",
            f"{BROKEN_FEEDS}::test_of_a_body_cut_at_our_own_limit_the_first_entries_are_told",
            f"{IDENTITY}::test_a_feed_that_never_closes_its_root_is_told_and_its_cursor_moves",
            f"{FEEDS}::test_a_json_feed_is_read_whatever_type_it_is_sent_as_and_its_links_are_absolute",
            f"{FEEDS}::test_base64_of_atom_0_3_is_text",
            f"{BROKEN_FEEDS}::test_a_body_that_is_not_a_feed_is_a_temporary_error",
        ),
        "polling: floods, old posts, servers that ignore the cursor": (
            f"{FLOODS}::test_a_flood_longer_than_a_poll_is_told_completely_and_the_channel_does_not_go_deaf",
            f"{FLOODS}::test_a_flood_that_goes_on_while_it_is_read_is_told_completely",
            f"{FLOODS}::test_a_server_that_ignores_the_cursor_is_read_back_to_it",
            f"{FLOODS}::test_reading_back_goes_on_where_it_was_interrupted",
            f"{LATE_POSTS}::test_an_old_post_on_a_page_is_not_the_end_of_it",
            f"{LATE_POSTS}::test_an_old_hit_does_not_end_a_crawl_of_hacker_news",
            f"{LATE_POSTS}::test_a_first_crawl_is_not_ended_by_one_old_post",
        ),
        "polling: waits and redirects": (
            f"{FLOODS}::test_a_wait_begins_with_the_answer_that_asks_for_it",
            f"{FLOODS}::test_the_last_answer_of_a_complete_poll_may_ask_for_a_wait_as_well",
            f"{INGEST}/test_rate_limits.py::test_the_pause_asked_for_is_kept_within_a_second_and_a_day",
            f"{REDIRECTS}::test_a_redirect_stays_with_the_owner_of_the_domain",
        ),
        "polling: the command line": (
            f"{STATE}::test_calls_at_the_same_time_keep_one_anothers_cursors",
            f"{STATE}::test_of_two_calls_with_the_same_query_the_cursor_of_the_first_to_end_is_kept",
            f"{COMMAND}::test_arguments_that_cannot_be_used_are_refused_with_a_reason",
            f"{STATE}::test_posts_that_cannot_be_printed_are_a_clear_error_and_come_again",
        ),
        "polling: all that a reader sees": (
            f"{SHARED}/channels/networks/test_hackernews.py::test_a_link_cut_by_dots_is_whole_again_and_other_links_keep_their_words",
            f"{SHARED}/channels/networks/test_hackernews.py::test_an_empty_hit_is_not_told_and_polls_and_jobs_are",
            f"{SHARED}/channels/networks/test_mastodon.py::test_what_a_reader_sees_beside_the_text_is_part_of_it",
            f"{SHARED}/channels/networks/test_mastodon.py::test_a_picture_without_words_is_told_by_its_description",
        ),
        "detection: clock changes and regular bursts": (
            f"{WEEKS}::test_a_clock_change_costs_at_most_one_day",
            f"{WEEKS}::test_a_daily_newsletter_is_notified_at_most_five_times_in_four_weeks",
            f"{WEEKS}::test_a_weekly_show_is_expected_from_its_third_time_on",
            f"{WEEKS}::test_a_step_between_night_and_day_is_no_fall",
        ),
        "detection: quiet brands, and a backtest like live": (
            f"{WEEKS}::test_a_quiet_brand_s_first_busy_hour_is_notified_once_within_the_hour",
            f"{WEEKS}::test_four_posts_after_five_thousand_empty_buckets_are_notified_to_nobody",
            f"{DETECT}/detectors/test_same_gates.py::test_every_alarm_of_a_backtest_is_one_live",
            f"{DETECT}/detectors/test_same_gates.py::test_four_mentions_after_5000_empty_buckets_are_told_to_nobody",
        ),
        "detection: flapping": (
            f"{WEEKS}::test_nine_bursts_a_day_are_notified_once_or_twice",
            f"{WEEKS}::test_a_slow_rise_is_notified_at_most_three_times",
            f"{WEEKS}::test_a_crisis_that_lasts_for_days_is_not_notified_daily",
        ),
        "alerts: names, hashtags and quotes in any script": (
            f"{NAMES}::test_a_subject_has_the_name_in_plain_letters_or_the_brands_id",
            f"{NAMES}::test_a_text_message_has_the_name_as_phones_show_it_or_the_brands_id",
            f"{NAMES}::test_a_name_of_which_most_is_lost_gives_way_to_the_id_that_the_team_chose",
            f"{NAMES}::test_a_hashtag_that_cannot_be_spelled_is_called_a_hashtag",
            f"{NAMES}::test_a_quote_is_in_the_language_of_the_alert_or_there_is_none",
            f"{NAMES}::test_a_quote_asks_nobody_to_end_their_alerts",
        ),
        "alerts: local dates": (
            f"{SHARED}/messages/test_local_dates.py::test_the_date_is_told_where_it_is_another_one_in_the_city",
        ),
    }
)
"""The tests, as pytest names them; each input is a test of its own, or one line of a parametrized one."""
