package org.llamajvm.spark.rows;

import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.engine.generate.FinishReason;
import org.llamajvm.models.Generation;

/** The struct that is added to each row. */
public final class ResultColumn {

  /** Its type. */
  public static final StructType TYPE =
      new StructType()
          .add("text", DataTypes.StringType)
          .add("finish_reason", DataTypes.StringType)
          .add("prompt_tokens", DataTypes.IntegerType)
          .add("completion_tokens", DataTypes.IntegerType)
          .add("error", DataTypes.StringType);

  private ResultColumn() {}

  /** Of a row that was answered. */
  static Row of(Generation generation, FinishReason reason) {
    return RowFactory.create(
        generation.text(),
        reason.name().toLowerCase(Locale.ROOT),
        generation.usage().promptTokens(),
        generation.usage().completionTokens(),
        null);
  }

  /** Of a row that failed. */
  static Row ofError(String message) {
    return RowFactory.create(null, null, null, null, message);
  }
}
