package org.llamajvm.spark;

import java.io.Serializable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.model.ShippedModel;
import org.llamajvm.spark.plan.AnsweredPlan;
import org.llamajvm.spark.rows.GenerateRows;
import org.llamajvm.spark.rows.ResultColumn;
import org.llamajvm.spark.rows.RowRequests;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;
import scala.Function2;

/**
 * Answers a column of prompts with a language model.
 *
 * {@snippet :
 * LlamaGenerator generator =
 *     LlamaGenerator.builder().model("/models/wren").promptColumn("question").keyColumns("id").build();
 * Dataset<Row> answers = generator.transform(questions);
 * answers.select("id", "generation.text", "generation.error").write().parquet("answers");
 * }
 *
 * <p>An executor opens the model once, for all its tasks, and answers their rows in one batch. Rows
 * keep their order and their columns; one is added, a struct of {@code text}, {@code
 * finish_reason}, {@code prompt_tokens}, {@code completion_tokens} and {@code error}. It is null
 * where the prompt is null. A row gets the same text whatever the partitions, the executors, and
 * the number of tries.
 *
 * <p>Immutable, serializable and safe to share between threads.
 */
public final class LlamaGenerator implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Before the names of keys, on the side of what was answered. */
  private static final String ANSWERED = "answered_";

  private final Settings settings;

  private LlamaGenerator(Settings settings) {
    this.settings = settings;
  }

  /** Starts with defaults. */
  public static Builder builder() {
    return new Builder(Settings.DEFAULTS);
  }

  /** A builder that starts with what this one has. */
  public Builder toBuilder() {
    return new Builder(settings);
  }

  /** What was set. */
  public Settings settings() {
    return settings;
  }

  /**
   * The rows with one column more, when Spark computes them; with counters that nobody asks.
   *
   * @throws IllegalArgumentException if no prompt is named, a template is wrong, or the rows have a
   *     column by the name of the new one
   */
  public Dataset<Row> transform(Dataset<?> rows) {
    return transform(rows, GenerationMetrics.register(session(rows).sparkContext()));
  }

  /**
   * The rows with one column more, when Spark computes them.
   *
   * @param metrics that the tasks count in
   * @throws IllegalArgumentException if no prompt is named, a template is wrong, or the rows have a
   *     column by the name of the new one
   */
  public Dataset<Row> transform(Dataset<?> rows, GenerationMetrics metrics) {
    InputColumns columns = new InputColumns(rows, settings);
    Dataset<Row> input =
        rows.select(new Column("*"), columns.prompt(), columns.key(), columns.options());
    StructField result = outputSchema(rows.schema()).fields()[rows.columns().length];
    SparkSession session = session(rows);
    LogicalPlan answered =
        AnsweredPlan.of(
            session,
            input.queryExecution().analyzed(),
            new GenerateRows(settings, metrics),
            result,
            _ -> NamedExpression.newExprId());
    return org.apache.spark.sql.classic.Dataset.ofRows(session, answered);
  }

  private static SparkSession session(Dataset<?> rows) {
    if (rows.sparkSession() instanceof SparkSession session) {
      return session;
    }
    throw new IllegalArgumentException(
        "A client of Spark Connect cannot send the generator to its server; call llama_generate"
            + " there, in SQL");
  }

  /**
   * The columns that {@link #transform} makes of others.
   *
   * @throws IllegalArgumentException if one of them has the name of the new one
   */
  public StructType outputSchema(StructType input) {
    String name = settings.text(Setting.OUTPUT_COLUMN).orElseThrow();
    Function2<String, String, Object> isSame = SQLConf.get().resolver(); // as Spark's case counts
    if (Arrays.stream(input.fieldNames()).anyMatch(other -> (Boolean) isSame.apply(name, other))) {
      throw new IllegalArgumentException(
          "There is a column %s already; set outputColumn to another name".formatted(name));
    }
    return input.add(name, ResultColumn.of(settings).type());
  }

  /**
   * The rows that have no answer yet: those whose keys are not among others. With it a job that was
   * ended goes on. A key that is null is a key as others are.
   *
   * @param rows all that are to be answered
   * @param answered what was written already
   */
  public Dataset<Row> remaining(Dataset<Row> rows, Dataset<Row> answered) {
    List<String> keys = settings.list(Setting.KEY_COLUMNS);
    if (keys.isEmpty()) {
      throw new IllegalStateException("To go on with a job, name the keyColumns of its rows");
    }
    Column[] columns =
        keys.stream().map(key -> answered.col(key).as(ANSWERED + key)).toArray(Column[]::new);
    Column same =
        keys.stream()
            .map(key -> rows.col(key).eqNullSafe(new Column(ANSWERED + key)))
            .reduce(Column::and)
            .orElseThrow();
    return rows.join(answered.select(columns), same, "left_anti");
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {

    private Settings settings;

    private Builder(Settings settings) {
      this.settings = settings;
    }

    /**
     * Sets something by name, as text.
     *
     * @throws IllegalArgumentException if there is no such setting, or the text is no value of it
     */
    public Builder set(String key, String value) {
      return set(Setting.ofKey(key), value);
    }

    /** Sets what a map has; as {@link #set(String, String)}. */
    public Builder set(Map<String, String> values) {
      values.forEach(this::set);
      return this;
    }

    private Builder set(Setting setting, Object value) {
      settings = settings.with(setting, String.valueOf(value));
      return this;
    }

    /** Sets one of two that exclude each other. */
    private Builder only(Setting setting, Setting other, String value) {
      settings = settings.without(other);
      return set(setting, value);
    }

    /** A directory or GGUF file that is at this path on every node. */
    public Builder model(String path) {
      return only(Setting.MODEL, Setting.MODEL_FILE, path);
    }

    /** A model that Spark ships. */
    public Builder model(ShippedModel shipped) {
      return modelFile(shipped.file()).modelSha256(shipped.sha256());
    }

    /** A model that was added to Spark's files by this name: a GGUF file or a directory. */
    public Builder modelFile(String name) {
      return only(Setting.MODEL_FILE, Setting.MODEL, name);
    }

    /** The digest that executors check before they open the model. */
    public Builder modelSha256(String digest) {
      return set(Setting.MODEL_SHA256, digest);
    }

    /** Threads that compute in an executor; its cores unless it is said otherwise. */
    public Builder threads(int value) {
      return set(Setting.THREADS, value);
    }

    /** Rows that an executor answers at once; 32 unless it is said otherwise. */
    public Builder concurrency(int value) {
      return set(Setting.CONCURRENCY, value);
    }

    /** The most tokens of a prompt and its answer; 4096, or what the model has. */
    public Builder context(int value) {
      return set(Setting.CONTEXT, value);
    }

    /** Bytes for the keys and values of an executor's rows; enough for all of them to be full. */
    public Builder kvBudget(long bytes) {
      return set(Setting.KV_BUDGET, bytes);
    }

    /** How keys and values are kept: {@code f32}, {@code f16} or {@code q8}. */
    public Builder kvType(String value) {
      return set(Setting.KV_TYPE, value);
    }

    /** Seconds that a model stays open when no task uses it; 60 unless it is said otherwise. */
    public Builder idleSeconds(int value) {
      return set(Setting.IDLE_SECONDS, value);
    }

    /**
     * The column with the prompts: texts, or arrays of structs of {@code role} and {@code content}.
     */
    public Builder promptColumn(String name) {
      return only(Setting.PROMPT_COLUMN, Setting.PROMPT_TEMPLATE, name);
    }

    /**
     * A text in which the names of columns, in braces, stand for their values: {@code "Summarize:
     * {article}"}. A brace is written twice. If a column is null, so is the prompt.
     */
    public Builder promptTemplate(String template) {
      return only(Setting.PROMPT_TEMPLATE, Setting.PROMPT_COLUMN, template);
    }

    /** A column with options of the row: a map of texts, or a struct. */
    public Builder optionsColumn(String name) {
      return set(Setting.OPTIONS_COLUMN, name);
    }

    /** The columns that name a row. Its seed comes from them; without, from its prompt. */
    public Builder keyColumns(String... names) {
      settings = settings.with(Setting.KEY_COLUMNS, List.of(names));
      return this;
    }

    /** The column that is added; {@code generation} unless it is said otherwise. */
    public Builder outputColumn(String name) {
      return set(Setting.OUTPUT_COLUMN, name);
    }

    /** Rows that a task keeps in flight; four times the concurrency unless it is said otherwise. */
    public Builder window(int value) {
      return set(Setting.WINDOW, value);
    }

    /** Whether a row that fails ends the job. Otherwise it has an error. */
    public Builder failOnError(boolean value) {
      return set(Setting.FAIL_ON_ERROR, value);
    }

    /** Whether a prompt is what a user says to an assistant, in the model's chat template. */
    public Builder chat(boolean value) {
      return set(Setting.CHAT, value);
    }

    /** What the assistant is told first, in a chat. */
    public Builder system(String text) {
      return set(Setting.SYSTEM, text);
    }

    /** A chat template that comes with the program, for a model that has none. */
    public Builder chatTemplate(String name) {
      return set(Setting.CHAT_TEMPLATE, name);
    }

    /** The time that chat templates see; the day on which the generator was built. */
    public Builder chatTime(Instant time) {
      return set(Setting.CHAT_TIME, time);
    }

    /** The most tokens of an answer; 256 unless it is said otherwise. */
    public Builder maxTokens(int value) {
      return set(Setting.MAX_TOKENS, value);
    }

    /** 0 takes the most probable token; what the model recommends unless it is said otherwise. */
    public Builder temperature(double value) {
      return set(Setting.TEMPERATURE, value);
    }

    /** How many of the most probable tokens are kept; 0 keeps all. */
    public Builder topK(int value) {
      return set(Setting.TOP_K, value);
    }

    /** Probability that the kept tokens reach together. */
    public Builder topP(double value) {
      return set(Setting.TOP_P, value);
    }

    /** Least probability of a kept token, as a part of the highest one. */
    public Builder minP(double value) {
      return set(Setting.MIN_P, value);
    }

    /** Divides the logits of tokens seen lately. */
    public Builder repeatPenalty(double value) {
      return set(Setting.REPEAT_PENALTY, value);
    }

    /** Where the seeds of all rows start. */
    public Builder seed(long value) {
      return set(Setting.SEED, value);
    }

    /** Texts that end an answer and are not part of it. */
    public Builder stop(String... texts) {
      settings = settings.with(Setting.STOP, List.of(texts));
      return this;
    }

    /** A JSON schema that all answers fit, unless a row has its own. */
    public Builder responseSchema(String schema) {
      return set(Setting.RESPONSE_SCHEMA, schema);
    }

    /**
     * Whether the result has a further field, {@code answer}, with the JSON of the answer as a
     * value of Spark's types, which come from the schema: a struct of columns if it is an object.
     */
    public Builder answerColumns(boolean value) {
      return set(Setting.ANSWER_COLUMNS, value);
    }

    /**
     * The generator.
     *
     * @throws IllegalStateException if no model is named, or two are
     * @throws IllegalArgumentException if a number of the sampling is out of its range, the schema
     *     cannot be enforced, or answers are to be columns and the schema has none
     */
    public LlamaGenerator build() {
      if (settings.has(Setting.MODEL) == settings.has(Setting.MODEL_FILE)) {
        throw new IllegalStateException("Name a model: either model or modelFile");
      }
      RowRequests.check(settings);
      if (!settings.has(Setting.CHAT_TIME)) {
        chatTime(Instant.now().truncatedTo(ChronoUnit.DAYS));
      }
      return new LlamaGenerator(settings);
    }
  }
}
