"""Turns templates into sentences.

A template holds choices, `[red|blue]`, which nest, and slots, `{thing}`, which the context fills.
Articles and capitals are put right at the end, so that a template never has to care about them.
"""

import re
from random import Random

_INNERMOST_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIOU])")
_SENTENCE_START = re.compile(r'(^|[.!?] |[.!?]\n\n|[.!?]"\n\n|(?:^|[ \n])"|\." )([a-z])')
_AFTER_SPEECH = re.compile(
    r'([!?]" )(?!(?:(?:he|she|people|the (?:\w+ ){0,2}\w+) )?(?:said|asked|cried|called|whispered|thought|wondered)\b)([a-z])'
)


def expand(template: str, rng: Random) -> str:
    """Resolves every choice of the template, innermost first."""
    while True:
        resolved = _INNERMOST_CHOICE.sub(lambda m: rng.choice(m.group(1).split("|")), template)
        if resolved == template:
            return template
        template = resolved


def fill(template: str, context: dict, rng: Random) -> str:
    """Resolves choices and slots; a slot's value may be text, a template or a function."""
    text = expand(template, rng)
    while "{" in text:
        text = _SLOT.sub(lambda m: _value(context[m.group(1)], rng), text)
    return text


def _value(value, rng: Random) -> str:
    return expand(value() if callable(value) else value, rng)


def polish(text: str) -> str:
    """Puts articles, capitals and double spaces right."""
    text = re.sub(r" +", " ", text).strip()
    text = _ARTICLE.sub(r"\1n ", text)
    text = _SENTENCE_START.sub(lambda m: m.group(1) + m.group(2).upper(), text)
    return _AFTER_SPEECH.sub(lambda m: m.group(1) + m.group(2).upper(), text)


def plural(noun: str) -> str:
    """The regular plural of a noun."""
    if noun.endswith(("s", "sh", "ch", "x")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
