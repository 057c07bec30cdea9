#!/usr/bin/env bash
# Measures what `llama serve` gives to several clients at once, and how much sooner a prompt is answered
# whose beginning has been seen.
# usage: benchmarks/server-rate.sh STREAMS TOKENS ROUNDS [options of llama serve]
set -euo pipefail
cd "$(dirname "$0")/.."
usage='usage: benchmarks/server-rate.sh STREAMS TOKENS ROUNDS [options of llama serve]'
streams=${1:?$usage} tokens=${2:?$usage} rounds=${3:?$usage}
shift 3
. benchmarks/serve.sh
start_server "$@"
"$java" benchmarks/src/main/java/org/llamajvm/benchmarks/load/ServerRate.java \
  "$url" "$streams" "$tokens" "$rounds"
