#!/usr/bin/env bash
# Runs MaskBench: compiles JSON schemas and feeds their instances token by token, each after the
# mask over the whole vocabulary was made. Ends with one line of figures.
#
#   benchmarks/maskbench.sh FILE.jsonl.gz TOKENIZER-DIR [-v]
#
# FILE has one JSON object a line, with name, schema, and tests of valid and data; data are written
# as Python's json.dumps writes them. Members may come in any order. -v names the schemas that are
# refused and the wrong answers. Builds the program if it is not built.
set -euo pipefail

[ $# -ge 2 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
exec "$(dirname "$0")/../llama" mask-bench "$@"
