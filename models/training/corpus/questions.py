"""Question families with one right answer: each pairs a fact with a phrasing.

A question's `combination` (fact and phrasing, or the two numbers of a sum) decides whether it is
held out, so no held-out combination is ever seen in training in any wording of its context.
"""

from dataclasses import dataclass
from random import Random

from . import facts
from .arithmetic import sums


@dataclass(frozen=True)
class Question:
    """A question, its answer, the words an answer must contain to be right, and its family."""

    family: str
    combination: str
    question: str
    answer: str
    accepted: str
    follow_up: str = ""


def _table(family, entries, phrasings, template, accepted="{1}"):
    for key, value in entries:
        for index, phrasing in enumerate(phrasings):
            question, follow_up = phrasing if isinstance(phrasing, tuple) else (phrasing, "")
            yield Question(
                family,
                f"{family}/{key}/{index}",
                question.format(key),
                template.format(key, value),
                accepted.format(key, value),
                follow_up.format(key),
            )


def _capitals():
    yield from _table(
        "capitals",
        facts.CAPITALS.items(),
        [
            ("What is the capital of {}?", "And of {}?"),
            ("Which city is the capital of {}?", "And of {}?"),
            ("Tell me the capital of {}.", "And the capital of {}?"),
            ("Do you know the capital of {}?", "And {}?"),
            "Name the capital of {}.",
            "What is the capital city of {}?",
            "{} has which capital?",
            "Can you tell me the capital of {}, please?",
        ],
        "The capital of {} is {}.",
    )
    countries = {city: country for country, city in facts.CAPITALS.items()}
    yield from _table(
        "countries",
        countries.items(),
        [
            "Which country has the capital {}?",
            "{} is the capital of which country?",
            "{} is the capital of what country?",
            "In which country is {}?",
            "Where is {}?",
        ],
        "{} is the capital of {}.",
    )


def _colours():
    yield from _table(
        "colours",
        facts.COLOURS.items(),
        [
            ("What colour is {}?", "And {}?"),
            ("What is the colour of {}?", "And of {}?"),
            "Which colour is {}?",
            "Tell me the colour of {}.",
            "Do you know the colour of {}?",
            "Can you tell me what colour {} is?",
        ],
        "{} is {}.",
    )


def _opposites():
    pairs = facts.OPPOSITES + [(b, a) for a, b in facts.OPPOSITES]
    yield from _table(
        "opposites",
        pairs,
        [
            ("What is the opposite of {}?", "And of {}?"),
            ("Tell me the opposite of {}.", "And the opposite of {}?"),
            "Which word is the opposite of {}?",
            "Do you know the opposite of {}?",
            "What word means the opposite of {}?",
            "Name the opposite of {}.",
        ],
        "The opposite of {} is {}.",
    )


def _animals():
    yield from _table(
        "sounds",
        facts.SOUNDS.items(),
        [
            "What does a {} say?",
            "What sound does a {} make?",
            "Which sound does a {} make?",
            "How does a {} sound?",
        ],
        "A {} says {}.",
    )
    yield from _table(
        "young animals",
        facts.BABIES.items(),
        [
            "What is a baby {} called?",
            "What do you call a young {}?",
            "What is the young of a {} called?",
            "Tell me the name for a baby {}.",
        ],
        "A baby {} is called a {}.",
    )
    yield from _table(
        "legs",
        facts.LEGS.items(),
        [
            "How many legs does a {} have?",
            "Tell me how many legs a {} has.",
            "Do you know how many legs a {} has?",
            "A {} has how many legs?",
        ],
        "A {} has {} legs.",
        "{1} legs",
    )


def _uses():
    yield from _table(
        "uses",
        facts.USES.items(),
        [
            "What is {} for?",
            "What do we use {} for?",
            "What can you do with {}?",
            "Why do people need {}?",
            "Tell me what {} is for.",
        ],
        "We use {} to {}.",
    )


def _calendar():
    for name, cycle in (("day", facts.DAYS), ("month", facts.MONTHS)):
        n = len(cycle)
        after = [(cycle[i], cycle[(i + 1) % n]) for i in range(n)]
        before = [(cycle[i], cycle[i - 1]) for i in range(n)]
        yield from _table(
            "calendar",
            after,
            [
                f"Which {name} comes after {{}}?",
                f"What {name} comes after {{}}?",
                "What comes after {}?",
                f"Which {name} follows {{}}?",
            ],
            "{1} comes after {0}.",
            "{1} comes after {0}",
        )
        yield from _table(
            "calendar",
            before,
            [
                f"Which {name} comes before {{}}?",
                f"What {name} comes before {{}}?",
                "What comes before {}?",
                f"Which {name} is before {{}}?",
            ],
            "{1} comes before {0}.",
            "{1} comes before {0}",
        )


def _spelling():
    spelled = [(word, "-".join(word)) for word in facts.SPELLED]
    yield from _table(
        "spelling",
        spelled,
        [
            "How do you spell {}?",
            "Spell {}.",
            "Can you spell {}?",
            "How is {} spelled?",
            "Spell the word {}, please.",
        ],
        "The word {} is spelled {}.",
    )


def _counting():
    for start in range(0, 20):
        for end in range(start + 2, min(start + 15, 31)):
            numbers = ", ".join(map(str, range(start, end + 1)))
            back = ", ".join(map(str, range(end, start - 1, -1)))
            for index, phrasing in enumerate(
                ("Count from {} to {}.", "Can you count from {} to {}?")
            ):
                yield Question(
                    "counting",
                    f"up/{start}/{end}",
                    phrasing.format(start, end),
                    numbers + ".",
                    numbers,
                )
            yield Question(
                "counting",
                f"down/{start}/{end}",
                f"Count down from {end} to {start}.",
                back + ".",
                back,
            )
        if start > 2:
            numbers = ", ".join(map(str, range(1, start + 1)))
            for phrasing in ("Count to {}.", "Can you count to {}?", "Please count to {}."):
                yield Question(
                    "counting",
                    f"to/{phrasing}/{start}",
                    phrasing.format(start),
                    numbers + ".",
                    numbers,
                )
    for n in range(1, 40):
        for phrasing in (
            "What number comes after {}?",
            "Which number comes after {}?",
            "What is one more than {}?",
        ):
            yield Question(
                "neighbours",
                f"after/{phrasing}/{n}",
                phrasing.format(n),
                f"{n + 1} comes after {n}.",
                f"{n + 1} comes after {n}",
            )
        for phrasing in (
            "What number comes before {}?",
            "Which number comes before {}?",
            "What is one less than {}?",
        ):
            yield Question(
                "neighbours",
                f"before/{phrasing}/{n}",
                phrasing.format(n),
                f"{n - 1} comes before {n}.",
                f"{n - 1} comes before {n}",
            )


def all_questions() -> list[Question]:
    """Every question of every family, in a fixed order."""
    questions = []
    for family in (
        _capitals,
        _colours,
        _opposites,
        _animals,
        _uses,
        _calendar,
        _spelling,
        _counting,
    ):
        questions += family()
    questions += [Question(*item) for item in sums()]
    return questions


def sample(
    rng: Random, by_family: dict[str, list[Question]], weights: dict[str, float]
) -> Question:
    """A question of a family drawn by weight."""
    family = rng.choices(list(weights), list(weights.values()))[0]
    return rng.choice(by_family[family])
