package org.llamajvm.spark.rows;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;
import org.llamajvm.spark.settings.TextList;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The options of a row: a map or a struct, of texts and lists of them. What is null is not set.
 *
 * @param settings that the row has of its own
 * @param key of the row, from which its seed is made; empty if it names none
 */
record RowOptions(Settings settings, Optional<String> key) {

  /** Names the row. */
  static final String KEY = "key";

  /**
   * Reads a value of the options' column.
   *
   * @throws IllegalArgumentException if an option is not known, or its value is wrong
   */
  static RowOptions of(Object value) {
    Map<String, Object> options = entries(value);
    options.values().removeIf(Objects::isNull);
    Object key = options.remove(KEY);
    Settings settings = Settings.DEFAULTS;
    for (Map.Entry<String, Object> option : options.entrySet()) {
      settings = settings.with(Setting.ofRowKey(option.getKey()), text(option.getValue()));
    }
    return new RowOptions(settings, Optional.ofNullable(key).map(String::valueOf));
  }

  private static Map<String, Object> entries(Object value) {
    Map<String, Object> entries = new HashMap<>();
    switch (value) {
      case null -> {}
      case Row row ->
          IntStream.range(0, row.length())
              .forEach(i -> entries.put(row.schema().fieldNames()[i], row.get(i)));
      case scala.collection.Map<?, ?> map ->
          CollectionConverters.asJava(map)
              .forEach((key, option) -> entries.put(String.valueOf(key), option));
      default -> throw new IllegalArgumentException("Options must be a map or a struct");
    }
    return entries;
  }

  private static String text(Object value) {
    if (value instanceof Iterable<?> list) {
      Stream<?> texts =
          CollectionConverters.asJavaCollection(list).stream().filter(Objects::nonNull);
      return TextList.format(texts.map(String::valueOf).toList());
    }
    return String.valueOf(value);
  }
}
