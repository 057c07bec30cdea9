"""Composes one story: an opening, a plot told step by step, an ending."""

from dataclasses import dataclass
from random import Random

from . import characters, endings, openings, words
from .grammar import expand, fill, polish
from .plots import PLOTS, Plot


@dataclass(frozen=True)
class Story:
    """A finished story and the combination it was made from."""

    text: str
    plot: str
    place: str
    kind: str

    @property
    def combination(self) -> str:
        return f"{self.plot}/{self.place}/{self.kind}"


def _scenery(rng: Random, place: tuple) -> dict:
    noun, adjectives, where, remark, preposition = place
    adjective = rng.choice(adjectives.split("|"))
    season = rng.choice(list(words.WEATHERS))
    return {
        "place": noun,
        "place_adj": adjective,
        "where": expand(where, rng),
        "window_place": "house" if noun in words.OUTDOORS else f"{adjective} {noun}",
        "remark": expand(remark, rng),
        "home": f"{preposition} a {adjective} {noun} " + expand(where, rng),
        "the_place_on": f"a {adjective} {noun} " + expand(where, rng),
        "in_it": rng.choice([f"{preposition} it", "there"]),
        "in_place": rng.choice([f"{preposition} the {noun}", f"near the {noun}"]),
        "weather": rng.choice(words.WEATHERS[season]),
        "season": season,
        "time": rng.choice(words.TIMES),
        "night": rng.choice(["night", "evening"]),
        "mood": rng.choice(["quiet", "still", "cold", "full of light", "busy"]),
        "morning": lambda: rng.choice(endings.MORNING),
        "colour": rng.choice(words.COLOURS),
    }


def _context(rng: Random, plot: Plot, place: tuple, kind: str) -> dict:
    female = rng.random() < 0.5
    if kind in words.MEN or kind in words.WOMEN:
        female = kind in words.WOMEN and (kind not in words.MEN or female)
    hero = characters.choose(rng, female, kind=kind)
    friend = characters.choose(rng, not female, avoid=hero)
    context = _scenery(rng, place)
    context |= hero.slots("", rng) | friend.slots("f", rng)
    context |= {"He": context["he"], "His": context["his"]}
    for name, pick in plot.slots.items():
        value = pick(rng) if callable(pick) else rng.choice(pick)
        context |= value if isinstance(value, dict) else {name: value}
    return context


def tell(rng: Random, kind: str = "", place_noun: str = "") -> Story:
    """A new story, about a hero of `kind` and at the place of this name where they are given."""
    plot = rng.choice(PLOTS)
    place = rng.choice([p for p in words.PLACES if not place_noun or p[0] == place_noun])
    kind = kind or characters.choose(rng, rng.random() < 0.5).kind
    context = _context(rng, plot, place, kind)
    style = rng.choices(
        [openings.PERSON_FIRST, openings.PLACE_FIRST, openings.TIME_FIRST], [50, 35, 15]
    )[0]
    opening = [rng.choice(style), rng.choice(plot.wants)]
    turn = rng.choice(openings.SOON if style is openings.TIME_FIRST else openings.TURNS)
    first = rng.choice(plot.steps[0])
    middle = [first if first.startswith('"') else f"{turn} {first}"]
    middle += [rng.choice(step) for step in plot.steps[1:]]
    ending = [rng.choice(endings.GLAD), rng.choice(plot.lessons + endings.LAST * 2)]
    if rng.random() < 0.3:
        ending.append(rng.choice(endings.LAST[4:8]) if ending[1] in plot.lessons else "")
    parts = [
        " ".join(fill(t, context, rng) for t in part if t) for part in (opening, middle, ending)
    ]
    joint = "\n\n" if rng.random() < 0.5 else " "
    return Story(polish(joint.join(polish(p) for p in parts)), plot.name, place[0], kind)
