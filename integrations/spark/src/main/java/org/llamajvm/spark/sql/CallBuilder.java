package org.llamajvm.spark.sql;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.rows.OptionTypes;
import org.llamajvm.spark.rows.ResultColumn;
import org.llamajvm.spark.rows.RowRequests;
import org.llamajvm.spark.settings.Settings;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** Makes an expression of the function's arguments. */
final class CallBuilder extends AbstractFunction1<Seq<Expression>, Expression> {

  private final Supplier<Settings> settings;

  /**
   * A builder.
   *
   * @param settings asked for each call
   */
  CallBuilder(Supplier<Settings> settings) {
    this.settings = settings;
  }

  @Override
  public Expression apply(Seq<Expression> arguments) {
    List<Expression> given = CollectionConverters.asJava(arguments);
    if (given.isEmpty() || given.size() > 2) {
      throw new IllegalArgumentException(
          "%s takes a prompt and, if need be, options; not %d arguments"
              .formatted(LlamaFunction.NAME, given.size()));
    }
    if (given.stream().anyMatch(NamedArgumentExpression.class::isInstance)) {
      throw new IllegalArgumentException(
          "%s takes its arguments by their places, not by names".formatted(LlamaFunction.NAME));
    }
    Expression prompt = prompt(given.getFirst());
    Expression options =
        given.size() == 1 ? Literal.create(null, DataTypes.NullType) : given.getLast();
    Expression texts = cast(options, OptionTypes.texts(options.dataType()));
    Settings known = settings.get().with(CallOptions.ofResult(options));
    RowRequests.check(known);
    GenerationMetrics metrics = GenerationMetrics.register(SparkSession.active().sparkContext());
    return new ScalaUDF(
        new GenerateCall(known, metrics),
        ResultColumn.of(known).type(),
        CollectionConverters.asScala(List.of(prompt, texts)).toSeq(),
        ScalaUDF.apply$default$4(),
        Option.empty(),
        Option.apply(LlamaFunction.NAME),
        true,
        false); // so that Spark neither repeats nor moves it: it takes long
  }

  private static Expression prompt(Expression given) {
    boolean messages =
        given.dataType() instanceof ArrayType array && array.elementType() instanceof StructType;
    return messages ? given : cast(given, DataTypes.StringType);
  }

  private static Expression cast(Expression given, DataType type) {
    return new Cast(given, type, Option.empty());
  }
}
