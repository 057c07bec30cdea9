package org.llamajvm.spark.answer;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.format.JsonTree;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads answers as values of a type, in the form that Spark's rows have them.
 *
 * @param type as {@link AnswerType} finds it
 */
public record AnswerReader(DataType type) {

  /**
   * The value of an answer.
   *
   * @throws IllegalArgumentException if the text is no JSON of the type, saying where
   */
  public Object read(String text) {
    try {
      return value(JsonTree.read(text, Numeral::new), type, References.ROOT);
    } catch (IOException e) {
      throw new IllegalArgumentException("The answer is no JSON: " + e.getMessage(), e);
    }
  }

  private static Object value(Object json, DataType type, String place) {
    return switch (type) {
      case StringType _ when json instanceof String text -> text;
      case BooleanType _ when json instanceof Boolean flag -> flag;
      case LongType _ when json instanceof Numeral number -> whole(number, place);
      case DoubleType _ when json instanceof Numeral number -> fraction(number, place);
      case ArrayType array when json instanceof List<?> items -> items(items, array, place);
      case MapType map when json instanceof Map<?, ?> members -> members(members, map, place);
      case StructType struct when json instanceof Map<?, ?> members -> row(members, struct, place);
      default -> throw misfit(place, "is no " + type.sql());
    };
  }

  private static Object optional(Object json, DataType type, boolean nullable, String place) {
    return json == null && nullable ? null : value(json, type, place);
  }

  private static long whole(Numeral number, String place) {
    try {
      return new BigDecimal(number.text()).longValueExact();
    } catch (ArithmeticException | NumberFormatException _) {
      throw misfit(place, "is %s, which no long holds".formatted(number.text()));
    }
  }

  private static double fraction(Numeral number, String place) {
    double value = Double.parseDouble(number.text());
    if (Double.isInfinite(value)) {
      throw misfit(place, "is %s, which no double holds".formatted(number.text()));
    }
    return value;
  }

  private static Object items(List<?> items, ArrayType type, String place) {
    Object[] values = new Object[items.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = optional(items.get(i), type.elementType(), type.containsNull(), place + "/" + i);
    }
    return values;
  }

  private static Object members(Map<?, ?> members, MapType type, String place) {
    Map<Object, Object> values = new LinkedHashMap<>();
    members.forEach((key, json) ->
        values.put(
            key, optional(json, type.valueType(), type.valueContainsNull(), place + "/" + key)));
    return CollectionConverters.asScala(values);
  }

  private static Object row(Map<?, ?> members, StructType type, String place) {
    Object[] values = new Object[type.length()];
    for (int i = 0; i < values.length; i++) {
      StructField field = type.fields()[i];
      values[i] =
          optional(
              members.get(field.name()),
              field.dataType(),
              field.nullable(),
              place + "/" + field.name());
    }
    return RowFactory.create(values);
  }

  private static IllegalArgumentException misfit(String place, String problem) {
    return new IllegalArgumentException("The answer's %s %s".formatted(place, problem));
  }
}
