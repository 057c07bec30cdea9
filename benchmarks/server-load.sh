#!/usr/bin/env bash
# Puts `llama serve` under load for some minutes and says what came back.
# usage: benchmarks/server-load.sh MINUTES [options of llama serve]
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:?usage: benchmarks/server-load.sh MINUTES [options of llama serve]}
shift
java=
for candidate in "${JAVA_HOME:-}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
  version=$("$candidate" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' || true)
  if [ "${version:-0}" -ge 25 ]; then java=$candidate; break; fi
done
log=$(mktemp)
trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
"${LLAMA:-./llama}" serve --port 0 "$@" >"$log" 2>&1 &
server=$!
until url=$(grep -o 'http://[0-9.:]*' "$log" | head -1) && [ -n "$url" ]; do
  kill -0 "$server" || { cat "$log"; exit 1; }
  sleep 0.2
done
"$java" benchmarks/src/main/java/org/llamajvm/benchmarks/load/ServerLoad.java \
  "$url" "$minutes" "$server" || status=$?
curl --silent "$url/metrics" | grep -E '^llama_(requests|pages|tokens)' || true
curl --silent "$url/slots?fail_on_no_slot=1" --output /dev/null --write-out 'slots free: %{http_code}\n'
exit "${status:-0}"
