"""Draws the loss curve of a training log.

python plot_loss.py --log log.jsonl --out loss.svg
"""

import argparse
import json
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "loss"
import matplotlib.pyplot as plt


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--log", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    records = [json.loads(line) for line in open(options.log)]
    held = [r for r in records if "held_out" in r]

    figure, axes = plt.subplots(figsize=(7.5, 4))
    axes.plot(
        [r["tokens"] / 1e6 for r in records],
        [r["loss"] for r in records],
        lw=0.8,
        alpha=0.7,
        label="training batch (stories and dialogues)",
    )
    axes.plot(
        [r["tokens"] / 1e6 for r in held],
        [r["held_out"] for r in held],
        "o-",
        ms=3,
        label="held-out stories",
    )
    for stage in sorted({r.get("stage", 1) for r in records}):
        run = [r for r in records if r.get("stage", 1) == stage]
        peak = max(r["rate"] for r in run)
        start = max(r["tokens"] for r in run if r["rate"] == peak)
        label = "decay, 4-bit grid" if stage == 1 else None
        axes.axvspan(start / 1e6, run[-1]["tokens"] / 1e6, color="0.92", label=label)
    axes.set(xlabel="million tokens", ylabel="loss (nats per token)", ylim=(0.3, 2.5))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(options.out, metadata={"Date": None})


if __name__ == "__main__":
    main()
