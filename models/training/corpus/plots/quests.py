"""Plots about wishes: learning something, a long way, a contest, a thing to make."""

from .plot import Plot

LEARN = Plot(
    "learn",
    wants=[
        "{h} wanted to learn to {skill}.",
        "{his} greatest wish was to {skill}.",
        "more than anything, {h} wished to {skill}.",
        "every night, {h} dreamed that {he} could {skill}.",
    ],
    steps=[
        [
            "{he} tried it for the first time.",
            "{h} decided to try it.",
            '"Today I will {skill}," said {h}.',
        ],
        [
            "but it was [hard|not easy|much harder than it looked].",
            "it went wrong at once.",
            "{he} tried once, twice, three times. It did not work.",
        ],
        [
            "some people laughed at {him}.",
            '"You will never learn it," said [the crow|a neighbour|the goose].',
            "{h} was [ashamed|sad] and wanted to give up.",
            '"I cannot do it," sighed {h}.',
        ],
        [
            '{fintro} had watched {him}. "[I could not do it at first|I had to learn it too]," said {f}.',
            'then {fintro} came and said, "[Do not give up|Try again]."',
            '{fintro} sat down beside {him}. "Shall I show you how?" {fhe} asked.',
        ],
        [
            '"Start slowly," {fhe} added. "And practise [every day|a little each {time}]."',
            "{f} showed {him} how to do it, step by step.",
            '"Do not be afraid of mistakes," said {f}.',
        ],
        [
            "{h} practised [for a week|every day|in sun and rain].",
            "day after day, {h} tried again.",
            "{h} fell down and got up, again and again.",
        ],
        [
            "and one {time}, it worked! {h} could {skill}.",
            "at last, {h} could {skill}. [Everyone clapped|{f} cheered].",
            "then, suddenly, it was easy. {h} could {skill} [like nobody else|all alone].",
        ],
    ],
    lessons=[
        "{h} learned that practice makes the difference.",
        "now {h} teaches others to {skill}.",
        "whoever keeps trying will get there in the end.",
    ],
    slots={
        "skill": [
            "swim",
            "dance",
            "sing",
            "paint",
            "skate",
            "whistle",
            "juggle",
            "read",
            "bake bread",
            "play the flute",
            "climb trees",
            "ride a horse",
            "row a boat",
            "write letters",
            "play chess",
        ]
    },
)

JOURNEY = Plot(
    "journey",
    wants=[
        "{his} {relative} was ill.",
        "the {relative} of {h} was very ill.",
        "{h} was worried, because {his} {relative} was ill.",
        "{his} {relative} had been in bed for days.",
    ],
    steps=[
        [
            '"Only {cure} can help," said the doctor.',
            "{h} heard about {cure}. It could make anyone well.",
            'a letter came. "You need {cure}," it said.',
        ],
        [
            '"I will bring it," said {h}, and {he} packed a small bag.',
            "{h} set out at once.",
            "without fear, {h} set off on the long way.",
        ],
        [
            "{he} crossed [a wide river|a dark forest|a cold mountain|a field of stones].",
            "the way led over [hills|mountains] and through [forests|valleys].",
            "{he} walked until {his} feet hurt.",
        ],
        [
            "there {he} met {fintro}, who was [caught in a net|stuck in the mud|trapped under a branch]. {h} helped {fhim} at once.",
            'in a deep hole sat {fintro}. "Help me, please!" {fhe} called. {h} pulled {fhim} out.',
            "{fintro} had hurt {fhis} foot, and {h} bound it with a cloth.",
        ],
        [
            '"Thank you," said {f}. "I know where to find {cure}."',
            '"You helped me, so I will help you," said {f}.',
            '"Are you looking for {cure}?" asked {f}. "Then come with me."',
        ],
        [
            "{f} led {him} to [a hidden valley|a quiet lake|an old tree], and there it was.",
            "together they climbed [the highest hill|down into a valley] and found {cure}.",
            "soon {h} held {cure} in {his} hands.",
        ],
        [
            "{h} hurried home, and the {relative} [was well again|could get up] by the next morning.",
            "when {h} came home, everybody was glad. [Three days later|Soon], the {relative} was well again.",
        ],
    ],
    lessons=[
        "{h} learned that help always comes back.",
        "since then, {h} has been called the bravest {kind} of all.",
        "one good deed had led to another.",
    ],
    slots={
        "relative": ["grandmother", "grandfather", "mother", "father", "sister", "brother", "aunt"],
        "cure": [
            "the blue flower",
            "water from the silver spring",
            "the golden apple",
            "honey from the wild bees",
            "the moon herb",
            "the red berry",
        ],
    },
)

CONTEST = Plot(
    "contest",
    wants=[
        "every {season}, there was a great {contest}.",
        "soon the big {contest} would take place.",
        "everyone was talking about the {contest}.",
    ],
    steps=[
        [
            "{h} heard that {fintro} would take part too.",
            '{fintro} said, "I will win the {contest}, of course."',
            '{fintro} boasted, "Nobody is better than me."',
        ],
        [
            "{h} practised [every morning|in secret|until late at night].",
            "{h} was not sure of winning, but {he} wanted to try.",
            '"I will do my best," said {h}.',
        ],
        [
            "on the day of the {contest}, [the sun was shining|flags waved everywhere|everyone came to watch].",
            "then the great day came. {his} heart beat fast.",
            "at last, the {contest} began.",
        ],
        [
            "{f} was ahead, and {h} came right behind.",
            "at first, {f} was the best.",
            "{h} and {f} were better than all the others.",
        ],
        [
            "but then {f} [fell|tripped over a stone|cried out]. {fhe} had hurt {fhis} leg.",
            "suddenly there was a crash, and {f} lay on the ground.",
        ],
        [
            "{h} could have won now. But {he} [stopped|turned around] and helped {fhim} up.",
            '{h} stopped at once. "Are you all right?" {he} asked.',
            "without thinking, {h} ran back to help.",
        ],
        [
            "in the end, somebody else won, but everyone clapped for {h}.",
            "they reached the end together, arm in arm, and both of them got a prize.",
            "the judge gave {h} a special prize for a good heart.",
        ],
    ],
    lessons=[
        "{h} learned that winning is not everything.",
        "{f} never boasted again.",
        "a good heart is worth more than a prize.",
    ],
    slots={
        "contest": [
            "race",
            "boat race",
            "sack race",
            "treasure hunt",
            "dancing contest",
            "snow race",
        ]
    },
)

MAKING = Plot(
    "making",
    wants=[
        "{h} wanted to {make}.",
        "for a long time, {h} had planned to {make}.",
        "{h} had promised to {make} for the feast.",
    ],
    steps=[
        [
            "{he} got everything ready.",
            "{h} began to work.",
            "{h} rolled up {his} sleeves and started.",
        ],
        [
            "but then {he} saw that {missing} was missing.",
            "there was no {missing} left in the house.",
            '"Oh dear, I have no {missing}," said {h}.',
        ],
        [
            "{he} asked at every door, but nobody had any.",
            "without {missing}, it could not be done.",
            "the shop was already closed.",
        ],
        [
            "then {fintro} came by with {missing} on a [cart|sledge].",
            "just then, {fintro} knocked. {fhe} had more than enough {missing}.",
            "{h} remembered {fintro}, who lived near the {place} and always had {missing}.",
        ],
        [
            '"[You can have some|Take as much as you need]," said {f}. "But let me help you."',
            '"I will give you my {missing}," said {f}.',
            '"May I [help you|join you]?" asked {f}. "I have {missing}."',
        ],
        [
            "together they worked all {time} and [sang|laughed|told jokes].",
            "with four hands, the work was quickly done.",
            "{h} did one half, and {f} did the other.",
        ],
        [
            "when it was finished, [all the neighbours came|they invited everyone] to see it.",
            "in the evening, it was done, and it was [wonderful|better than ever].",
            "everyone [praised|admired] their work.",
        ],
    ],
    lessons=[
        "together, work is only half as hard.",
        "{h} learned that it is good to ask for help.",
        "since then, {h} and {f} have always worked together.",
    ],
    slots={
        "project": [
            {"make": "bake a huge cake", "missing": "sugar"},
            {"make": "bake bread", "missing": "flour"},
            {"make": "bake an apple pie", "missing": "butter"},
            {"make": "build a boat", "missing": "wood"},
            {"make": "build a bridge", "missing": "rope"},
            {"make": "build a tree house", "missing": "wood"},
            {"make": "make a big lantern", "missing": "paper"},
            {"make": "make a kite", "missing": "string"},
            {"make": "paint the whole {place}", "missing": "paint"},
            {"make": "cook soup for everyone", "missing": "salt"},
            {"make": "sew a great flag", "missing": "cloth"},
            {"make": "knit a very long scarf", "missing": "wool"},
        ]
    },
)

QUESTS = [LEARN, JOURNEY, CONTEST, MAKING]
