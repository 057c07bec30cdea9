"""The clock of a training run: how far it is, and what learning rate that means."""

import time
from pathlib import Path

WARM_UP_STEPS = 100
PAUSE_SECONDS = 30


class Clock:
    """Counts active seconds; a gap of more than PAUSE_SECONDS between steps was a pause."""

    def __init__(self, budget: float, decay_share: float, asked: Path):
        self.budget, self.share, self.asked = budget, decay_share, asked
        self.spent = 0.0
        self._last = time.monotonic()
        self._decay: tuple[float, float] | None = None

    def tick(self, step: int) -> tuple[float, float]:
        """Called once a step: the factor of the learning rate (0 at the end), and 1 if decaying."""
        now = time.monotonic()
        gap, self._last = now - self._last, now
        self.spent += gap if gap <= PAUSE_SECONDS else 0
        if self._decay is None and (
            self.asked.exists() or self.spent > self.budget * (1 - self.share)
        ):
            text = self.asked.read_text().strip() if self.asked.exists() else ""
            self._decay = self.spent, float(text) if text else self.budget * self.share
        if self._decay is None:
            return min(1.0, (step + 1) / WARM_UP_STEPS), 0.0
        begin, length = self._decay
        return max(0.0, 1 - (self.spent - begin) / length), 1.0
