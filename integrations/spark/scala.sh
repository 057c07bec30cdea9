#!/usr/bin/env bash
# Compiles the Scala example of docs/spark.md, as it stands there, with the compiler of Spark's own Scala, and
# runs it with the bundled model. Its answers must name the colours.
#
# Usage: scala.sh      after: mvn verify, or mvn -pl integrations/spark -am package
# Needs a JDK 25, see setup.sh, and Maven for the compiler.
set -euo pipefail

. "$(dirname "$0")/setup.sh"
run=$here/target/scala
classpath=$jar:$(cat "$here/target/spark.classpath")

version=$(sed -n 's/.*scala-library-\([0-9.]*\)\.jar.*/\1/p' "$here/target/spark.classpath")
compiler=$run/compiler/scala-compiler-$version.jar
if [ ! -f "$compiler" ]; then
  (cd "$root" && mvn -q -B -pl :llama-spark dependency:copy \
    "-Dartifact=org.scala-lang:scala-compiler:$version" "-DoutputDirectory=$run/compiler")
fi

example=$(sed -n '/^```scala$/,/^```$/p' "$root/docs/spark.md" | sed '/^```/d')
if [ -z "$example" ]; then
  echo "docs/spark.md has no Scala example" >&2
  exit 1
fi
rm -rf "$run/classes"
mkdir -p "$run/classes"
cat > "$run/Example.scala" << END
import org.apache.spark.sql.SparkSession
import org.llamajvm.spark.LlamaGenerator

object Example {
  def main(arguments: Array[String]): Unit = {
    val spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    import spark.implicits._
    val things = Seq((1L, "grass"), (2L, "snow"), (3L, "coal")).toDF("id", "thing")
${example//\/models\//$root/models/}
    spark.stop()
  }
}
END

"$java" -XX:TieredStopAtLevel=1 -cp "$compiler:$classpath" scala.tools.nsc.Main \
  -deprecation -Werror -classpath "$classpath" -d "$run/classes" "$run/Example.scala"
"$java" "@$here/target/spark.options" "@$root/cli/src/main/jvm/kernels.options" -XX:+UseSerialGC -Xmx512m \
  -cp "$here/src/test/resources:$run/classes:$classpath" Example | tee "$run/answers.txt"
for answer in '1|.*green' '2|.*white' '3|.*black'; do
  grep -q "$answer" "$run/answers.txt" || { echo "no row has $answer" >&2; exit 1; }
done
