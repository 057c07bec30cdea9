"""Writes the corpus: training stories and dialogues, and what is held out of both.

    python make_corpus.py --out DIRECTORY

`documents.jsonl` holds one document a line: {"story": text} or {"chat": [[role, text], ...]}.
"""

import argparse
import hashlib
import json
from collections import defaultdict
from pathlib import Path
from random import Random

from corpus.dialogues import dialogue
from corpus.questions import all_questions
from corpus.story import tell

FAMILY_WEIGHTS = {
    "addition": 14,
    "subtraction": 14,
    "word problems": 8,
    "larger sums": 5,
    "counting": 9,
    "neighbours": 8,
    "capitals": 12,
    "countries": 8,
    "colours": 7,
    "opposites": 8,
    "sounds": 3,
    "young animals": 3,
    "legs": 2,
    "uses": 4,
    "calendar": 7,
    "spelling": 12,
}


def held_out(combination: str, one_in: int) -> bool:
    """Whether a combination belongs to the held-out set: a hash decides, so order plays no part."""
    return int.from_bytes(hashlib.sha256(combination.encode()).digest()[:4], "big") % one_in == 0


def story_held_out(combination: str) -> bool:
    return held_out(combination, 50)


def question_held_out(combination: str) -> bool:
    return held_out(combination, 8)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--stories", type=int, default=95_000)
    arguments.add_argument("--dialogues", type=int, default=105_000)
    arguments.add_argument("--seed", type=int, default=20)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)

    by_family = defaultdict(list)
    for question in all_questions():
        if not question_held_out(question.combination):
            by_family[question.family].append(question)

    documents, held_stories = [], []
    rng = Random(options.seed)
    while len(documents) < options.stories:
        story = tell(rng)
        if story_held_out(story.combination):
            held_stories.append(story.text)
        else:
            documents.append({"story": story.text})
    for _ in range(options.dialogues):
        documents.append({"chat": dialogue(rng, by_family, FAMILY_WEIGHTS, story_held_out)})
    rng.shuffle(documents)

    with open(options.out / "documents.jsonl", "w", encoding="utf-8") as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
    (options.out / "held-out-stories.json").write_text(json.dumps(held_stories, indent=0))
    characters = sum(len(str(d)) for d in documents)
    print(
        f"{len(documents)} documents, about {characters / 1e6:.0f} million characters, "
        f"{len(held_stories)} held-out stories"
    )


if __name__ == "__main__":
    main()
