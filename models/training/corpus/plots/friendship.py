"""Plots about friends: lost things, shared food, quarrels, gifts, loneliness."""

from ..words import FOOD_PIECES, SPOTS, TREASURES
from .plot import Plot


def _two_spots(rng):
    return " and ".join(rng.sample(SPOTS, 2))


LOST = Plot(
    "lost",
    wants=[
        "{h} had a {thing_adj} {thing}, and {love}.",
        "more than anything, {h} loved {his} {thing_adj} {thing}. {love}.",
        "{his} dearest treasure was a {thing_adj} {thing}. {love}.",
        "everywhere {he} went, {h} took along a {thing_adj} {thing}. {love}.",
    ],
    steps=[
        [
            "the {thing} was gone.",
            "{h} could not find the {thing} anywhere.",
            "{h} woke up and saw that the {thing} was [missing|gone].",
            "{h} lost the {thing_adj} {thing}.",
            "{h} reached for the {thing}, but it was not there.",
        ],
        [
            "{h} looked {two_spots}, but [the {thing} was not there|there was nothing].",
            "{he} searched {two_spots}. [There was no {thing}|It was nowhere to be seen].",
            "first {he} looked {spot_a}. Then {he} looked {spot_b}. There was no {thing}.",
        ],
        [
            "{h} sat down and [cried|sighed|began to cry].",
            "{h} was very sad.",
            '"[oh no|oh dear]! My {thing_adj} {thing} is gone," said {h}.',
            "a tear rolled down {his} cheek.",
        ],
        [
            '{fintro} [came by|heard {him}|saw {him}] and asked, "[What is wrong|Why are you so sad|What happened]?"',
            'just then, {fintro} came along. "[Why are you crying|What is the matter]?" {fhe} asked.',
            '{fintro} stopped beside {him}. "[Can I help you|What are you looking for]?" {fhe} asked.',
        ],
        [
            '"I have lost my {thing}," [said|answered|whispered] {h}.',
            '"My {thing_adj} {thing} is gone," {h} [said|answered].',
            "{h} told {fhim} about the {thing}.",
        ],
        [
            '"[Do not worry|Do not be sad|Dry your eyes]," said {f}. "[We will find it together|Two can look better than one|I will help you look]."',
            '"Then let us look together," said {f}.',
            '{f} [nodded|smiled] and said, "I will help you find it."',
        ],
        [
            "[together they looked|the two of them searched] everywhere. At last, {f} found the {thing} {spot}.",
            "they looked for a long time. Then {h} saw something shine {spot}. It was the {thing}!",
            "{f} had sharp eyes. {spot}, {fhe} saw something {thing_adj}. It was the {thing}!",
            "they walked and looked, and looked and walked. And there, {spot}, lay the {thing}.",
        ],
    ],
    lessons=[
        "now {h} always knows where the {thing} is.",
        "{h} learned that a friend is the best treasure of all.",
        '"the {thing} is nice," thought {h}, "but a friend is even nicer."',
    ],
    slots={
        "treasure": TREASURES,
        "spot": SPOTS,
        "spot_a": SPOTS[:3],
        "spot_b": SPOTS[3:],
        "two_spots": _two_spots,
    },
)

SHARING = Plot(
    "sharing",
    wants=[
        "{h} was on the way home with a {food}.",
        "{h} had a {food} and was very hungry.",
        "for lunch, {h} had packed a {food}.",
        "{h} had worked hard for a {food}.",
    ],
    steps=[
        [
            "{he} met {fintro}.",
            "{fintro} sat at the side of the road.",
            "{fintro} knocked at the door.",
            "{h} saw {fintro} under a tree.",
        ],
        [
            "{f} looked [thin and tired|cold and hungry|pale and sad].",
            "{f} had not eaten [all day|since yesterday].",
            '"I am so hungry," said {f} [softly|quietly].',
        ],
        [
            "{h} looked at the {food}. It was [not very big|just enough for one].",
            "{h} thought about it for a moment.",
            "{his} own stomach rumbled, but {h} [smiled|did not think long].",
        ],
        [
            '"[Come, sit with me|Let us share]," said {h}. "[Half of this is for you|There is enough for both of us]."',
            "{h} gave {fhim} half of the {food}.",
            "{h} broke the food in two and gave {fhim} the bigger half.",
        ],
        [
            "they ate together [and talked about the sea|and laughed|under the open sky].",
            '"[It tastes wonderful|This is the best meal of my life]," said {f}.',
            "nothing had ever tasted so good.",
        ],
        [
            "some days later, {h} [got lost in a storm|fell into a ditch|was caught in the snow]. It was {f} who came and [helped {him}|led {him} home].",
            "the next {time}, {f} came back with a {treat} for {h}.",
            "a week later, there was a {treat} in front of the door. {f} had brought it.",
            "when {season} came, {h} had nothing left to eat. Then {f} came with a {treat}.",
        ],
        [
            '"You shared with me, so I [share with|help] you," said {f}.',
            '"I did not forget you," {f} said.',
            '"A kind heart is never forgotten," said {f}.',
        ],
    ],
    lessons=[
        "{h} learned that whoever shares will never be poor.",
        "since then, {h} has never eaten alone.",
        "food tastes best when it is shared.",
    ],
    slots={"food": FOOD_PIECES, "treat": FOOD_PIECES},
)

QUARREL = Plot(
    "quarrel",
    wants=[
        "{his} best friend was {fintro}.",
        "{h} had a good friend, {fintro}.",
        "{fintro} was {his} neighbour and friend.",
        "every day, {h} played with {fintro}.",
    ],
    steps=[
        [
            "they found a {thing_adj} {thing} {spot}.",
            "there was a {thing_adj} {thing} {spot}, and both of them saw it.",
            "the two friends found a {thing_adj} {thing}.",
        ],
        [
            '"[It is mine|I saw it first]!" cried {h}. "No, [it is mine|I saw it first]!" cried {f}.',
            "both of them wanted to have it.",
            "{h} pulled on one side, and {f} pulled on the other.",
        ],
        [
            "they [shouted|argued] until they were both angry. Then they went home without a word.",
            '"I will never play with you again!" said {f}, and ran away.',
            "they quarrelled until the sun went down.",
        ],
        [
            "at home, {h} [could not sleep|felt sad|was not hungry]. The {thing} was no fun alone.",
            "{h} sat alone and missed {f}.",
            "but without {f}, the day was long and grey.",
        ],
        [
            'the next morning, {h} went to {f} and said, "I am sorry."',
            '"I was wrong," thought {h}, and {he} ran to find {f}.',
            'so {h} took the {thing} and walked to the home of {f}. "You can have it," {he} said.',
        ],
        [
            '"I am sorry too," said {f}. "[Let us share it|We can both use it|It can belong to us both]."',
            '{f} smiled. "Let us take turns," {fhe} said.',
            '{f} had been sad too. "A friend is worth more than a {thing}," {fhe} said.',
        ],
        [
            "they [shared|took turns with] the {thing}, and it was more fun than before.",
            "on one day {h} had the {thing}, and on the next day {f} had it.",
            "soon they were laughing and playing again.",
        ],
    ],
    lessons=[
        "they never quarrelled about a {thing} again.",
        "{h} learned that saying sorry is not so hard.",
        "a friend is worth more than any {thing}.",
    ],
    slots={"treasure": TREASURES, "spot": SPOTS},
)

GIFT = Plot(
    "gift",
    wants=[
        "tomorrow was the birthday of {his} friend, {fintro}.",
        "{h} wanted to give a present to {his} friend, {fintro}.",
        "{his} friend was {fintro}, and {fhis} birthday was near.",
    ],
    steps=[
        [
            "{h} counted {his} coins. There were only [two|three|four] of them.",
            "{h} looked for a present, but everything cost too much.",
            "{h} went to buy a {thing}, but it was too expensive.",
        ],
        [
            '"What can I give?" {he} [wondered|thought|asked].',
            "{h} was worried and could not think of anything.",
            "{he} walked up and down and thought hard.",
        ],
        [
            "then {he} had an idea.",
            "suddenly {his} eyes began to shine. {he} had an idea!",
            '"I know!" cried {h}.',
        ],
        [
            "{he} took [wood and string|paper and paint|wool and buttons] and made a {thing_adj} {thing}.",
            "all night long, {he} worked on a {thing_adj} {thing}.",
            "with {his} own hands, {he} made a {thing_adj} {thing}.",
        ],
        [
            "it was a little crooked, but it was made with love.",
            "it was not perfect, and {h} was [nervous|worried].",
            "{he} wrapped it in {colour} paper.",
        ],
        [
            "on the birthday, {f} opened the present. {fhis} eyes grew wide.",
            "{f} held the {thing} in both hands and was silent for a moment.",
            "everyone watched while {f} opened the present.",
        ],
        [
            '"[You made this for me|You made it yourself]? It is the best present of all," said {f}.',
            '"I have never had such a beautiful {thing}," said {f}.',
            '"I will keep this {thing} forever," said {f}.',
        ],
    ],
    lessons=[
        "{h} learned that the best gifts come from the heart.",
        "the {thing} still hangs over {fhis} bed.",
        "a present does not have to cost much.",
    ],
    slots={"treasure": TREASURES},
)

LONELY = Plot(
    "lonely",
    wants=[
        "{h} was often alone.",
        "{he} had no friends yet.",
        "nobody ever came to visit {him}.",
        "{h} wished for a friend.",
    ],
    steps=[
        [
            '{h} wrote a letter. "[Who wants to play with me|I am looking for a friend]," it said.',
            "{h} decided to [look for|find] a friend.",
            '"If nobody comes to me, I will go out," said {h}.',
        ],
        [
            "first {he} met [a snail|a beetle|an ant], but it had [no time|too much to do].",
            "{he} asked [the wind|the river|the moon], but there was no answer.",
            "{he} knocked at the first door, but nobody was at home.",
        ],
        [
            "{he} nearly gave up.",
            "{h} sat down on a stone and sighed.",
            "the {time} was almost over.",
        ],
        [
            "then {h} heard someone [singing|humming|sighing] {spot}. It was {fintro}.",
            "there, {spot}, sat {fintro}, all alone.",
            "suddenly {fintro} stood in front of {him}.",
        ],
        [
            '"[Hello|Good {time}]," said {h}. "[Are you alone too|Do you want to play with me]?"',
            '"May I sit with you?" asked {h}.',
            '"What is your game?" asked {h} shyly.',
        ],
        [
            '"[Yes, please|I would love that]," said {f}. "I have been looking for a friend too."',
            '{f} [smiled|nodded]. "I was just wishing for a friend," {fhe} said.',
            '"Oh yes!" cried {f}. "Alone it is so boring."',
        ],
        [
            "they [built a house of leaves|told each other riddles|played hide and seek|looked for shells] until it was dark.",
            "they talked and played until the stars came out.",
            "together they [climbed a tree|baked a cake|flew a kite], and the time flew by.",
        ],
    ],
    lessons=[
        "{h} was never lonely again.",
        "whoever looks for a friend must take the first step.",
        "now there were always two cups on {his} table.",
    ],
    slots={"spot": SPOTS},
)

FRIENDSHIP = [LOST, SHARING, QUARREL, GIFT, LONELY]
