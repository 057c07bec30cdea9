package org.llamajvm.spark.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.CreateStruct;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.spark.rows.GenerateRows;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** A plan that answers the rows of another one. */
public final class AnsweredPlan {

  private AnsweredPlan() {}

  /**
   * The columns of a plan but those that are read, then the result. None of the others is changed,
   * whatever its type and its name.
   *
   * @param input columns to keep, then those that are read, see {@link GenerateRows#READ}
   * @param result name and type
   * @param id of a column in the new plan; that of the old one if all that refers to it is to find
   *     it here
   */
  public static LogicalPlan of(
      SparkSession session,
      LogicalPlan input,
      GenerateRows rows,
      StructField result,
      Function<Attribute, ExprId> id) {
    List<Attribute> columns = asJava(input.output());
    List<Attribute> kept = columns.subList(0, columns.size() - GenerateRows.READ);
    RowBytes bytes = new RowBytes(schema(kept));
    Expression packed = bytes.pack(CreateStruct.apply(asScala(new ArrayList<>(kept))));
    List<NamedExpression> packedAndRead = new ArrayList<>();
    packedAndRead.add(named(packed, "columns"));
    packedAndRead.addAll(columns.subList(kept.size(), columns.size()));
    Dataset<Row> answered =
        Dataset.ofRows(session, new Project(asScala(packedAndRead), input))
            .mapPartitions(rows, Encoders.row(packedSchema(result)));
    LogicalPlan plan = answered.queryExecution().analyzed();
    Expression struct = bytes.unpack((Expression) plan.output().head());
    List<NamedExpression> restored = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      Expression column = new GetStructField(struct, i, Option.empty());
      restored.add(likeIt(kept.get(i), column, id.apply(kept.get(i))));
    }
    restored.add(plan.output().last());
    return new Project(asScala(restored), plan);
  }

  private static StructType packedSchema(StructField result) {
    return new StructType().add("columns", DataTypes.BinaryType, false).add(result);
  }

  private static StructType schema(List<Attribute> columns) {
    StructType schema = new StructType();
    for (Attribute column : columns) {
      schema = schema.add(column.name(), column.dataType(), column.nullable());
    }
    return schema;
  }

  /** An expression with a name. */
  public static NamedExpression named(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        asScala(List.of()),
        Option.empty(),
        asScala(List.of()));
  }

  /** What was made of a column has its name, and takes its place. */
  private static NamedExpression likeIt(Attribute known, Expression made, ExprId id) {
    return new Alias(
        made,
        known.name(),
        id,
        known.qualifier(),
        Option.apply(known.metadata()),
        asScala(List.of()));
  }

  private static <T> List<T> asJava(Seq<T> sequence) {
    return CollectionConverters.asJava(sequence);
  }

  private static <T> Seq<T> asScala(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
