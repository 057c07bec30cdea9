package org.llamajvm.spark.rows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The type that the options of a row are cast to before a task reads them. Spark itself writes
 * their values as texts then, as it does those of key columns: the same on every executor, whatever
 * its time zone, and the same for one value whether it is a key by a column or by an option.
 */
public final class OptionTypes {

  private OptionTypes() {}

  /**
   * The same with texts, and arrays of texts.
   *
   * @param given a map or a struct, or that of null
   * @throws IllegalArgumentException if it is another one
   */
  public static DataType texts(DataType given) {
    return switch (given) {
      case NullType _ -> DataTypes.StringType;
      case StructType struct ->
          new StructType(
              Arrays.stream(checked(struct).fields())
                  .map(OptionTypes::field)
                  .toArray(StructField[]::new));
      case MapType map ->
          DataTypes.createMapType(
              DataTypes.StringType, value(map.valueType()), map.valueContainsNull());
      default ->
          throw new IllegalArgumentException(
              "Options must be a map or a struct, such as map('max_tokens', '20'), not %s"
                  .formatted(given.sql()));
    };
  }

  private static StructType checked(StructType options) {
    Set<String> names = new HashSet<>();
    for (String name : options.fieldNames()) {
      if (!names.add(name)) {
        throw new IllegalArgumentException("The options have %s twice".formatted(name));
      }
    }
    return options;
  }

  private static StructField field(StructField given) {
    DataType type =
        given.name().equals(RowOptions.KEY) ? DataTypes.StringType : value(given.dataType());
    return DataTypes.createStructField(given.name(), type, given.nullable());
  }

  private static DataType value(DataType given) {
    return given instanceof ArrayType array
        ? DataTypes.createArrayType(DataTypes.StringType, array.containsNull())
        : DataTypes.StringType;
  }
}
