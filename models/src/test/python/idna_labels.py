"""Writes idna_labels.json: which labels of hosts the package idna takes, and which code points.

Run: python models/src/test/python/idna_labels.py
(Python 3.11, idna 3.20; the random numbers have a fixed seed.)
"""

import json
import pathlib
import random

import idna
from idna import idnadata

TARGET = (
    pathlib.Path(__file__).parents[1]
    / "resources/org/llamajvm/models/constraint/hostname/idna_labels.json"
)
ALPHABETS = [
    "abcl-09", "\u00e4\u00df\u00e9\u00b7l", "\u03b1\u03b2\u03c2\u0375", "\u05d0\u05d1\u05f3\u05f4\u05b0-1",
    "\u0628\u064a\u0631\u0627\u064e\u0660\u0661\u200c", "\u06f0\u06f1\u0628\u0640", "\u3041\u30a1\u30fb\u4e08a",
    "\u0915\u094d\u0937\u200c\u200d\u093e", "\uc2e4\ub840\u302e", "e\u0301a\u0308", "\U00010400\U00010428\U0001f600",
    "AB\u212a\ufb01", "\u1100\u1161\u034f\ufe0f",
]
DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789-"


def valid(label):
    try:
        idna.ulabel(label)
        return True
    except (idna.IDNAError, UnicodeError):
        return False


def labels(rng):
    for alphabet in ALPHABETS:
        for _ in range(24):
            letters = alphabet + rng.choice(["", "ab", "-"])
            text = "".join(rng.choice(letters) for _ in range(rng.randint(1, 5)))
            yield "xn--" + text.encode("punycode").decode("ascii")
    for _ in range(150):
        yield "xn--" + "".join(rng.choice(DIGITS) for _ in range(rng.randint(1, 9)))


def main():
    rng = random.Random(7)
    names = sorted({label for label in labels(rng) if len(label) <= 63 and label == label.lower()})
    ranges = [[entry >> 32, (entry & 0xFFFFFFFF) - 1] for entry in idnadata.codepoint_classes["PVALID"]]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with open(TARGET, "w", encoding="utf-8") as out:
        out.write('{"valid": %s,\n' % json.dumps([name for name in names if valid(name)]))
        out.write('"invalid": %s,\n' % json.dumps([name for name in names if not valid(name)]))
        out.write('"codePoints": %s}\n' % json.dumps(ranges, separators=(",", ":")))


if __name__ == "__main__":
    main()
