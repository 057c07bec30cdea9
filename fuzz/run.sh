#!/usr/bin/env bash
# fuzz/run.sh MINUTES [TARGET]: fuzzes a target, for example TokenizerJsonTarget, or each in turn.
# FUZZ_SECONDS counts instead of the minutes, if it is set. Logs lie in fuzz/target, findings in
# fuzz/target/findings, new inputs in fuzz/target/corpus.
# The engine reads no foreign bytes. Tokenizers may bring regular expressions, which are bounded, and
# requests go to a server of the target itself.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-$((${1:?usage: fuzz/run.sh MINUTES [TARGET]} * 60))}
mvn --quiet --batch-mode -Pfuzz -pl fuzz -am -DskipTests package
java=
for candidate in "${JAVA_HOME:-}/bin/java" "$(command -v java || true)" /usr/lib/jvm/*/bin/java; do
  version=$("$candidate" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' || true)
  if [ "${version:-0}" -ge 25 ]; then java=$candidate; break; fi
done
classes="fuzz/target/classes:fuzz/target/lib/*"
"$java" -cp "$classes" org.llamajvm.fuzz.Seeds . fuzz/target/seeds
mkdir -p fuzz/target/findings
status=0
for file in fuzz/src/main/java/org/llamajvm/fuzz/*Target.java; do
  target=$(basename "$file" .java)
  if [ -n "${2:-}" ] && [ "$2" != "$target" ]; then continue; fi
  log=fuzz/target/$target.log
  corpora=("fuzz/target/corpus/$target" "fuzz/target/seeds/$target")
  mkdir -p "${corpora[@]}"
  if [ -d "fuzz/corpus/$target" ]; then corpora+=("fuzz/corpus/$target"); fi
  if ! "$java" -Xmx512m -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED \
    --add-modules jdk.incubator.vector -cp "$classes" com.code_intelligence.jazzer.Jazzer \
    --target_class="org.llamajvm.fuzz.$target" '--instrumentation_includes=org.llamajvm.**' \
    '--instrumentation_excludes=org.llamajvm.engine.**' \
    --disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection:com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3000 -max_len=20000 \
    --reproducer_path=fuzz/target/findings -print_final_stats=1 "-artifact_prefix=fuzz/target/findings/$target-" "${corpora[@]}" \
    >"$log" 2>&1; then
    status=1
    echo "$target has found something, see $log" >&2
  fi
  echo "$target: $(sed -n 's/.*number_of_executed_units: */executions /p' "$log"), $(grep -o 'cov: [0-9]*' "$log" | tail -1)"
done
exit $status
