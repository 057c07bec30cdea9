package org.llamajvm.spark.cluster;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import com.codahale.metrics.MetricFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.llamajvm.models.Answer;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.Generation;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.models.SchedulerStatus;
import org.llamajvm.spark.LlamaGenerator;
import org.llamajvm.spark.metrics.GenerationMetrics;

/**
 * Compares Spark on all cores of one JVM with a scheduler that gets the same prompts at once, and
 * with one prompt after the other. They take turns, Spark first and last by turns; medians of the
 * rounds are printed, with what tells where time of Spark goes: how long a job of as many rows
 * takes that have no prompts, and which share of the batch's places made a token. Fails if Spark
 * has less than 0.95 of the scheduler's speed, or less than twice that of one prompt after the
 * other.
 */
public final class ThroughputCheck {

  private static final int CONCURRENCY = 32;
  private static final String BEGINNING = "Once upon a time ";
  private static final double NANOS = 1e9;
  private static final double LEAST_OF_BARE = 0.95;
  private static final double LEAST_OF_ALONE = 2;

  /** The part of the prompts that one after the other answers: it takes so much longer. */
  private static final int ALONE = 8;

  /** The part of the prompts that are answered before anything is timed. */
  private static final int WARM_UP = 4;

  private ThroughputCheck() {}

  /** A way to answer all prompts. */
  private interface Way {
    /** Answers, and returns how many tokens were made. */
    long run();
  }

  /** Rows a second of the rounds, and the tokens of each. */
  private record Rounds(List<Double> speeds, Set<Long> tokens) {

    Rounds() {
      this(new ArrayList<>(), new TreeSet<>());
    }

    void time(int rows, Way way) {
      long start = System.nanoTime();
      tokens.add(way.run());
      speeds.add(rows * NANOS / (System.nanoTime() - start));
    }

    double speed() {
      return median(speeds);
    }

    /** The median of what the rounds have of those of others. */
    double of(Rounds others) {
      return median(
          IntStream.range(0, speeds.size())
              .mapToObj(i -> speeds.get(i) / others.speeds.get(i))
              .toList());
    }

    private static double median(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int half = sorted.size() / 2;
      return (sorted.get(half) + sorted.get((sorted.size() - 1) / 2)) / 2;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%8.1f  %s",
          speed(),
          speeds.stream()
              .map(speed -> String.format(Locale.ROOT, "%.1f", speed))
              .collect(Collectors.joining(" ")));
    }
  }

  /**
   * Measures.
   *
   * @param args the model, how many prompts, the most tokens of an answer, how many rounds, and how
   *     many partitions if not two for each core
   */
  public static void main(String[] args) throws IOException {
    int rows = Integer.parseInt(args[1]);
    int maxTokens = Integer.parseInt(args[2]);
    int rounds = Integer.parseInt(args[3]);
    int cores = Runtime.getRuntime().availableProcessors();
    int partitions = args.length > 4 ? Integer.parseInt(args[4]) : 2 * cores;
    GenerateOptions options = GenerateOptions.defaults().withMaxTokens(maxTokens);
    List<String> prompts = IntStream.range(0, rows).mapToObj(i -> BEGINNING + i).toList();
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
      Column prompt = concat(lit(BEGINNING), col("id"));
      IntToLongFunction ofSpark =
          count -> inSpark(spark, args[0], count, prompt, maxTokens, partitions);
      Way inSpark = () -> ofSpark.applyAsLong(rows);
      Column none = lit(null).cast("string");
      Way withoutPrompts = () -> inSpark(spark, args[0], rows, none, maxTokens, partitions);
      Way bare = () -> all(scheduler, prompts, options);
      Way alone = () -> oneByOne(model, prompts.subList(0, rows / ALONE), options);
      List<String> first = prompts.subList(0, rows / WARM_UP);
      var _ = ofSpark.applyAsLong(first.size()) + all(scheduler, first, options);
      var _ = withoutPrompts.run() + alone.run();
      Rounds sparks = new Rounds();
      Rounds bares = new Rounds();
      Rounds alones = new Rounds();
      Rounds empties = new Rounds();
      for (int round = 0; round < rounds; round++) {
        if (round % 2 == 0) {
          sparks.time(rows, inSpark);
        }
        bares.time(rows, bare);
        alones.time(rows / ALONE, alone);
        empties.time(rows, withoutPrompts);
        if (round % 2 == 1) {
          sparks.time(rows, inSpark);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "a job without prompts takes %.2f s; occupancy of the batch: Spark %.3f, scheduler %.3f%n",
          rows / empties.speed(),
          occupancyInSpark(args[0]),
          occupancy(scheduler.status().totals()));
      report(sparks, bares, alones);
    }
  }

  private static void report(Rounds sparks, Rounds bares, Rounds alones) {
    if (!sparks.tokens().equals(bares.tokens())) {
      throw new IllegalStateException("not the same work: " + sparks + ", " + bares);
    }
    double ofBare = sparks.of(bares);
    double ofAlone = sparks.of(alones);
    System.out.printf(
        Locale.ROOT,
        "tokens of all rows: %s%n"
            + "rows a second, median and rounds%n"
            + "Spark         %s%n"
            + "scheduler     %s%n"
            + "one by one    %s%n"
            + "Spark is %.3f of the scheduler and %.2f times one by one%n",
        sparks.tokens(),
        sparks,
        bares,
        alones,
        ofBare,
        ofAlone);
    if (ofBare < LEAST_OF_BARE || ofAlone < LEAST_OF_ALONE) {
      throw new IllegalStateException("Spark is too slow");
    }
  }

  private static double occupancy(SchedulerStatus.Totals totals) {
    return (double) totals.generatedTokens() / (totals.steps() * CONCURRENCY);
  }

  /** Of the only model that Spark has opened, as its metric system tells it. */
  private static double occupancyInSpark(String model) {
    MetricFilter named = (name, _) -> name.equals("batch.occupancy");
    Source source =
        SparkEnv.get()
            .metricsSystem()
            .getSourcesByName("llama." + Path.of(model).getFileName())
            .head();
    return (Double) source.metricRegistry().getGauges(named).values().iterator().next().getValue();
  }

  private static long inSpark(
      SparkSession spark, String model, int rows, Column prompt, int maxTokens, int partitions) {
    GenerationMetrics metrics = GenerationMetrics.register(spark.sparkContext());
    LlamaGenerator.builder()
        .model(model)
        .promptColumn("prompt")
        .maxTokens(maxTokens)
        .temperature(0)
        .repeatPenalty(1)
        .concurrency(CONCURRENCY)
        .build()
        .transform(spark.range(0, rows, 1, partitions).select(prompt.as("prompt")), metrics)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return metrics.completionTokens().value();
  }

  private static long all(Scheduler scheduler, List<String> prompts, GenerateOptions options) {
    List<Answer> answers =
        prompts.stream()
            .map(prompt -> GenerationRequest.builder().prompt(prompt).options(options).build())
            .map(scheduler::submit)
            .toList();
    return answers.stream().mapToLong(answer -> tokens(answer.await())).sum();
  }

  private static long oneByOne(LanguageModel model, List<String> prompts, GenerateOptions options) {
    return prompts.stream()
        .mapToLong(prompt -> tokens(model.generate(prompt, options, _ -> {})))
        .sum();
  }

  private static long tokens(Generation generation) {
    return generation.usage().completionTokens();
  }
}
