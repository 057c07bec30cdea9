package org.llamajvm.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the tests share: to start Spark takes longer than all of them. */
public final class Spark {

  /** The bundled model. */
  public static final Path WREN =
      Path.of(System.getProperty("llama.root"), "models", "wren-3m-4bit");

  /** Whether Spark makes one method of several operators. */
  public static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";

  /** Whether Spark writes and compiles Java for expressions. */
  public static final String CODEGEN = "spark.sql.codegen.factoryMode";

  /** Two cores, and four tries for a task. */
  private static final SparkSession SESSION =
      SparkSession.builder()
          .master("local[2,4]")
          .config("spark.ui.enabled", "false")
          .config(
              "spark.metrics.conf.driver.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.sql.adaptive.enabled", "false")
          .config(WHOLE_STAGE, "false")
          .config(CODEGEN, "NO_CODEGEN") // to compile Java takes longer than these few rows
          .config("spark.sql.icu.caseMappings.enabled", "false") // its tables take seconds to make
          .config("spark.sql.warehouse.dir", "target/warehouse")
          .getOrCreate();

  private Spark() {}

  /** The session of all tests. */
  public static SparkSession session() {
    return SESSION;
  }

  /** The bundled model, answering quickly. */
  public static LlamaGenerator.Builder model() {
    return LlamaGenerator.builder().model(WREN.toString()).maxTokens(8).concurrency(8).context(512);
  }

  /** The same for rows as {@link #prompts} makes them. */
  public static LlamaGenerator.Builder wren() {
    return model().promptColumn("prompt").keyColumns("id");
  }

  /** Rows of {@code id}, {@code prompt} and {@code note}; every tenth has no prompt. */
  public static Dataset<Row> prompts(int count) {
    return prompts(SESSION, count);
  }

  /** The same of another session. */
  public static Dataset<Row> prompts(SparkSession session, int count) {
    return session
        .range(count)
        .select(
            col("id"),
            when(col("id").mod(10).notEqual(3), concat(lit("Once upon a time "), col("id")))
                .as("prompt"),
            col("id").multiply(2).as("note"));
  }

  /** All rows by their {@code id}. Spark would answer them twice to sort them. */
  public static List<Row> byId(Dataset<Row> rows) {
    int id = List.of(rows.columns()).indexOf("id");
    return rows.collectAsList().stream()
        .sorted(Comparator.comparingLong(row -> row.getLong(id)))
        .toList();
  }
}
