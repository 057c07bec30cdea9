package org.llamajvm.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {

  private static final int ROWS = 40;

  @TempDir private Path directory;

  @Test
  void goesOnWithAJobThatWasEnded() throws InterruptedException {
    SparkSession spark = Spark.session();
    LlamaGenerator generator = Spark.wren().build();
    Dataset<Row> rows = Spark.prompts(ROWS).repartition(8);
    Dataset<Row> answered = generator.transform(rows);
    MapFunction<Row, Row> fails =
        row -> {
          if (row.getLong(0) == 29) {
            throw new IllegalStateException("somebody ends the job");
          }
          return row;
        };
    String path = directory.resolve("answers").toString();
    assertThatThrownBy(() -> write(answered.map(fails, Encoders.row(answered.schema())), path))
        .isInstanceOf(Exception.class);
    awaitNoTasks(spark);
    Dataset<Row> written = spark.read().schema(answered.schema()).json(path);
    int before = written.collectAsList().size();
    assertThat(before).isBetween(1, ROWS - 1);
    Dataset<Row> remaining = generator.remaining(rows, written);
    assertThat(remaining.collectAsList()).hasSize(ROWS - before);
    write(generator.transform(remaining), path);
    assertThat(Spark.byId(spark.read().schema(answered.schema()).json(path)))
        .isEqualTo(Spark.byId(answered));
  }

  @Test
  void answersNoRowTwiceWhoseKeyIsNull() {
    LlamaGenerator generator = Spark.wren().keyColumns("id", "prompt").build();
    Dataset<Row> rows = Spark.prompts(12);
    assertThat(generator.remaining(rows, generator.transform(rows)).collectAsList()).isEmpty();
    assertThat(Spark.byId(generator.remaining(rows, rows.where("id >= 4"))))
        .isEqualTo(Spark.byId(rows.where("id < 4")));
  }

  /** A job fails while others of its tasks still run, and these may yet write. */
  private static void awaitNoTasks(SparkSession spark) throws InterruptedException {
    while (Stream.of(spark.sparkContext().statusTracker().getExecutorInfos())
        .anyMatch(executor -> executor.numRunningTasks() > 0)) {
      Thread.sleep(5);
    }
  }

  /** What a task has written stays, whatever becomes of the job. */
  private static void write(Dataset<Row> rows, String path) {
    rows.write()
        .mode(SaveMode.Append)
        .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
        .json(path);
  }
}
