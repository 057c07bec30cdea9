#!/usr/bin/env bash
# Puts `llama serve` under load for some minutes and says what came back.
# usage: benchmarks/server-load.sh MINUTES [options of llama serve]
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:?usage: benchmarks/server-load.sh MINUTES [options of llama serve]}
shift
. benchmarks/serve.sh
start_server "$@"
"$java" benchmarks/src/main/java/org/llamajvm/benchmarks/load/ServerLoad.java \
  "$url" "$minutes" "$server" || status=$?
curl --silent "$url/metrics" | grep -E '^llama_(requests|pages|tokens)' || true
sleep 2 # within which places are free again
curl --silent "$url/slots?fail_on_no_slot=1" --output /dev/null --write-out 'slots free: %{http_code}\n'
exit "${status:-0}"
