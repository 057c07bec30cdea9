package org.llamajvm.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.spark.LlamaGenerator;
import org.llamajvm.spark.Spark;
import scala.jdk.javaapi.CollectionConverters;

class ExecutorModelsTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;

  private static SparkContext context() {
    return Spark.session().sparkContext();
  }

  private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.sleep(5);
    }
  }

  /**
   * What the models of this JVM tell Spark's metric system, one number for each model. Those that
   * other tests have left open may have the first names.
   */
  private static List<Double> gauges(String name) {
    List<Double> values = new ArrayList<>();
    MetricFilter named = (full, _) -> full.equals(name);
    for (int number = 1; number < 10; number++) {
      String source = "llama.wren-3m-4bit" + (number == 1 ? "" : "-" + number);
      for (Source model :
          CollectionConverters.asJava(SparkEnv.get().metricsSystem().getSourcesByName(source))) {
        model
            .metricRegistry()
            .getGauges(named)
            .values()
            .forEach(gauge -> values.add((Double) gauge.getValue()));
      }
    }
    return values;
  }

  @Test
  void allTasksShareOneModelUntilNoneNeedsIt() throws InterruptedException {
    LlamaGenerator generator = Spark.wren().concurrency(7).idleSeconds(0).build();
    try (ExecutorModels.Lease own = ExecutorModels.ofThisJvm().acquire(generator.settings())) {
      generator.transform(Spark.prompts(20).repartition(6)).collectAsList();
      assertThat(own).isNotNull();
      assertThat(gauges("rows.completed")).contains(18.0);
      assertThat(gauges("batch.occupancy")).allMatch(share -> share > 0 && share <= 1);
      assertThat(ExecutorModels.ofThisJvm().isOpen(generator.settings())).isTrue();
    }
    waitUntil(() -> !ExecutorModels.ofThisJvm().isOpen(generator.settings()));
  }

  @Test
  void aModelStaysOpenForAWhile() {
    LlamaGenerator generator = Spark.wren().concurrency(5).idleSeconds(60).build();
    generator.transform(Spark.prompts(1)).collectAsList();
    assertThat(ExecutorModels.ofThisJvm().isOpen(generator.settings())).isTrue();
  }

  @Test
  void aJobThatIsCancelledEndsItsRows() throws InterruptedException {
    LlamaGenerator generator = Spark.wren().concurrency(6).maxTokens(500).idleSeconds(0).build();
    Dataset<Row> endless = generator.transform(Spark.prompts(5000).repartition(2));
    CompletableFuture<Object> job =
        CompletableFuture.supplyAsync(() -> {
          context().setJobGroup("endless", "a job to cancel", false);
          return endless.collectAsList();
        });
    waitUntil(() -> gauges("rows.running").contains(6.0));
    context().cancelJobGroup("endless");
    assertThatThrownBy(job::join).hasStackTraceContaining("cancelled");
    waitUntil(() -> !ExecutorModels.ofThisJvm().isOpen(generator.settings()));
  }

  @Test
  void shipsADirectory() throws Exception {
    ShippedModel shipped = ShippedModel.ship(Spark.session(), Spark.WREN);
    Dataset<Row> rows = Spark.prompts(3);
    assertThat(shipped.file()).matches("wren-3m-4bit-[0-9a-f]{8}\\.sha256");
    List<Row> answers = Spark.wren().model(shipped).build().transform(rows).collectAsList();
    assertThat(answers).isEqualTo(Spark.wren().build().transform(rows).collectAsList());
    String name = "llama." + shipped.file().replace(".sha256", "");
    assertThat(CollectionConverters.asJava(SparkEnv.get().metricsSystem().getSourcesByName(name)))
        .hasSize(1);
  }

  @Test
  void opensNoOtherModelThanTheOneThatIsMeant() {
    assertRefused(
        Spark.wren().modelSha256("0".repeat(64)),
        "not " + "0".repeat(64) + ": it was changed or not copied whole");
    assertRefused(
        Spark.wren().model(directory.resolve("none").toString()),
        "no model at this path on this node; copy it there, or ship it");
  }

  @Test
  void opensNoModelThatDoesNotFit() {
    assertRefused(Spark.wren().kvBudget(1L << 50), "Set spark.executor.memoryOverhead=");
  }

  private static void assertRefused(LlamaGenerator.Builder builder, String problem) {
    Dataset<Row> answers = builder.build().transform(Spark.prompts(1));
    assertThatThrownBy(answers::collectAsList)
        .hasStackTraceContaining("The model cannot be opened: ")
        .hasStackTraceContaining(problem);
  }
}
