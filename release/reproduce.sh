#!/usr/bin/env bash
# Builds the committed sources twice, in two directories, and compares all artifacts byte by byte.
#
#   release/reproduce.sh [MAVEN OPTIONS]
#   JAVA_HOME          a JDK 25
set -euo pipefail

home=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for build in first second/build; do
  mkdir -p "$work/$build"
  git -C "$home" archive HEAD | tar -x -C "$work/$build"
  (cd "$work/$build" && mvn -B -q -Prelease -Dmaven.test.skip=true "$@" package)
  (cd "$work/$build" && find . -path '*/target/*' \( -name '*.jar' -o -name '*-cyclonedx.json' -o -name flattened-pom.xml \) \
    -not -path '*/app/*' -exec sha256sum {} + | sort -k 2) >"$work/${build%%/*}.sums"
done

if ! diff "$work/first.sums" "$work/second.sums"; then
  echo "The two builds differ" >&2
  exit 1
fi
echo "$(wc -l <"$work/first.sums") files are the same in both builds"
