package org.llamajvm.spark.plan;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Columns as bytes, in the form that Spark computes with. A function of Spark that sees columns as
 * objects of Java does not give all of them back as they were: days that the Julian calendar does
 * not have, texts that are no UTF-8 and types of intervals change. Safe to share between threads.
 */
public final class RowBytes implements Serializable {

  private static final long serialVersionUID = 1L;

  private final StructType type;
  private transient UnsafeProjection projection;

  /**
   * Columns of these types.
   *
   * @param type their names do not matter
   */
  RowBytes(StructType type) {
    this.type = type;
  }

  /** The bytes of a struct. */
  Expression pack(Expression struct) {
    return call("pack", DataTypes.BinaryType, struct);
  }

  /** The struct of bytes. */
  Expression unpack(Expression bytes) {
    return call("unpack", type, bytes);
  }

  private Expression call(String method, DataType result, Expression argument) {
    return new Invoke(
        Literal.create(this, new ObjectType(RowBytes.class)),
        method,
        result,
        CollectionConverters.asScala(List.of(argument)).toSeq(),
        CollectionConverters.asScala(List.<AbstractDataType>of(argument.dataType())).toSeq(),
        false,
        false,
        true);
  }

  /** For Spark: a copy of the values of a struct. */
  public synchronized byte[] pack(InternalRow struct) {
    if (projection == null) {
      projection = UnsafeProjection.create(type);
    }
    return projection.apply(struct).copy().getBytes();
  }

  /** For Spark: the struct; it reads from the bytes. */
  public InternalRow unpack(byte[] bytes) {
    UnsafeRow struct = new UnsafeRow(type.length());
    struct.pointTo(bytes, bytes.length);
    return struct;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowBytes same && type.equals(same.type);
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public String toString() {
    return "columns";
  }
}
