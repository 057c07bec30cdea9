"""What a plot is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plot:
    """A chain of events; each member of `steps` lists the wordings of one event.

    `slots` maps a slot's name to its possible values or to a function of the random generator;
    the slot "treasure" brings {thing}, {thing_adj} and {love} with it.
    """

    name: str
    wants: list[str]
    steps: list[list[str]]
    lessons: list[str]
    slots: dict
