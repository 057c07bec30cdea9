package org.llamajvm.spark;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.spark.rows.OptionTypes;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;

/**
 * The columns that a task reads, as settings name them.
 *
 * @param rows that have them
 * @param settings that name them
 */
record InputColumns(Dataset<?> rows, Settings settings) {

  private static final String KEY_SEPARATOR = ",";

  /** A text, or messages. */
  Column prompt() {
    if (settings.has(Setting.PROMPT_TEMPLATE) == settings.has(Setting.PROMPT_COLUMN)) {
      throw new IllegalArgumentException(
          "Say where prompts are: either promptColumn or promptTemplate");
    }
    return settings
        .text(Setting.PROMPT_TEMPLATE)
        .map(template -> filled(PromptTemplate.parse(template)))
        .or(() -> settings.text(Setting.PROMPT_COLUMN).map(this::textOrMessages))
        .orElseThrow();
  }

  private Column textOrMessages(String name) {
    Column column = rows.col(name);
    boolean messages =
        type(column) instanceof ArrayType array && array.elementType() instanceof StructType;
    return messages ? column : column.cast(DataTypes.StringType);
  }

  private Column filled(PromptTemplate template) {
    return concat(
        template.parts().stream()
            .map(part ->
                switch (part) {
                  case PromptTemplate.Literal(String text) -> lit(text);
                  case PromptTemplate.ColumnName(String name) ->
                      rows.col(name).cast(DataTypes.StringType);
                })
            .toArray(Column[]::new));
  }

  /** What the seed of a row is made of; null for its prompt. */
  Column key() {
    Column[] columns =
        settings.list(Setting.KEY_COLUMNS).stream()
            .map(name -> rows.col(name).cast(DataTypes.StringType))
            .toArray(Column[]::new);
    return columns.length == 0
        ? lit(null).cast(DataTypes.StringType)
        : concat_ws(KEY_SEPARATOR, columns);
  }

  /**
   * A map or a struct of texts, or null.
   *
   * @throws IllegalArgumentException if the column is another one
   */
  Column options() {
    return settings
        .text(Setting.OPTIONS_COLUMN)
        .map(rows::col)
        .map(column -> column.cast(OptionTypes.texts(type(column))))
        .orElse(lit(null).cast(DataTypes.StringType));
  }

  private DataType type(Column column) {
    return rows.select(column).schema().fields()[0].dataType();
  }
}
