package org.llamajvm.spark.answer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * What a schema says of the types of values.
 *
 * @param types that are possible, that of null among them; empty if nothing is said
 */
record Shape(Set<DataType> types) {

  /** Nothing is said. */
  static final Shape ANY = new Shape(Set.of());

  static Shape of(DataType type) {
    return new Shape(Set.of(type));
  }

  boolean isAny() {
    return types.isEmpty();
  }

  boolean isNullable() {
    return isAny() || types.contains(DataTypes.NullType);
  }

  /** What fits one of several. */
  static Shape anyOf(List<Shape> shapes) {
    return shapes.stream().anyMatch(Shape::isAny) ? ANY : new Shape(union(shapes));
  }

  /** What fits all of several. */
  static Shape allOf(List<Shape> shapes) {
    List<Shape> said = shapes.stream().filter(shape -> !shape.isAny()).toList();
    Set<DataType> types = union(said);
    if (!said.stream().allMatch(Shape::isNullable)) {
      types.remove(DataTypes.NullType);
    }
    return new Shape(types);
  }

  private static Set<DataType> union(List<Shape> shapes) {
    return shapes.stream()
        .flatMap(shape -> shape.types.stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** The types of values other than null; a number is as wide as needed. */
  List<DataType> columns() {
    List<DataType> columns = new ArrayList<>(types);
    columns.remove(DataTypes.NullType);
    if (columns.contains(DataTypes.DoubleType)) {
      columns.remove(DataTypes.LongType);
    }
    return columns;
  }
}
