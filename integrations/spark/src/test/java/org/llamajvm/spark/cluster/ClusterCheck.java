package org.llamajvm.spark.cluster;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.llamajvm.spark.LlamaGenerator;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.model.ShippedModel;

/**
 * The driver of {@code cluster.sh}: answers many short prompts on a cluster that loses an executor.
 * Prints how far it is, and at the end what happened to its tasks.
 */
public final class ClusterCheck {

  private static final int MAX_TOKENS = 8;
  private static final List<String> HEROES =
      List.of(
          "fox", "owl", "bear", "king", "baker", "robot", "witch", "sailor", "miller", "dragon");

  private ClusterCheck() {}

  /**
   * Runs.
   *
   * @param args the model, the directory of the answers, how many rows, in how many partitions
   */
  public static void main(String[] args) throws IOException {
    int rows = Integer.parseInt(args[2]);
    int partitions = Integer.parseInt(args[3]);
    try (SparkSession spark = SparkSession.builder().appName("cluster check").getOrCreate()) {
      Happenings happenings = new Happenings();
      spark.sparkContext().addSparkListener(happenings);
      ShippedModel model = ShippedModel.ship(spark, Path.of(args[0]));
      GenerationMetrics metrics = GenerationMetrics.register(spark.sparkContext());
      Dataset<Row> answers =
          LlamaGenerator.builder()
              .model(model)
              .promptColumn("prompt")
              .keyColumns("id")
              .maxTokens(MAX_TOKENS)
              .temperature(0.8)
              .seed(1)
              .context(512)
              .build()
              .transform(prompts(spark, rows, partitions), metrics);
      Thread.ofPlatform().daemon().start(() -> report(metrics));
      long start = System.nanoTime();
      answers
          .select(col("id"), col("generation.*"))
          .write()
          .mode(SaveMode.ErrorIfExists)
          .json(args[1]);
      System.out.printf(
          Locale.ROOT,
          "done in %.1f s: %s; counted %d rows, %d tokens; the driver's heap has %d MiB%n",
          (System.nanoTime() - start) / 1e9,
          happenings,
          metrics.rows().value(),
          metrics.completionTokens().value(),
          usedMebibytes());
    }
  }

  private static long usedMebibytes() {
    return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
  }

  private static Dataset<Row> prompts(SparkSession spark, int rows, int partitions) {
    Column heroes = array(HEROES.stream().map(functions::lit).toArray(Column[]::new));
    Column hero = element_at(heroes, col("id").mod(HEROES.size()).plus(1).cast("int"));
    return spark
        .range(0, rows, 1, partitions)
        .select(col("id"), concat(lit("The "), hero, lit(" number "), col("id")).as("prompt"));
  }

  private static void report(GenerationMetrics metrics) {
    while (true) {
      System.out.println("rows " + metrics.rows().value());
      try {
        Thread.sleep(500);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  /** What happened to executors and tasks. */
  private static final class Happenings extends SparkListener {

    private final AtomicInteger added = new AtomicInteger();
    private final AtomicInteger removed = new AtomicInteger();
    private final AtomicInteger speculated = new AtomicInteger();
    private final AtomicInteger unsuccessful = new AtomicInteger();

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
      added.incrementAndGet();
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
      removed.incrementAndGet();
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart event) {
      if (event.taskInfo().speculative()) {
        speculated.incrementAndGet();
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
      if (!event.taskInfo().successful()) {
        unsuccessful.incrementAndGet();
      }
    }

    @Override
    public String toString() {
      return "%s executors added, %s lost, %s tasks speculated, %s lost or ended early"
          .formatted(added, removed, speculated, unsuccessful);
    }
  }
}
