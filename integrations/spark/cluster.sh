#!/usr/bin/env bash
# Answers 10,000 prompts on a Spark cluster of one master and two workers, which are processes of this
# machine. An executor is killed, another one is halted until its task is speculated. The answers must
# be those of local[1], byte for byte, and the executors must tell what they do by Spark's metric system.
#
# Usage: cluster.sh [ROWS]      after: mvn verify, or mvn -pl integrations/spark -am package
# Needs a JDK 25, see setup.sh.
set -euo pipefail

. "$(dirname "$0")/setup.sh"
rows=${1:-10000}
partitions=40
port=${LLAMA_CLUSTER_PORT:-17077}
model=$root/models/wren-3m-4bit
run=$here/target/cluster

rm -rf "$run"
mkdir -p "$run/spark/jars" "$run/spark/conf" "$run/logs" "$run/metrics"

# Spark as it is installed elsewhere: a directory with its jars.
tr ':' '\n' < "$here/target/spark.classpath" | while read -r file; do
  ln -s "$file" "$run/spark/jars/"
done
cp "$here/src/test/resources/log4j2.properties" "$run/spark/conf/"
export SPARK_HOME=$run/spark SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1
export SPARK_WORKER_DIR=$run/work SPARK_LOCAL_DIRS=$run/local SPARK_DAEMON_MEMORY=256m

if unzip -l "$jar" | grep -q ' com/fasterxml/'; then
  echo "The jar for executors has classes of Jackson that others would see" >&2
  exit 1
fi

started=()
stop() {
  for process in "${started[@]}"; do
    kill "$process" 2> /dev/null || true
  done
  wait 2> /dev/null || true
}
trap stop EXIT

spark() { # heap, class, arguments
  exec "$java" "@$here/target/spark.options" "-Xmx$1" -XX:+UseSerialGC \
    "${properties[@]}" -cp "$run/spark/conf:$run/spark/jars/*${extra:-}" "${@:2}"
}

daemon() { # name, class, arguments
  properties=()
  (spark 256m "${@:2}") > "$run/logs/$1.log" 2>&1 &
  started+=($!)
}

driver() { # name, master, options
  properties=("-Dspark.master=$2" "-Dspark.jars=$jar" -Dspark.ui.enabled=false
    -Dspark.driver.host=127.0.0.1 -Dspark.driver.bindAddress=127.0.0.1
    -Dspark.sql.warehouse.dir="$run/warehouse" "${@:3}")
  extra=":$jar:$here/target/test-classes"
  spark 512m org.llamajvm.spark.cluster.ClusterCheck "$model" "$run/answers-$1" "$rows" "$partitions"
}

answers() { # name: all rows in their order
  cat "$run/answers-$1"/part-* | sort -t: -k2 -n > "$run/$1.txt"
  local lines
  lines=$(wc -l < "$run/$1.txt")
  local ids
  ids=$(sed 's/,.*//' "$run/$1.txt" | sort -u | wc -l)
  if [ "$lines" != "$rows" ] || [ "$ids" != "$rows" ]; then
    echo "$1 has $lines rows with $ids ids instead of $rows" >&2
    exit 1
  fi
}

done_rows() { # 0 before the driver says anything
  local number
  number=$(grep '^rows ' "$run/logs/driver.log" 2> /dev/null | tail -1 | cut -d' ' -f2 || true)
  echo "${number:-0}"
}

wait_for_rows() {
  while [ "$(done_rows)" -lt "$1" ]; do
    if ! kill -0 "$driver" 2> /dev/null; then
      cat "$run/logs/driver.log" >&2
      echo "The driver has ended before $1 rows were done" >&2
      exit 1
    fi
    sleep 0.2
  done
}

executor() { # of a worker: its newest child
  pgrep -n -P "$1"
}

metrics() { # what each executor has told last, and whether it can be
  local file model executors=0 completed=0 name row
  for file in "$run"/metrics/*.llama.*.rows.completed.csv; do
    model=${file%rows.completed.csv}
    row=()
    for name in rows.completed rows.failed tokens.generated tokens.perSecond batch.occupancy; do
      row+=("$(tail -1 "$model$name.csv" | cut -d, -f2)")
    done
    printf 'an executor told: %.0f rows, %.0f failed, %.0f tokens, %.0f a second, occupancy %.2f\n' "${row[@]}"
    # A row has from one to eight tokens; those of rows that are not yet done are counted, too.
    if ! echo "${row[@]}" | awk '{exit !($1 == 0 || ($2 == 0 && $3 >= $1 && $4 > 0 && $5 > 0 && $5 <= 1))}'; then
      echo "These numbers cannot be: $file" >&2
      exit 1
    fi
    completed=$((completed + $(printf '%.0f' "${row[0]}")))
    executors=$((executors + 1))
  done
  # An executor that is killed does not tell its last rows.
  if [ "$executors" -lt 2 ] || [ "$completed" -lt $((rows / 2)) ]; then
    echo "$executors executors told of $completed rows" >&2
    exit 1
  fi
}

echo "local[1]"
(driver local 'local[1]') > "$run/logs/local.log" 2>&1 || { cat "$run/logs/local.log"; exit 1; }
grep '^done' "$run/logs/local.log"
answers local

echo "a master and two workers"
daemon master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0
for number in 1 2; do
  # Spark repeats no task on the host where it runs: each worker has an address of its own.
  SPARK_LOCAL_IP=127.0.0.$number \
    daemon "worker$number" org.apache.spark.deploy.worker.Worker "spark://127.0.0.1:$port" \
    --host "127.0.0.$number" --cores 1 --memory 1g --webui-port 0
done
first=${started[1]}
second=${started[2]}
(driver cluster "spark://127.0.0.1:$port" -Dspark.executor.memory=512m \
  "-Dspark.executor.extraJavaOptions=@$root/cli/src/main/jvm/kernels.options" \
  -Dspark.metrics.conf.executor.sink.csv.class=org.apache.spark.metrics.sink.CsvSink \
  -Dspark.metrics.conf.executor.sink.csv.period=1 "-Dspark.metrics.conf.executor.sink.csv.directory=$run/metrics" \
  -Dspark.speculation=true -Dspark.speculation.interval=200ms -Dspark.speculation.quantile=0.3 \
  -Dspark.speculation.multiplier=2 -Dspark.speculation.minTaskRuntime=1s) > "$run/logs/driver.log" 2>&1 &
driver=$!
started+=("$driver")

wait_for_rows $((rows / 4))
echo "killed an executor after $(done_rows) rows"
kill -KILL "$(executor "$first")"

wait_for_rows $((rows / 2))
straggler=$(executor "$second")
echo "halted an executor after $(done_rows) rows"
kill -STOP "$straggler"
wait_for_rows $((rows - rows / partitions)) # Spark repeats a task when no other is left to begin
sleep 5
kill -CONT "$straggler" 2> /dev/null || true # it may be gone: its task was done elsewhere

wait "$driver" || { cat "$run/logs/driver.log"; exit 1; }
grep '^done' "$run/logs/driver.log"
answers cluster
metrics

cmp "$run/local.txt" "$run/cluster.txt"
for event in '[1-9][0-9]* lost,' '[1-9][0-9]* tasks speculated'; do
  grep -q "^done.*$event" "$run/logs/driver.log" || { echo "not tried: $event" >&2; exit 1; }
done
echo "the same $rows rows, byte for byte"
