#!/usr/bin/env bash
# Runs programs of five kinds with the artifacts that release/rehearse.sh has deployed: a class path, a
# module path, a shaded jar, a single file, a jbang script. Maven resolves them offline but for those
# of its plugins that are not on this machine yet.
#
#   release/use.sh DIRECTORY
#   JAVA_HOME          a JDK 25
set -euo pipefail

repository=$(cd "$1" && pwd)
home=$(cd "$(dirname "$0")/.." && pwd)
model=$home/models/wren-3m-4bit
version=$(sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' "$home/bom/pom.xml" | head -1)
java=${JAVA_HOME:?Set JAVA_HOME to a JDK 25}/bin
vectors=(--add-modules jdk.incubator.vector)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -R "$home/release/programs/." "$work"
cd "$work"
sed -i.old "s|@repository@|file://$repository|; s|@version@|$version|" pom.xml Jbang.java

expect() {
  local what=$1 said
  shift
  said=$("$@" 2>"$work/err") || { cat "$work/err" >&2; echo "$what: failed" >&2; exit 1; }
  case $said in
    *"3 plus 4 is 7"*) ;;
    *) printf '%s: no answer, but: %s\n' "$what" "$said" >&2; exit 1 ;;
  esac
  if grep -qi 'scalar' "$work/err"; then
    echo "$what: runs without vectors" >&2
    exit 1
  fi
  echo "$what: answers"
}

# Artifacts of ours that were installed on this machine must not stand in for those of the rehearsal.
cache=${HOME}/.m2/repository
mkdir -p m2/org
for folder in "$cache"/* "$cache"/org/*; do
  case $folder in
    */org | */org/llamajvm) ;;
    *) ln -s "$folder" "m2/${folder#"$cache"/}" ;;
  esac
done

mvn -B -q "-Dmaven.repo.local=$work/m2" package dependency:copy-dependencies -DoutputDirectory=lib -DincludeScope=runtime

expect "class path" "$java/java" "${vectors[@]}" -cp 'target/original-program-1.jar:lib/*' program.Main "$model"
expect "module path" "$java/java" -p target/original-program-1.jar:lib -m program/program.Main "$model"
expect "shaded jar" "$java/java" "${vectors[@]}" -jar target/program-1.jar "$model"
expect "single file" "$java/java" "${vectors[@]}" -cp 'lib/*' Hello.java "$model"
if [ -n "$(type -P jbang)" ]; then
  expect "jbang" jbang Jbang.java "$model"
else # what jbang does with the head of the script
  options=$(sed -n 's|^//RUNTIME_OPTIONS ||p' Jbang.java)
  deps=$(sed -n 's|^//DEPS [^:]*:\([^:]*\):\(.*\)|lib/\1-\2.jar|p' Jbang.java)
  [ -e "$deps" ] || { echo "jbang script: no $deps" >&2; exit 1; }
  expect "jbang script (by java, jbang is not here)" "$java/java" "$options" -cp 'lib/*' Jbang.java "$model"
fi
