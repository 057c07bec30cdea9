#!/usr/bin/env bash
# Runs JSON-Schema-Test-Suite: compiles its schemas and reads their instances. Writes a table of
# keywords in Markdown for each draft, then a line for each schema that is refused and each wrong
# answer. docs/json-schema.md has the tables for commit 44401e0c of the suite.
#
#   git clone https://github.com/json-schema-org/JSON-Schema-Test-Suite suite
#   git -C suite checkout 44401e0c046704b476ec9d2e2fccdaee618f259d
#   benchmarks/schema-suite.sh suite
#
# Members may come in any order. Builds the program if it is not built.
set -euo pipefail

[ $# -eq 1 ] || { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
for draft in draft7 draft2020-12; do
  printf '## %s\n\n' "$draft"
  "$(dirname "$0")/../llama" schema-suite "$1/tests/$draft"
  printf '\n'
done
