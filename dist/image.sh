#!/usr/bin/env bash
# Makes of the archive in target: the same with a runtime of Java in it, for machines without a JDK,
# and a Debian package. Called by Maven's profile dist.
#
#   image.sh VERSION
#   JAVA_HOME          the JDK to make them with
set -euo pipefail

version=$1
cd "$(dirname "$0")/target"
java=${JAVA_HOME:?Set JAVA_HOME to a JDK 25}
[ -x "$java/bin/jlink" ] || { echo "image.sh: no jlink in $java" >&2; exit 2; }
system=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)

# What the command needs of the JDK. jdk.zipfs and jdk.localedata are not among it.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml
modules=$modules,jdk.crypto.ec,jdk.incubator.vector,jdk.management,jdk.unsupported,jdk.httpserver

rm -rf image runtime deb
"$java/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --compress zip-6 --output runtime

mkdir image
tar -xzf "llama-$version.tar.gz" -C image
cp -R runtime "image/llama-$version/runtime"
name=llama-$version-$system
tar --sort=name --owner=0 --group=0 --numeric-owner -C image -cf - "llama-$version" | gzip -n >"$name.tar.gz"

if [ -n "$(type -P dpkg-deb)" ] && [ -n "$(type -P fakeroot)" ]; then
  options=()
  for file in image/llama-"$version"/lib/{kernels,llama,collector,heap}.options; do
    while read -r line; do
      case $line in
        '' | '#'* | --enable-native-access* | --add-opens*) ;;
        *) options+=(--java-options "$line") ;;
      esac
    done <"$file"
  done
  options+=(--java-options "--add-modules=jdk.incubator.vector")
  options+=(--java-options "--enable-native-access=ALL-UNNAMED")
  options+=(--java-options '-Dllama.home=$APPDIR')
  rm -rf input
  cp -R "image/llama-$version/lib" input
  cp -R "image/llama-$version/models" input/models
  "$java/bin/jpackage" --type deb --dest deb --name llama --app-version "$version" \
    --description "Runs language models on the CPU" --vendor llama-jvm --license-file ../../LICENSE \
    --runtime-image runtime --input input --main-jar "llama-cli-$version.jar" \
    --main-class org.llamajvm.cli.Main "${options[@]}"
fi
ls -l "$name.tar.gz" deb
