"""Posts that once got a wrong sentiment or intent, by kind, with posts of our own of the same kind: brand Kestro.

The label of a post, or ``not`` and a label that it must not have; :data:`QUESTIONS` say whether a post asks something.
"""

from __future__ import annotations

WORDS = ("Kestro",)

LABELS = {
    "could not be more or less": [
        ("couldn't be happier with my Kestro", "positive"),
        ("couldn't be more disappointed with Kestro", "negative"),
        ("could not be more pleased with the new kettle", "positive"),
        ("couldn't have been better", "positive"),
        ("couldn't be less impressed", "negative"),
        ("could not be worse", "negative"),
        ("Couldn’t be angrier at Kestro right now", "negative"),
        ("couldn't care less about their customers", "negative"),
        ("can't recommend it enough", "positive"),
    ],
    "never a single": [
        ("never had a single problem with it", "not negative"),
        ("never had a single issue in five years", "not negative"),
        ("never had any trouble with Kestro", "not negative"),
        ("haven't had one problem with mine", "not negative"),
        ("never got a single reply", "negative"),
        ("never once let me down", "not negative"),
        ("never fails to disappoint", "negative"),
        ("never fails to impress", "positive"),
        ("never had a bad experience with Kestro", "positive"),
        ("never seen such terrible service", "negative"),
    ],
    "nothing but, anything but": [
        ("nothing but trouble", "negative"),
        ("nothing but problems since the update", "negative"),
        ("nothing but praise for the staff", "positive"),
        ("had nothing but good experiences", "positive"),
        ("support was anything but helpful", "negative"),
        ("this is anything but cheap rubbish, I love it", "positive"),
        ("nothing short of amazing", "positive"),
        ("nothing short of a disaster", "negative"),
    ],
    "far from, less than": [
        ("this is far from perfect", "negative"),
        ("far from happy with this kettle", "negative"),
        ("far from terrible, pretty good actually", "not negative"),
        ("nowhere near good enough", "negative"),
        ("not even close to good", "negative"),
        ("by no means perfect", "negative"),
        ("less than impressed with the service", "negative"),
        ("less than ideal", "negative"),
        ("delivered in less than a day", "not negative"),
        ("far from a disaster", "not negative"),
        ("not what I would call good", "negative"),
    ],
    "hardly, barely": [
        ("hardly works", "negative"),
        ("barely works", "negative"),
        ("barely functional", "negative"),
        ("the app hardly ever loads", "negative"),
        ("hardly any problems at all", "not negative"),
        ("it hardly ever breaks", "not negative"),
        ("I can hardly wait for my new kettle", "positive"),
    ],
    "hashtags": [
        ("#KestroFail", "negative"),
        ("#BoycottKestro", "negative"),
        ("#KestroSucks", "negative"),
        ("#boycottkestro", "negative"),
        ("#worstservice", "negative"),
        ("#NeverAgainKestro", "negative"),
        ("#LoveKestro", "positive"),
        ("#kestroisthebest", "positive"),
    ],
    "newer emoji": [
        ("🫶", "positive"),
        ("🫶🏽", "positive"),
        ("🩷", "positive"),
        ("🫰", "positive"),
        ("my kettle 🥹", "positive"),
        ("🫠", "negative"),
        ("🫤", "negative"),
        ("🫩", "negative"),
        ("😮‍💨", "negative"),
        ("❤️‍🔥", "positive"),
    ],
    "tears of joy": [
        ("I love it so much 😭", "positive"),
        ("😭❤️", "positive"),
        ("omg thank you 😭", "positive"),
        ("my kettle is broken 😭", "negative"),
        ("😭", "negative"),
    ],
    "slang and idioms": [
        ("<3333", "positive"),
        ("my bad", "neutral"),
        ("this hits the nail on the head", "positive"),
        ("Kestro slaps", "positive"),
        ("no cap best kettle ever", "positive"),
        ("this ain't it", "negative"),
        ("money down the drain", "negative"),
        ("mid at best", "negative"),
        ("gone downhill", "negative"),
        ("second to none", "positive"),
        ("a breath of fresh air", "positive"),
        ("salt in the wound", "negative"),
    ],
    "a full stop without a space": [
        ("It broke.Support is useless", "negative"),
        ("Great kettle.Love it", "positive"),
        ("The lid is broken.please fix it", "negative"),
        ("I hate it.Never again", "negative"),
    ],
    "the brand is the …": [
        ("Kestro is the worst", "negative"),
        ("Kestro has the worst support in the country", "negative"),
        ("Kestro did it again, another fire", "negative"),
        ("Kestro is the best", "positive"),
    ],
}

QUESTIONS = [
    ("Kestro is the worst", False),
    ("Kestro has the worst support in the country", False),
    ("Kestro did it again, another fire", False),
    ("Kestro is the best", False),
    ("Kestro was the only brand I trusted", False),
    ("Kestro does the job", False),
    ("Kestro has my money and no manners", False),
    ("Is the best kettle, no doubt", False),
    ("Kestro has the nerve to charge me twice", False),
    ("Kestro is there for you", False),
    ("are the new lids dishwasher safe", True),
    ("Kestro is the recall real", True),
    ("@kestro is it safe", True),
    ("Kestro are you aware your app is down", True),
    ("Kestro is my order delayed", True),
    ("Kestro does anyone answer the phone", True),
    ("@kestro when is the app back", True),
    ("How long does a refund take", True),
    ("anyone know if the lid is safe", True),
    ("Really?! Another delay?!", False),
    ("Ready for summer? Kestro has you covered", False),
    ("Is Kestro doomed? https://news.example/kestro", False),
]
"""A post, and whether it asks something."""

PURCHASES = [
    "I might get the Kestro",
    "I want the Kestro X",
    "I got the new kestro",
    "Someone get me the Kestro X",
    "made the switch to Kestro",
    "Saving up for the Kestro X",
    "I gotta get me a Kestro X",
    "my next phone will be a Kestro",
]
NO_PURCHASES = [
    "not buying the Kestro",
    "I got a refund from Kestro",
    "I want my money back from Kestro",
    "why would anyone buy the Kestro X",
    "I would never buy a Kestro",
    "I got a call from Kestro",
]
"""Posts whose authors want to buy or have bought, and posts whose authors do not."""

PLACEHOLDERS = ["[deleted]", "[removed]", " [Deleted] ", "[deleted by user]", "[ Removed by Reddit ]", "[unavailable]"]
"""What networks show where a post was; they are no posts."""
