"""Writes regex_flags.json: what Python's re makes of expressions with flags.

Run: python models/src/test/python/regex_flags.py
(Python 3.11; nothing is random.)
"""

import json
import pathlib
import re

TARGET = (
    pathlib.Path(__file__).parents[1]
    / "resources/org/llamajvm/models/constraint/regex_flags.json"
)
PATTERNS = [
    "(?i)yes|no", "(?i:y)es", "(?i:y(?-i:e)s)", "y(?i:E)s", "(?is)a.b", "(?s)a.b", "(?s:.)b", "a.b",
    "(?i)[a-c]+", "(?i)[^a-c]", "(?i)stra\u00dfe", "(?i)\u03c3+", "(?i)\u0436\\.", "(?i)\\x41b", "(?i)k",
    "(?i)[\u00e0-\u00ff]", "(?i)(a|(?-i:b))c", "(?s-i:.)A", "(?i)a{2}", "(?i)^a$",
    "(?i)[k-l]", "(?i)s",
]
TEXTS = [
    "yes", "YES", "Yes", "yEs", "YeS", "no", "NO", "a\nb", "A\nB", "axb", "AxB", "\nb", "abc",
    "ABC", "aBCab", "d", "D", "B", "stra\u00dfe", "STRA\u1e9eE", "strasse", "\u03c3\u03c2\u03a3", "\u0416.",
    "\u0436.", "ab", "aB", "Ab", "k", "K", "\u212a", "\u00c9", "\u00f7", "\u00d7", "\u0178", "s ", "\u017f",
    "S", "ac", "AC", "bc", "Bc", "bC", "xA", "\nA", "xa", "aA", "a", "A", "l", "k\u017f",
]


def main():
    cases = [
        {"pattern": pattern, "matches": [text for text in TEXTS if re.fullmatch(pattern, text)]}
        for pattern in PATTERNS
    ]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with open(TARGET, "w", encoding="utf-8") as out:
        out.write('{"texts": %s,\n"cases": [\n' % json.dumps(TEXTS))
        out.write(",\n".join(map(json.dumps, cases)))
        out.write("\n]}\n")


if __name__ == "__main__":
    main()
