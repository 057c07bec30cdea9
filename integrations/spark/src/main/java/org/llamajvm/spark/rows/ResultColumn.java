package org.llamajvm.spark.rows;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.Generation;
import org.llamajvm.spark.answer.AnswerReader;
import org.llamajvm.spark.answer.AnswerType;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/**
 * The struct that is added to each row.
 *
 * @param reader of answers that become values; empty if they stay texts
 */
public record ResultColumn(Optional<AnswerReader> reader) {

  private static final StructType TYPE =
      new StructType()
          .add("text", DataTypes.StringType)
          .add("finish_reason", DataTypes.StringType)
          .add("prompt_tokens", DataTypes.IntegerType)
          .add("completion_tokens", DataTypes.IntegerType)
          .add("error", DataTypes.StringType);

  private static final int ERROR = 4;

  /**
   * That of a job.
   *
   * @throws IllegalArgumentException if answers are to be columns and there is no schema, or it has
   *     none
   */
  public static ResultColumn of(Settings settings) {
    if (!settings.flag(Setting.ANSWER_COLUMNS)) {
      return new ResultColumn(Optional.empty());
    }
    String schema =
        settings
            .text(Setting.RESPONSE_SCHEMA)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "answerColumns needs a responseSchema, from which the columns come"));
    return new ResultColumn(Optional.of(new AnswerReader(AnswerType.of(schema))));
  }

  /** Its type. */
  public StructType type() {
    return reader.map(known -> TYPE.add("answer", known.type())).orElse(TYPE);
  }

  /** Of a row that was answered. It has an error if its answer is to be a value and is none. */
  Row of(Generation generation, FinishReason reason) {
    Object answer = null;
    String error = null;
    if (reader.isPresent()) {
      try {
        answer = reader.get().read(whole(generation, reason));
      } catch (IllegalArgumentException e) {
        error = e.getMessage();
      }
    }
    return row(
        generation.text(),
        reason.name().toLowerCase(Locale.ROOT),
        generation.usage().promptTokens(),
        generation.usage().completionTokens(),
        error,
        answer);
  }

  private static String whole(Generation generation, FinishReason reason) {
    if (reason != FinishReason.STOP) {
      throw new IllegalArgumentException(
          "The answer was cut after %d tokens; raise %s"
              .formatted(
                  generation.usage().completionTokens(),
                  reason == FinishReason.LENGTH ? "maxTokens" : "context"));
    }
    return generation.text();
  }

  /** Of a row that failed. */
  Row ofError(String message) {
    return row(null, null, null, null, message, null);
  }

  private Row row(Object... values) {
    return RowFactory.create(Arrays.copyOf(values, type().length()));
  }

  /** What is wrong with a row; empty if nothing is. */
  static Optional<String> error(Row result) {
    return Optional.ofNullable(result.getString(ERROR));
  }
}
