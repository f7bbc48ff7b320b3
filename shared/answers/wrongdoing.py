"""The words for what somebody did wrong: nouns, verbs, adjectives, and who is usually said to have done it."""

from __future__ import annotations

WRONG = (
    r"(?:fault|mistake|error|slip|blunder|negligence|carelessness|failure|failings?|oversight|incompetence|"
    r"mis(?:judgement|judgment)|recklessness|sloppiness|mix-?up|wrongdoing|shortcomings?)s?"
)
"""What is nobody's until a fact says whose it is."""

WHOSE = r"(?:our|my|their|his|her|your|its|the)"

POOR = r"(?:poor|bad|sloppy|shoddy|lax|careless|faulty|inadequate|insufficient|substandard|weak)"

OTHERS = (
    r"(?:(?:sub)?contractor|supplier|firm|agency|company|courier|driver|pilot|bank|partner|operator|vendor|"
    r"manufacturer|airport|airline|chef|cook|waiter|waitress|cashier|clerk|officer|captain|conductor|teacher|"
    r"pharmacist|surgeon|mayor|minister|council|government|regulator|police|editor|author|owner|tenant|neighbou?r|"
    r"builder|plumber|electrician|people|man|woman|boss|ceo|chief|predecessors?|hotel|landlord|dealer|retailer|"
    r"factory|plant|kitchen|warehouse|depot|branch|shop|store|team|crew|shift|staff|colleague|employee|worker|cleaner|"
    r"guard|nurse|doctor|manager|director|intern|trainee|temp|technician|mechanic|engineer|developer|agent|department|"
    r"management|authorit(?:y|ie))s?"
)
"""Whom a brand blames."""

GUILTY = (
    r"(?:drunk|asleep|careless|negligent|reckless|incompetent|sloppy|irresponsible|lazy|guilty|liable|ashamed|"
    r"complacent|distracted|unprepared|dishonest|inattentive|arrogant|inexcusable|avoidable|preventable)"
)

NOT_BLAMED = (
    r"(?:know|see|say|speak|mean|want|wish|expect|get|receive|find|write|send|ask|intend|sell|make|publish|post|"
    r"delete|remove|change|cancel|own|approve|charge|share|sponsor|fund|hear|decide|agree|need|have|choose|order|pay|"
    r"belong|happen|work|help|arrive|come|feel|look|sound|seem|like|enjoy|believe|hope|think)"
)
"""What somebody may say that they did not do."""

HARMED = (
    r"(?:threw|dumped|stole|crashed|kicked|shouted|swore|insulted|hit|punched|refused|walked (?:away|off)|did nothing|"
    r"sat on|sold out|gambled|pocketed|deceived|bullied|harassed|exploited|wasted|ruined|spoil(?:ed|t)|burn(?:ed|t)|"
    r"froze|let (?:\w+ ){1,3}(?:down|slip|happen|go bad|run out)|gave up|gave in|took (?:\w+ )?(?:risks?|chances?|"
    r"shortcuts?)|cut (?:\w+ )?(?:costs|corners)|(?:dropped|lowered|relaxed|weakened) (?:our|the|their|its) \w+|put "
    r"(?:\w+ )?(?:profits?|money|speed) (?:before|first|above|over))"
)
"""What does harm whoever does it."""

OVER = r"(?:under|over)(?:estimated|sold|booked|charged|staffed|filled|loaded|cooked|looked|stated|rated)"
MIS = (
    r"mis(?:led|judged|read|handled|treated|label?led|calculated|managed|sold|placed|laid|informed|represented|used|"
    r"took|understood|diagnosed|routed|configured)"
)
UP = r"(?:mess|screw|mix|foul|slipp|muck|cock)(?:ed|s)? (?:\w+ ){0,3}?up"

JUDGED = (
    r"(?:badly|terribly|poorly|awfully|shamefully|appallingly|disgracefully|rudely|unfairly|recklessly|stupidly|"
    r"cruelly|unprofessionally|irresponsibly|horribly|dreadfully|greedy|selfish|naive|arrogant|lazy|stingy|cheap|"
    r"unfair|rude|cruel|stupid|foolish|blind|deaf|cowardly|shameful|disgraceful|unprofessional|inexcusable|"
    r"unforgivable)"
)
"""How somebody is said to have behaved."""

DONE_WRONG = (
    rf"(?:{HARMED}|let (?:\w+ ){{1,3}}(?:down|slip|happen)|failed|forgot|neglected|ignored|dismissed (?:the|your|all|"
    rf"every)|missed (?:the|a|an|it|that|our)|lost|leaked|broke|damaged|spilled|dropped the|botched|bungled|fumbled|"
    rf"blew it|caused|hid|concealed|covered (?:\w+ )?up|lied|cheated|rushed|skipped|skimped|caved|{OVER}|{MIS}|{UP}|"
    rf"cut (?:\w+ )?corners|left (?:\w+ ){{1,3}}(?:open|unlocked|on|out|off|unattended|unguarded|unprotected|exposed|"
    rf"behind|waiting|alone)|fell (?:short|asleep)|looked away|turned a blind eye|omitted|overlooked|disregarded|"
    rf"violated|breached|abused|tampered|got (?:\w+ ){{1,6}}?(?:wrong|mixed up|backwards)|(?:gave|sent|shipped|used|"
    rf"put|took|pressed|pulled|chose|installed|entered|told|printed|poured|fitted|delivered) (?:\w+ "
    rf"){{0,4}}?wrong(?:ly)?|(?:made|makes) (?:an?|the|some|several|many) (?:\w+ )?(?:{WRONG}|(?:wrong|bad|poor) "
    rf"(?:call|choice|decision)))"
)
"""What somebody did, where somebody is said to have done it."""
