"""The mails of a crisis, whole, as their reader gets them."""

from __future__ import annotations

FIRST_MAIL = """\
Acme - Fires reported: 48 negative posts in 5 min, 12x normal.

Since:     14:05 UTC (15:05 in Berlin), for 3 min now
Trend:     Still rising
Severity:  SEV1, the highest, act now
Sentiment: 72% negative in the last minutes, normally 12%
Reach:     up to 120,000 people
About:     safety 30 ("caught fire", "melted"), service 5 ("hasn't answered")
Where:     mastodon 31, hackernews 12, rss 5
Hashtags:  #acmefire 22, #recall 9

What people say about safety
  1. "the cord of my kettle MELTED and caught fire!!" (mastodon, 14:05 UTC)
  2. "Third burnt Acme kettle in our street – is it safe to keep using it?" (hackernews, 14:05 UTC)

Why it is SEV1, as seen at 14:08 UTC
  - twelve times the normal count
  - 72% of the posts are negative

What to do
  1. Tell your team that you are handling this, so that one person leads.
  2. Read the posts. Find the one complaint behind most of them.
  3. Could anybody be hurt? Then first say what people must do now.
  4. By 14:13 UTC: Say in public that you have seen it, that you are looking into it, and when you will say more. \
(communications)
  5. By 14:18 UTC: Say who and what is affected, and what to do until it is solved. (communications)
  6. By 14:23 UTC: Pause scheduled posts and advertising. Call the product owner and, if people or data may be harmed, \
legal. (communications)
  7. By 14:38 UTC: Post an update, then one every 20 minutes, even when there is nothing new. Each one says when the \
next comes. (communications)

What not to do
  - Do not guess at causes, and do not promise when it will be solved.
  - Do not delete criticism, argue or joke.
  - Do not send everybody the same answer.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6

How sure we are: we learnt what is normal from this brand's own past, for this time of day.

What happens next: acknowledge it on the page behind the link, so that nobody else is paged. Then you will hear once \
more when it is over, and before that only if it gets worse or a step of the plan is overdue.

Plan 111: Surge of negative posts: act now.
Crisis a1b2c3d4e5f6, detected 3 min after it began.
"""
GROUPED_MAIL = """\
Acme - Fires reported: 48 negative posts in 5 min, 12x normal.

What has joined it, or got worse
  - burst of posts, SEV2 at 14:09 UTC: 60 posts in five minutes, where about 12 would be normal (5x)
  - burst of posts, rose from SEV2 to SEV1 at 14:10 UTC: 60 posts in five minutes, where about 12 would be normal (5x)

Since:     14:05 UTC, for 6 min now
Trend:     Still rising
Severity:  SEV1, the highest, act now
Sentiment: 72% negative in the last minutes, normally 12%
Reach:     up to 120,000 people
About:     safety 30 ("caught fire", "melted"), service 5 ("hasn't answered")
Where:     mastodon 31, hackernews 12, rss 5
Hashtags:  #acmefire 22, #recall 9

The 2 moments of this crisis
  - Surge of negative posts, SEV1: 48 negative posts in 5 min, 12x normal, since 14:05 UTC
  - Burst of posts, SEV2: 60 posts in 5 min, 5x normal, since 14:05 UTC

Going on now: 2 of 2 moments.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6

What happens next: acknowledge it on the page behind the link, so that nobody else is paged. Then you will hear once \
more when it is over, and before that only if it gets worse or a step of the plan is overdue.
"""
LAST_MAIL = """\
Acme - 96 negative posts in 5 min at the peak, 24x normal. The crisis is over. It lasted 55 min.

Since:     14:05 UTC on 1 March 2026 (15:05 in Berlin), until 15:00 UTC, 55 min in all
Severity:  Over; it was SEV1
Sentiment: 15% negative in its last minutes, normally 12%
Reach:     up to 120,000 people
Where:     mastodon 31, hackernews 12, rss 5
Hashtags:  #acmefire 22, #recall 9

What happened
  - Surge of negative posts, SEV1: 96 negative posts in 5 min at the peak, 24x normal, 14:05 UTC to 15:00 UTC

What to do now
  - Say publicly that it is over, and name any lasting harm.
  - Note what worked while you remember it; hold the review within five working days.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6
"""
