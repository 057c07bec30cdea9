#!/usr/bin/env bash
# Times Jlama 0.8.4 and this engine in turn, on the same random weights in 4 bits.
#
#   compare.sh WORK [TOKENS] [ROUNDS]
#   JAVA_HOME     a JDK 25
#   LLAMA_LIB     folder with the jars of this engine and kernels.options; cli/target/app unless it is said
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
home=$(cd "$here/../.." && pwd)
lib=$(cd "${LLAMA_LIB:-$home/cli/target/app}" && pwd)
java=${JAVA_HOME:?Set JAVA_HOME to a JDK 25}/bin
tokens=${2:-64}
rounds=${3:-3}
mkdir -p "$1" && cd "$1"

[ -e bf16 ] || python3 "$here/random_model.py" bf16
[ -e q4 ] || "$java/java" -p "$lib" -m org.llamajvm.cli/org.llamajvm.cli.Main convert --from bf16 --to q4 --quantize
if [ ! -e jlama ]; then
  mvn -B -q -f "$here/pom.xml" dependency:copy-dependencies "-DoutputDirectory=$PWD/jlama"
  mkdir jlama/native
  mv jlama/jlama-native-* jlama/native
fi
mkdir -p classes
"$java/javac" -d classes -cp "jlama/*" "$here/JlamaRun.java" "$here/Peak.java"
"$java/javac" -d classes -cp "$lib/*" "$here/OurRun.java" "$here/Peak.java"

run() {
  local name=$1
  shift
  echo "== $name"
  "$java/java" --add-modules jdk.incubator.vector "$@" "$tokens" "$(date +%s%3N)" 2>/dev/null
}

for ((round = 0; round < rounds; round++)); do
  run "Jlama 0.8.4" --enable-native-access=ALL-UNNAMED -cp 'classes:jlama/*' JlamaRun bf16
  run "Jlama 0.8.4 with its native library" --enable-native-access=ALL-UNNAMED \
    -cp 'classes:jlama/*:jlama/native/*' JlamaRun bf16
  run "llama-jvm, module alone" -cp "classes:$lib/*" OurRun q4
  run "llama-jvm, @kernels.options" "@$lib/kernels.options" -cp "classes:$lib/*" OurRun q4
done
