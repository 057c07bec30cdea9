package org.llamajvm.spark.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.llamajvm.engine.kernel.KvType;
import org.llamajvm.models.Answer;
import org.llamajvm.models.GenerationRequest;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.models.ModelSummary;
import org.llamajvm.models.Scheduler;
import org.llamajvm.models.SchedulerOptions;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open model with the batch that all tasks of the JVM feed. Safe to share between threads. */
public final class ExecutorModel implements AutoCloseable {

  /** Rows wait in the windows of their tasks, which are bounded. */
  private static final int MAX_WAITING = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorModel.class);

  private final LanguageModel model;
  private final ExecutorSources sources;
  private final Scheduler scheduler;
  private final int context;
  private final long bytes;
  private final ExecutorSource source;
  private final SchemaConstraints constraints = new SchemaConstraints();

  private ExecutorModel(
      LanguageModel model,
      ModelSummary summary,
      Settings settings,
      MemoryNeed need,
      String name,
      ExecutorSources sources) {
    this.model = model;
    this.sources = sources;
    context = summary.context();
    bytes = need.total();
    scheduler =
        model.newScheduler(
            SchedulerOptions.defaults()
                .withMaxRunning(settings.count(Setting.CONCURRENCY).orElseThrow())
                .withMaxWaiting(MAX_WAITING));
    source = sources.add(SparkEnv.get().metricsSystem(), name, scheduler);
  }

  /**
   * Opens the model of the settings.
   *
   * @param named what they name, see {@link ModelFiles#named}
   * @param others bytes that other models of this JVM take
   * @param sources of this JVM in Spark's metric system, borrowed
   * @throws IOException if it is not there, not the one that is meant, or damaged
   * @throws ModelMemoryException if it does not fit
   */
  static ExecutorModel open(Path named, Settings settings, long others, ExecutorSources sources)
      throws IOException {
    SparkConf conf = SparkEnv.get().conf();
    Path path = ModelFiles.locate(named, settings);
    KvType kvType =
        KvType.valueOf(settings.text(Setting.KV_TYPE).orElseThrow().toUpperCase(Locale.ROOT));
    OptionalInt context =
        settings.count(Setting.CONTEXT).map(OptionalInt::of).orElse(OptionalInt.empty());
    ModelSummary summary = ModelSummary.read(path, context, kvType);
    long budget =
        settings
            .integer(Setting.KV_BUDGET)
            .orElse(summary.memory().cache() * settings.count(Setting.CONCURRENCY).orElseThrow());
    MemoryNeed need = MemoryNeed.of(summary, budget);
    need.check(conf, others, Runtime.getRuntime().maxMemory(), MachineMemory.current());
    int available = Runtime.getRuntime().availableProcessors();
    String command = System.getProperty("sun.java.command", "");
    ModelOptions options =
        ModelOptions.defaults()
            .withThreads(
                settings.count(Setting.THREADS).orElse(ExecutorCores.of(conf, command, available)))
            .withKvType(kvType)
            .withKvBudget(budget);
    LanguageModel model = LanguageModel.open(path, options);
    try {
      String name = ModelFiles.displayName(named);
      ExecutorModel opened = new ExecutorModel(model, summary, settings, need, name, sources);
      LOG.info("Opened {}: {}", path, model.backendDescription());
      model.warnings().forEach(warning -> LOG.warn("{}: {}", path, warning));
      return opened;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** The model. */
  public LanguageModel model() {
    return model;
  }

  /** The most tokens of a prompt and its answer. */
  public int context() {
    return Math.min(context, scheduler.context());
  }

  /**
   * JSON that fits a schema.
   *
   * @throws org.llamajvm.models.constraint.ConstraintException if it cannot be enforced
   */
  public Constraint constraint(String schema) {
    return constraints.of(schema);
  }

  /** The memory that it takes outside of the heap. */
  long bytes() {
    return bytes;
  }

  /** Hands a row in; throws what {@link Scheduler#submit(GenerationRequest)} does. */
  public Answer submit(GenerationRequest request) {
    return scheduler.submit(request);
  }

  @Override
  public void close() {
    SparkEnv env = SparkEnv.get();
    if (env != null) {
      sources.remove(env.metricsSystem(), source);
    }
    scheduler.close();
    model.close();
  }
}
