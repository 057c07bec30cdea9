package org.llamajvm.spark.answer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.format.JsonTree;

/** Finds the type of Spark that holds all values that fit a JSON schema. For one schema. */
public final class AnswerType {

  private final References references;

  /** References that are being followed. */
  private final Set<String> open = new HashSet<>();

  private AnswerType(Object root) {
    references = new References(root);
  }

  /**
   * The type: a struct of an object's {@code properties}, a map of an object with {@code
   * additionalProperties} alone, an array of {@code items}, a string, long, double or boolean.
   *
   * @throws NoColumnException if the schema allows what no such type holds: values of several types
   *     or of any, and values that contain themselves
   * @throws IllegalArgumentException if it is no JSON
   */
  public static DataType of(String schema) {
    try {
      Object root = JsonTree.read(schema, Numeral::new);
      return new AnswerType(root).columns(root, References.ROOT).type();
    } catch (IOException e) {
      throw new IllegalArgumentException("The responseSchema is no JSON: " + e.getMessage(), e);
    }
  }

  /** A type, and whether there may be null instead. */
  private record Columns(DataType type, boolean nullable) {}

  private Columns columns(Object schema, String place) {
    Shape shape = shape(schema, place);
    List<DataType> types = shape.columns();
    if (types.size() != 1) {
      throw new NoColumnException(
          place,
          types.isEmpty()
              ? "says no type"
              : "has several types, " + types.stream().map(DataType::sql).sorted().toList());
    }
    return new Columns(types.getFirst(), shape.isNullable());
  }

  private Shape shape(Object schema, String place) {
    if (!(schema instanceof Map<?, ?> keywords)) {
      return Shape.ANY; // true
    }
    List<Shape> parts = new ArrayList<>();
    parts.add(own(keywords, place));
    if (keywords.get("$ref") instanceof String reference) {
      parts.add(followed(reference, place));
    }
    parts.addAll(list(keywords, "allOf", place));
    for (String keyword : List.of("anyOf", "oneOf")) {
      List<Shape> branches = list(keywords, keyword, place);
      if (!branches.isEmpty()) {
        parts.add(Shape.anyOf(branches));
      }
    }
    return Shape.allOf(parts);
  }

  private List<Shape> list(Map<?, ?> keywords, String keyword, String place) {
    List<Shape> shapes = new ArrayList<>();
    if (keywords.get(keyword) instanceof List<?> schemas) {
      for (Object schema : schemas) {
        shapes.add(shape(schema, place + "/" + keyword + "/" + shapes.size()));
      }
    }
    return shapes;
  }

  private Shape followed(String reference, String place) {
    if (!open.add(reference)) {
      throw new NoColumnException(place, "contains itself by the $ref '%s'".formatted(reference));
    }
    Shape shape = shape(references.target(place, reference), reference);
    open.remove(reference);
    return shape;
  }

  /** By type, or by the values that are listed. */
  private Shape own(Map<?, ?> keywords, String place) {
    return switch (keywords.get("type")) {
      case String name -> named(name, keywords, place);
      case List<?> names ->
          Shape.anyOf(
              names.stream().map(name -> named(String.valueOf(name), keywords, place)).toList());
      case null, default -> listed(keywords);
    };
  }

  private Shape named(String name, Map<?, ?> keywords, String place) {
    return Shape.of(
        switch (name) {
          case "string" -> DataTypes.StringType;
          case "integer" -> DataTypes.LongType;
          case "number" -> DataTypes.DoubleType;
          case "boolean" -> DataTypes.BooleanType;
          case "null" -> DataTypes.NullType;
          case "array" -> array(keywords, place);
          case "object" -> object(keywords, place);
          default -> throw new NoColumnException(place, "has no known type: " + name);
        });
  }

  private static Shape listed(Map<?, ?> keywords) {
    List<?> values =
        keywords.get("enum") instanceof List<?> list
            ? list
            : keywords.containsKey("const")
                ? Optional.ofNullable(keywords.get("const")).stream().toList()
                : List.of();
    return values.isEmpty()
        ? Shape.ANY
        : Shape.anyOf(values.stream().map(AnswerType::ofValue).toList());
  }

  private static Shape ofValue(Object value) {
    return switch (value) {
      case null -> Shape.of(DataTypes.NullType);
      case String _ -> Shape.of(DataTypes.StringType);
      case Boolean _ -> Shape.of(DataTypes.BooleanType);
      case Numeral(String text) when text.matches("-?[0-9]+") -> Shape.of(DataTypes.LongType);
      case Numeral _ -> Shape.of(DataTypes.DoubleType);
      default -> Shape.ANY;
    };
  }

  private DataType array(Map<?, ?> keywords, String place) {
    Object items = keywords.get("items");
    if (keywords.containsKey("prefixItems") || items instanceof List) {
      throw new NoColumnException(place, "is an array whose items differ by their place");
    }
    Columns item = columns(items, place + "/items");
    return DataTypes.createArrayType(item.type(), item.nullable());
  }

  private DataType object(Map<?, ?> keywords, String place) {
    if (!(keywords.get("properties") instanceof Map<?, ?> properties) || properties.isEmpty()) {
      Columns value =
          columns(keywords.get("additionalProperties"), place + "/additionalProperties");
      return DataTypes.createMapType(DataTypes.StringType, value.type(), value.nullable());
    }
    List<?> required = keywords.get("required") instanceof List<?> names ? names : List.of();
    StructType struct = new StructType();
    for (Map.Entry<?, ?> property : properties.entrySet()) {
      String name = (String) property.getKey();
      Columns member = columns(property.getValue(), place + "/properties/" + name);
      boolean nullable = member.nullable() || !required.contains(name);
      struct = struct.add(name, member.type(), nullable);
    }
    return struct;
  }
}
