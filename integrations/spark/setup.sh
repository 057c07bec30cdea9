# For the scripts beside this one, which source it. Says where the repository is (root), this module (here), a
# JDK 25 (JAVA_HOME, java) and the jar for executors (jar).
#
# The JDK is looked for as ../../llama does: at JAVA_HOME, on the PATH, in LLAMA_JDK_PATH or the usual places.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

# The home of the first JDK that is new enough.
find_jdk() {
  local IFS=: java home version
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} "$(type -P java || true)" \
    $(printf '%s/bin/java:' ${LLAMA_JDK_PATH-/usr/lib/jvm/*:/usr/java/*:/opt/java/*:/opt/jdk*:/usr/local/openjdk*:/Library/Java/JavaVirtualMachines/*/Contents/Home:${HOME:-}/.sdkman/candidates/java/*}); do
    [ -x "$java" ] || continue
    home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.home = //p')
    version=$("$java" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java.specification.version = //p')
    case $version in *[!0-9]* | '') continue ;; esac # 1.8 and before
    if [ "$version" -ge 25 ]; then
      echo "$home"
      return
    fi
  done
}
JAVA_HOME=$(find_jdk)
if [ -z "$JAVA_HOME" ]; then
  echo "No JDK 25 or newer found (looked at JAVA_HOME, the PATH and the usual places)." \
    "Install one, for example from https://adoptium.net, or set JAVA_HOME to it." >&2
  exit 2
fi
export JAVA_HOME
java=$JAVA_HOME/bin/java

if ! jar=$(ls "$here"/target/llama-spark-*-all.jar 2> /dev/null); then
  echo "The jar for executors is not built: mvn -pl :llama-spark -am -DskipTests package" >&2
  exit 2
fi
