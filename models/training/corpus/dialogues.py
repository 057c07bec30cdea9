"""Dialogues: a chain of turns, with or without a system message."""

from random import Random

from . import facts, words
from .grammar import expand, polish
from .questions import Question, sample
from .story import tell

ASSISTANT = "Wren"

SYSTEM = [
    "You are a [friendly|helpful|kind] [helper|assistant].",
    "You are a helpful assistant.",
    "You are a small and friendly language model.",
    "Answer in short sentences.",
    "You help children to learn.",
    "You are a teacher. Answer the questions of your pupils.",
    "Be polite and brief.",
    "You tell stories and answer questions.",
]

GREETINGS = [
    (
        "[Hello|Hi|Hello there|Hi there|Hey]!",
        "[Hello|Hi]! [How can I help you|What would you like to know|What can I do for you]?",
    ),
    (
        "Good [morning|evening]!",
        "Hello! It is nice to meet you. [How can I help you|What would you like to know]?",
    ),
    (
        "[Hello|Hi], how are you?",
        "I am fine, thank you. [How can I help you|What would you like to know]?",
    ),
    ("How are you[| today]?", "I am fine, thank you. [How can I help you|What can I do for you]?"),
    (
        "What can you do?",
        "I can tell little stories, count, spell, add small numbers and answer a few simple questions.",
    ),
    (
        "Can you help me?",
        "Yes, gladly. I can tell stories, count, spell and answer simple questions.",
    ),
]
PARTINGS = [
    ("[Thank you|Thanks|Thank you very much|Thanks a lot][!|.]", "You are welcome!"),
    ("[Goodbye|Bye|See you|Good night][!|.]", "Goodbye! [Have a nice day|See you soon]!"),
    ("That is [right|good|great].", "I am glad to hear that!"),
    (
        "[Well done|Very good|Great]!",
        "Thank you! [Is there anything else|What would you like to know next]?",
    ),
]
WHO = [
    "Who are you?",
    "What is your name?",
    "What are you called?",
    "What are you?",
    "Tell me your name.",
    "Are you a person?",
]

UNKNOWN = [
    "What will the weather be [tomorrow|next week|today]?",
    "What time is it[| now]?",
    "What day is it today?",
    "What is my [phone number|address|birthday|favourite food|age]?",
    "Where [do I live|is my house|is my brother]?",
    "Who [won the match|won the race|is at the door|is the president|called me] [yesterday|today|last week|]?",
    "How old [am I|is my teacher|is my dog|are you]?",
    "What did I [eat|do|buy|dream] [yesterday|last night|this morning]?",
    "What is in my [bag|pocket|hand|box]?",
    "Which [number|card|colour|word] am I thinking of?",
    "What is the news [today|this week]?",
    "How much does a [car|house|train ticket|phone|computer] cost?",
    "Who wrote [this letter|my book|that song]?",
    "What will happen [tomorrow|next year|in the future]?",
    "How tall is my [father|sister|house|tree]?",
    "When will [my train|the bus|my friend|the rain] come?",
    "Who is my [neighbour|boss|best friend]?",
    "What does my [friend|mother|cat|neighbour] think?",
]
SORRY = "I am sorry, I do not know that. I am only a small model and know few things."
SORRY_CAPITAL = "I am sorry, I do not know that capital. I only know a few of them."
SORRY_NUMBER = (
    "I am sorry, those numbers are too big for me. I can only work with numbers up to 20."
)

STORY_REQUESTS = [
    "Tell me a story about {}.",
    "Can you tell me a story about {}?",
    "Please tell me a story about {}.",
    "I would like to hear a story about {}.",
    "Write a story about {}.",
    "Tell a story about {}.",
]
ANY_STORY = [
    "Tell me a story.",
    "Can you tell me a story?",
    "Please tell me a story.",
    "I would like to hear a story.",
]

_SYLLABLES = "ba da do fa ga ka la li lo ma mi na no pa ra ro sa so ta ti to va zi zo".split()


def greeting(rng: Random) -> tuple[str, str]:
    return tuple(expand(t, rng) for t in rng.choice(GREETINGS))


def parting(rng: Random) -> tuple[str, str]:
    return tuple(expand(t, rng) for t in rng.choice(PARTINGS))


def refusal(rng: Random) -> tuple[str, str]:
    """Something the model cannot know: private things, untaught capitals, big numbers."""
    kind = rng.random()
    if kind < 0.2:
        country = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 3))).capitalize()
        country += rng.choice(["nia", "land", "ria", "stan", ""])
        return (
            rng.choice(["What is the capital of {}?", "Do you know the capital of {}?"]).format(
                country
            ),
            SORRY_CAPITAL,
        )
    if kind < 0.35:
        a, b = rng.randint(100, 999), rng.randint(21, 999)
        if rng.random() < 0.5:
            a, b = b, a
        return f"What is {a} {rng.choice(['plus', 'minus', 'times'])} {b}?", SORRY_NUMBER
    return polish(expand(rng.choice(UNKNOWN), rng)).replace(" ?", "?"), SORRY


def story_turn(rng: Random, held_out) -> tuple[str, str]:
    """A request for a story, and a story outside the held-out combinations."""
    while True:
        kind, place = "", ""
        about = rng.random()
        if about < 0.55:
            kind = rng.choice(words.ANIMALS + words.FANTASTIC + words.MEN + words.WOMEN)
        elif about < 0.85:
            place = rng.choice(words.PLACES)[0]
        request = rng.choice(STORY_REQUESTS if kind or place else ANY_STORY)
        subject = polish("x a " + (kind or place))[2:]
        story = tell(rng, kind=kind, place_noun=place)
        if not held_out(story.combination):
            return request.format(subject), story.text


def memory(rng: Random) -> list[tuple[str, str]]:
    """The user tells something and asks for it later."""
    name = rng.choice(words.GIRLS + words.BOYS)
    colour = rng.choice(words.COLOURS)
    animal = rng.choice(words.ANIMALS)
    teach, ask = rng.choice(
        [
            (
                (f"My name is {name}.", f"Nice to meet you, {name}!"),
                (rng.choice(["What is my name?", "Do you know my name?"]), f"Your name is {name}."),
            ),
            (
                (f"I am {name}.", f"Nice to meet you, {name}!"),
                ("What is my name?", f"Your name is {name}."),
            ),
            (
                (
                    f"My favourite colour is {colour}.",
                    f"{colour.capitalize()} is a beautiful colour.",
                ),
                ("What is my favourite colour?", f"Your favourite colour is {colour}."),
            ),
            (
                (f"I have a {animal}.", f"How nice! What is the name of your {animal}?"),
                (f"It is called {name}.", f"{name} is a good name for a {animal}."),
            ),
        ]
    )
    return [teach, ask]


def question_turn(q: Question, rng: Random, follows: bool) -> tuple[str, str]:
    text = q.follow_up if follows and q.follow_up and rng.random() < 0.6 else q.question
    return polish(text), polish(q.answer)


def dialogue(rng: Random, by_family: dict, weights: dict, held_out) -> list[tuple[str, str]]:
    """Messages as (role, text); most dialogues hold one to four exchanges."""
    messages, turns = [], []
    name = ASSISTANT
    if rng.random() < 0.3:
        if rng.random() < 0.25:
            name = rng.choice(words.GIRLS + words.BOYS)
            messages.append(("system", f"Your name is {name}."))
        else:
            messages.append(("system", expand(rng.choice(SYSTEM), rng)))
    if rng.random() < 0.25:
        turns.append(greeting(rng))
    length = rng.choices([1, 2, 3, 4], [55, 25, 12, 8])[0]
    last = None
    for _ in range(length):
        pick = rng.random()
        if pick < 0.05 or (name != ASSISTANT and pick < 0.4):
            turns.append((rng.choice(WHO), f"I am {name}, a small language model."))
        elif pick < 0.13:
            turns.append(refusal(rng))
        elif pick < 0.18:
            turns += memory(rng)
        elif pick < 0.30:
            turns.append(story_turn(rng, held_out))
        else:
            q = sample(rng, by_family, weights)
            turns.append(question_turn(q, rng, follows=last == q.family))
            weights = weights | {q.family: weights[q.family] + 3} if last is None else weights
            last = q.family
            continue
        last = "other"
    if rng.random() < 0.2:
        turns.append(parting(rng))
    for user, assistant in turns:
        messages += [("user", user), ("assistant", assistant)]
    return messages
