package org.llamajvm.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.llamajvm.models.Answer;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.spark.LlamaGenerator;

/**
 * Compares Spark on all cores of one JVM with a scheduler that gets the same prompts at once, and
 * with one prompt after the other. Prints seconds of the best of several rounds.
 */
public final class ThroughputCheck {

  private static final int CONCURRENCY = 32;
  private static final int MAX_TOKENS = 64;
  private static final int ROUNDS = 3;

  private ThroughputCheck() {}

  /** A way to answer all prompts. */
  private interface Way {
    void run();
  }

  /**
   * Measures.
   *
   * @param args the model, how many prompts
   */
  public static void main(String[] args) throws IOException {
    int rows = Integer.parseInt(args[1]);
    int cores = Runtime.getRuntime().availableProcessors();
    GenerateOptions options = GenerateOptions.defaults().withMaxTokens(MAX_TOKENS);
    List<String> prompts = IntStream.range(0, rows).mapToObj(i -> "Once upon a time " + i).toList();
    Path path = Path.of(args[0]);
    try (LanguageModel model =
            LanguageModel.open(path, ModelOptions.defaults().withThreads(cores));
        Scheduler scheduler =
            model.newScheduler(
                SchedulerOptions.defaults().withMaxRunning(CONCURRENCY).withMaxWaiting(rows));
        SparkSession spark =
            SparkSession.builder()
                .master("local[*]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
      Dataset<Row> answers =
          LlamaGenerator.builder()
              .model(args[0])
              .promptColumn("prompt")
              .maxTokens(MAX_TOKENS)
              .temperature(0)
              .repeatPenalty(1)
              .concurrency(CONCURRENCY)
              .build()
              .transform(
                  spark
                      .range(0, rows, 1, 2 * cores)
                      .select(concat(lit("Once upon a time "), col("id")).as("prompt")));
      Way inSpark = () -> answers.write().format("noop").mode("overwrite").save();
      Way bare = () -> all(scheduler, prompts, options);
      Way alone = () -> prompts.subList(0, rows / 4).forEach(prompt -> one(model, prompt, options));
      double best = Double.MAX_VALUE;
      double bestBare = Double.MAX_VALUE;
      double bestAlone = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        bestBare = Math.min(bestBare, seconds(bare));
        best = Math.min(best, seconds(inSpark));
        bestAlone = Math.min(bestAlone, 4 * seconds(alone));
      }
      System.out.printf(
          Locale.ROOT,
          "%d prompts: Spark %.2f s, scheduler %.2f s (%.2f of it), one by one %.2f s (%.2f times)%n",
          rows,
          best,
          bestBare,
          bestBare / best,
          bestAlone,
          bestAlone / best);
    }
  }

  private static void all(Scheduler scheduler, List<String> prompts, GenerateOptions options) {
    List<Answer> answers =
        prompts.stream()
            .map(prompt -> GenerationRequest.builder().prompt(prompt).options(options).build())
            .map(scheduler::submit)
            .toList();
    answers.forEach(Answer::await);
  }

  private static void one(LanguageModel model, String prompt, GenerateOptions options) {
    var _ = model.generate(prompt, options, _ -> {});
  }

  private static double seconds(Way way) {
    long start = System.nanoTime();
    way.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
