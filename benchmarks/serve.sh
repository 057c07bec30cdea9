# For the scripts beside it: finds a JDK 25 and starts `llama serve`.
# Sets: java, server (process id), url.

java=
for candidate in "${JAVA_HOME:-}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
  version=$("$candidate" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' || true)
  if [ "${version:-0}" -ge 25 ]; then java=$candidate; break; fi
done

# start_server [options of llama serve]
start_server() {
  log=$(mktemp)
  trap 'kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT
  "${LLAMA:-./llama}" serve --port 0 "$@" >"$log" 2>&1 &
  server=$!
  until url=$(grep -o 'http://[0-9.:]*' "$log" | head -1) && [ -n "$url" ]; do
    kill -0 "$server" || { cat "$log"; exit 1; }
    sleep 0.2
  done
}
