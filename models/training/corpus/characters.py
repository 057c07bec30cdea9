"""Characters: who they are, and how sentences refer to them."""

from dataclasses import dataclass
from random import Random

from . import words

_HE = {"he": "he", "him": "him", "his": "his", "self": "himself"}
_SHE = {"he": "she", "him": "her", "his": "her", "self": "herself"}


@dataclass(frozen=True)
class Character:
    """One person or animal of a story; `name` is empty for a nameless one."""

    kind: str
    look: str
    name: str
    female: bool

    def intro(self, rng: Random) -> str:
        """The first mention: "a shy fox named Pip"."""
        base = f"a {self.look} {self.kind}"
        return base + rng.choice([" named ", " called "]) + self.name if self.name else base

    def reference(self, rng: Random) -> str:
        """A later mention: the name, "the fox" or "the shy fox"."""
        if self.name and rng.random() < 0.7:
            return self.name
        return f"the {self.look} {self.kind}" if rng.random() < 0.15 else f"the {self.kind}"

    def slots(self, prefix: str, rng: Random) -> dict:
        """The template slots that speak of this character."""
        pronouns = _SHE if self.female else _HE
        slots = {prefix + key: value for key, value in pronouns.items()}
        slots[prefix or "h"] = lambda: self.reference(rng)
        slots[prefix + "intro"] = lambda: self.intro(rng)
        slots[prefix + "kind"] = self.kind
        slots[prefix + "look"] = self.look
        slots[prefix + "name_note"] = (
            f"{pronouns['his']} name was {self.name}." if self.name else ""
        )
        start = f"{self.name} was" if self.name else "once there was"
        slots[prefix + "there_was"] = f"{start} a {self.look} {self.kind}"
        return slots


def choose(rng: Random, female: bool, avoid: Character | None = None, kind: str = "") -> Character:
    """A character of this gender, unlike `avoid`, of `kind` where one is given."""
    people = words.WOMEN if female else words.MEN
    while not kind or (avoid and kind == avoid.kind):
        pool = rng.choices([people, words.ANIMALS, words.FANTASTIC], [45, 45, 10])[0]
        kind = rng.choice(pool)
    look = rng.choice([w for w in words.LOOKS if not avoid or w != avoid.look])
    if kind.startswith("old "):
        look = rng.choice(["kind", "clever", "friendly", "gentle", "merry", "patient"])
    names = words.GIRLS if female else words.BOYS
    return Character(kind, look, rng.choice(names) if rng.random() < 0.8 else "", female)
