#!/usr/bin/env bash
# Rehearses a release: builds everything with all that a repository wants, signs it with a key that is
# made for this and thrown away, deploys it to a directory, and checks what lies there.
#
#   release/rehearse.sh DIRECTORY [MAVEN OPTIONS]
#   JAVA_HOME          a JDK 25
set -euo pipefail

target=$(mkdir -p "$1" && cd "$1" && pwd)
shift
cd "$(dirname "$0")/.."
keys=$(mktemp -d)
trap 'rm -rf "$keys"' EXIT
chmod 700 "$keys"
export GNUPGHOME=$keys
gpg --batch --quiet --passphrase '' --quick-generate-key 'Rehearsal <rehearsal@example.org>' ed25519 sign 1d

# Nothing is left in the local repository, where it would stand in for what is published later.
mvn -B -q -Prelease,sign -Dmaven.install.skip=true deploy "$@" \
  "-DaltDeploymentRepository=rehearsal::file://$target"

bad=0
bom=$(find "$target" -name 'llama-bom-*.pom')
for pom in $(find "$target" -name '*.pom'); do
  stem=${pom%.pom}
  artifact=$(basename "$stem")
  expected=(.pom)
  grep -q '<packaging>pom</packaging>' "$pom" || expected+=(.jar -sources.jar -javadoc.jar -cyclonedx.json)
  for end in "${expected[@]}"; do
    if ! [ -s "$stem$end" ] || ! gpg --quiet --verify "$stem$end.asc" "$stem$end" 2>>"$keys/gpg.log"; then
      echo "missing or not signed: $artifact$end" >&2
      bad=1
    fi
  done
  for element in name description url licenses developers scm; do
    grep -q "<$element[ >]" "$pom" || { echo "no $element in $artifact.pom" >&2; bad=1; }
  done
  if sed 's/\${project.version}//' "$pom" | grep -q 'SNAPSHOT\|<parent>\|\${'; then
    echo "a snapshot, a parent or a variable but the version in $artifact.pom" >&2
    bad=1
  fi
  if ! grep -qx " *<artifactId>${artifact%-*}</artifactId>" "$bom"; then
    echo "${artifact%-*} is not named in llama-bom" >&2
    bad=1
  fi
done
[ "$bad" = 0 ] && echo "$(find "$target" -name '*.pom' | wc -l) artifacts are complete and signed in $target"
exit "$bad"
