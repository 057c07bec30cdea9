"""The plots: each is a setup, a chain of steps with several wordings, and lessons."""

from .plot import Plot
from .discovery import DISCOVERY
from .friendship import FRIENDSHIP
from .quests import QUESTS
from .troubles import TROUBLES

PLOTS: list[Plot] = FRIENDSHIP + QUESTS + TROUBLES + DISCOVERY

__all__ = ["PLOTS", "Plot"]
