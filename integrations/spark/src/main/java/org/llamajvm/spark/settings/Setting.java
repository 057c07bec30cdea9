package org.llamajvm.spark.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Something that can be set. Each has one name, in three forms: {@code maxTokens} for a builder and
 * a parameter of Spark ML, {@code spark.llama.maxTokens} in Spark's configuration, and {@code
 * max_tokens} in the options of a row, if a row may have it.
 */
public enum Setting {
  /** Directory or GGUF file of the model, on every node. */
  MODEL("model", Kind.TEXT, null, "path of the model on every node"),
  /** What was shipped: a GGUF file, a directory, or a list of files with their digests. */
  MODEL_FILE("modelFile", Kind.TEXT, null, "name of the model among the files that Spark ships"),
  /** Digest of the model. */
  MODEL_SHA256("modelSha256", Kind.DIGEST, null, "SHA-256 that the model must have"),
  /** Threads that compute in an executor. */
  THREADS("threads", Kind.COUNT, null, "threads that compute; the executor's cores if not set"),
  /** Rows that an executor answers at once. */
  CONCURRENCY("concurrency", Kind.COUNT, "32", "rows that an executor answers at once"),
  /** The most tokens of a row. */
  CONTEXT("context", Kind.COUNT, null, "most tokens of a prompt and its answer"),
  /** Bytes for keys and values. */
  KV_BUDGET("kvBudget", Kind.BYTES, null, "bytes for the keys and values of an executor's rows"),
  /** How keys and values are kept. */
  KV_TYPE("kvType", Kind.KV_TYPE, "f32", "how keys and values are kept: f32, f16 or q8"),
  /** How long a model stays open. */
  IDLE_SECONDS("idleSeconds", Kind.COUNT_OR_ZERO, "60", "seconds that an unused model stays open"),

  /** Column of the prompts. */
  PROMPT_COLUMN("promptColumn", Kind.TEXT, null, "column with the prompt, or with messages"),
  /** Text with names of columns. */
  PROMPT_TEMPLATE("promptTemplate", Kind.TEXT, null, "text with {names} of columns"),
  /** Column of options. */
  OPTIONS_COLUMN("optionsColumn", Kind.TEXT, null, "column with options of the row"),
  /** Columns that name the row. */
  KEY_COLUMNS("keyColumns", Kind.LIST, null, "columns that name a row; its seed comes from them"),
  /** Column of the answers. */
  OUTPUT_COLUMN("outputColumn", Kind.TEXT, "generation", "column that is added"),
  /** Rows that a task keeps in flight. */
  WINDOW("window", Kind.COUNT, null, "rows that a task keeps in flight"),
  /** What to do with rows that fail. */
  FAIL_ON_ERROR("failOnError", Kind.FLAG, "false", "whether a row that fails ends the job"),

  /** Whether prompts are messages of a user. */
  CHAT("chat", Kind.FLAG, "false", "whether a prompt is a user's message to an assistant"),
  /** System message. */
  SYSTEM("system", Kind.TEXT, null, "what the assistant is told first"),
  /** Name of a built-in chat template. */
  CHAT_TEMPLATE(
      "chatTemplate", Kind.CHAT_TEMPLATE, null, "built-in chat template, for a model without"),
  /** The time that chat templates see. */
  CHAT_TIME(
      "chatTime", Kind.TIME, null, "the time that chat templates see, as 2026-11-30T12:00:00Z"),

  /** The most tokens of an answer. */
  MAX_TOKENS("maxTokens", Kind.COUNT_OR_ZERO, "256", "most tokens of an answer", true),
  /** Temperature of the sampling. */
  TEMPERATURE("temperature", Kind.NUMBER, null, "0 takes the most probable token", true),
  /** Top-k of the sampling. */
  TOP_K("topK", Kind.COUNT_OR_ZERO, null, "how many of the most probable tokens are kept", true),
  /** Top-p of the sampling. */
  TOP_P("topP", Kind.NUMBER, null, "probability that the kept tokens reach together", true),
  /** Min-p of the sampling. */
  MIN_P("minP", Kind.NUMBER, null, "least probability of a kept token, of the highest one", true),
  /** Penalty of repetition. */
  REPEAT_PENALTY("repeatPenalty", Kind.NUMBER, null, "divides logits of tokens seen lately", true),
  /** Seed of a job, or of a row. */
  SEED("seed", Kind.INTEGER, "0", "where random numbers start", true),
  /** Texts that end an answer. */
  STOP("stop", Kind.LIST, null, "texts that end an answer", true),
  /** JSON schema. */
  RESPONSE_SCHEMA("responseSchema", Kind.TEXT, null, "JSON schema that answers fit", true),
  /** Whether answers become values of Spark's types. */
  ANSWER_COLUMNS(
      "answerColumns", Kind.FLAG, "false", "whether answers of a schema become columns", true);

  /** Begins the names in Spark's configuration. */
  public static final String PREFIX = "spark.llama.";

  private final String key;
  private final Kind kind;
  private final String defaultText;
  private final String meaning;
  private final boolean perRow;

  Setting(String key, Kind kind, String defaultText, String meaning) {
    this(key, kind, defaultText, meaning, false);
  }

  Setting(String key, Kind kind, String defaultText, String meaning, boolean perRow) {
    this.key = key;
    this.kind = kind;
    this.defaultText = defaultText;
    this.meaning = meaning;
    this.perRow = perRow;
  }

  /** Its name, such as {@code maxTokens}. */
  public String key() {
    return key;
  }

  /** Its name among the options of a row, such as {@code max_tokens}. */
  public String rowKey() {
    return key.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Its name in Spark's configuration, such as {@code spark.llama.maxTokens}. */
  public String sparkKey() {
    return PREFIX + key;
  }

  /** Whether a row may set it. */
  public boolean isPerRow() {
    return perRow;
  }

  /** What it is, for people. */
  public String meaning() {
    return meaning;
  }

  Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is not one, saying what was expected
   */
  public String checked(String text) {
    if (!kind.accepts(text)) {
      throw new IllegalArgumentException(
          "%s must be %s, not '%s'".formatted(key, kind.expected(), text));
    }
    return text;
  }

  /**
   * The setting of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Setting ofKey(String key) {
    return Arrays.stream(values())
        .filter(setting -> setting.key.equals(key))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "No setting '%s'; there are %s"
                    .formatted(
                        key,
                        Arrays.stream(values())
                            .map(Setting::key)
                            .collect(Collectors.joining(", ")))));
  }

  /**
   * The setting of that name among the options of a row.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Setting ofRowKey(String key) {
    return Arrays.stream(values())
        .filter(setting -> setting.perRow && setting.rowKey().equals(key))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "A row has no option '%s'; there are %s"
                    .formatted(
                        key,
                        Arrays.stream(values())
                            .filter(Setting::isPerRow)
                            .map(Setting::rowKey)
                            .collect(Collectors.joining(", ")))));
  }
}
