"""Sums and differences, answered by counting on or back one at a time.

The chain begins by saying both numbers again and counts the second one down while it goes ("5 with
3 to go"), so that every step follows from the one before it, and the chain ends at "0 to go".
"""

LARGEST = 20

_PLUS = [
    "What is {} plus {}?",
    "How much is {} plus {}?",
    "{} plus {}?",
    "What is {} + {}?",
    "Add {} and {}.",
    "What is the sum of {} and {}?",
    "Can you add {} and {}?",
    "Tell me {} plus {}.",
]
_MINUS = [
    "What is {} minus {}?",
    "How much is {} minus {}?",
    "{} minus {}?",
    "What is {} - {}?",
    "Can you tell me {} minus {}?",
    "Tell me {} minus {}.",
]
_THINGS = ["apples", "nuts", "balls", "books", "coins", "shells", "stones", "eggs"]


def plus_answer(a: int, b: int) -> str:
    """Counts on from the first number."""
    return f"{a} and {b} more{_chain(a, b, 1)} So {a} plus {b} is {a + b}."


def minus_answer(a: int, b: int) -> str:
    """Counts back from the first number."""
    return f"{a} less {b}{_chain(a, b, -1)} So {a} minus {b} is {a - b}."


def _chain(start: int, steps: int, direction: int) -> str:
    if steps == 0:
        return " changes nothing."
    links = (f"{start + direction * i} with {steps - i} to go" for i in range(1, steps + 1))
    return ": " + ", ".join(links) + "."


def sums():
    """Yields (family, combination, question, answer, accepted, follow-up) of every sum.

    A combination is the unordered pair of an addition, the ordered pair of a subtraction.
    """
    for a in range(LARGEST + 1):
        for b in range(LARGEST + 1):
            pair = f"{min(a, b)}+{max(a, b)}"
            family = "addition" if a + b <= LARGEST else "larger sums"
            answer = plus_answer(a, b)
            for phrasing in _PLUS:
                yield family, pair, phrasing.format(
                    a, b
                ), answer, f"{a} plus {b} is {a + b}", f"And {a} plus {b}?"
            if a + b <= LARGEST and a > 1 and b > 1:
                thing = _THINGS[(3 * a + 5 * b) % len(_THINGS)]
                yield (
                    "word problems",
                    pair,
                    f"I have {a} {thing} and get {b} more. How many {thing} do I have?",
                    answer + f" You have {a + b} {thing}.",
                    f"You have {a + b} {thing}",
                    "",
                )
            if b <= a:
                answer = minus_answer(a, b)
                for phrasing in _MINUS:
                    yield "subtraction", f"{a}-{b}", phrasing.format(
                        a, b
                    ), answer, f"{a} minus {b} is {a - b}", f"And {a} minus {b}?"
                if b > 1 and a - b > 1:
                    thing = _THINGS[(3 * a + 5 * b) % len(_THINGS)]
                    yield (
                        "word problems",
                        f"{a}-{b}",
                        f"I have {a} {thing} and give away {b}. How many {thing} are left?",
                        answer + f" {a - b} {thing} are left.",
                        f"{a - b} {thing} are left",
                        "",
                    )
