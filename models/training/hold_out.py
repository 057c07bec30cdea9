"""Writes the committed held-out sample from what make_corpus.py held out.

    python hold_out.py --corpus DIRECTORY --out heldout

stories.txt: stories of held-out combinations with an empty line between them;
questions.jsonl: at most 60 questions of held-out combinations a family.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from random import Random

from corpus.grammar import polish
from corpus.questions import all_questions
from make_corpus import question_held_out

STORIES = 50
QUESTIONS_PER_FAMILY = 60


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    options = arguments.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rng = Random(20)
    stories = json.loads((options.corpus / "held-out-stories.json").read_text())
    (options.out / "stories.txt").write_text("\n\n".join(rng.sample(stories, STORIES)) + "\n")
    families = defaultdict(list)
    for question in all_questions():
        if question_held_out(question.combination):
            families[question.family].append(question)
    with open(options.out / "questions.jsonl", "w") as out:
        for family, rows in sorted(families.items()):
            for q in rng.sample(rows, min(len(rows), QUESTIONS_PER_FAMILY)):
                line = {"family": family, "question": polish(q.question), "accepted": q.accepted}
                out.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
