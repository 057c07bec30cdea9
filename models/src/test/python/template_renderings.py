"""Renders conversations with templates of a directory, as transformers' apply_chat_template does.

Called by TemplateCollectionTest, which makes the conversations and compares:

    mvn verify -pl :llama-models -am -Dtest=TemplateCollectionTest \\
        -Dsurefire.failIfNoSpecifiedTests=false \\
        -Dllama.templates=DIRECTORY -Dllama.python=PYTHON

DIRECTORY has files *.jinja, such as models/templates of llama.cpp has. They are other people's and
not kept here. Made for Jinja2 3.1.6 and transformers 5.18.0 on Python 3.11; nothing is random.

    python template_renderings.py DIRECTORY CASES.jsonl RENDERINGS.jsonl

A line of CASES has the name of a template without its ending, and the variables that it gets. The
same line of RENDERINGS has the text, or the kind of the error and what it says.
"""

import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[4] / "tokenizer/src/test/python"))

from jinja_renderer import render


def main():
    directory, cases, renderings = (pathlib.Path(argument) for argument in sys.argv[1:4])
    with open(cases, encoding="utf-8") as lines, open(renderings, "w", encoding="utf-8") as out:
        for line in lines:
            case = json.loads(line)
            source = (directory / f"{case['template']}.jinja").read_text("utf-8")
            out.write(json.dumps(render(source, case["variables"])) + "\n")


if __name__ == "__main__":
    main()
