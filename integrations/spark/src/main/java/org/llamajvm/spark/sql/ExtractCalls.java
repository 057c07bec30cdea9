package org.llamajvm.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.llamajvm.spark.plan.AnsweredPlan;
import org.llamajvm.spark.rows.GenerateRows;
import scala.PartialFunction;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Answers the calls of a selection before it, many rows at once, as columns of their own. A call
 * that stands below a condition stays where it is: it must not be answered for every row. So does
 * one in a function of an array's elements.
 */
final class ExtractCalls extends Rule<LogicalPlan> {

  private final SparkSession session;
  private final boolean analyzing;

  private ExtractCalls(SparkSession session, boolean analyzing) {
    this.session = session;
    this.analyzing = analyzing;
  }

  /** For plans that are being analysed. */
  static ExtractCalls whenAnalyzed(SparkSession session) {
    return new ExtractCalls(session, true);
  }

  /** For plans that are being optimised. */
  static ExtractCalls whenOptimized(SparkSession session) {
    return new ExtractCalls(session, false);
  }

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    PartialFunction<LogicalPlan, LogicalPlan> extraction = new Extraction();
    return analyzing ? plan.resolveOperatorsUp(extraction) : plan.transformUp(extraction);
  }

  /** Of one selection. */
  private final class Extraction extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
      return plan instanceof Project project
          && project.resolved()
          && firstCall(project).isPresent();
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
      Project project = (Project) plan;
      for (Optional<ScalaUDF> call = firstCall(project);
          call.isPresent();
          call = firstCall(project)) {
        project = extract(project, call.get());
      }
      return project;
    }
  }

  /** A call that has no other one in its arguments. */
  private static Optional<ScalaUDF> firstCall(Project project) {
    return asJava(project.projectList()).stream()
        .map(expression -> firstCall((Expression) expression))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<ScalaUDF> firstCall(Expression expression) {
    if (expression instanceof ConditionalExpression || expression instanceof LambdaFunction) {
      return Optional.empty();
    }
    Optional<ScalaUDF> inner =
        asJava(expression.children()).stream()
            .map(ExtractCalls::firstCall)
            .flatMap(Optional::stream)
            .findFirst();
    return inner.or(() ->
        isCall(expression) && isOfThisQuery(expression)
            ? Optional.of((ScalaUDF) expression)
            : inner);
  }

  /** Spark must join a query around it first, if a call refers to one. */
  private static boolean isOfThisQuery(Expression expression) {
    return !(expression instanceof OuterReference)
        && asJava(expression.children()).stream().allMatch(ExtractCalls::isOfThisQuery);
  }

  private static boolean isCall(Expression expression) {
    return expression instanceof ScalaUDF udf && udf.function() instanceof GenerateCall;
  }

  private Project extract(Project project, ScalaUDF udf) {
    List<Attribute> kept =
        asJava(project.child().output()).stream().filter(project.references()::contains).toList();
    GenerateCall call = (GenerateCall) udf.function();
    LogicalPlan answered =
        AnsweredPlan.of(
            session,
            input(kept, udf, project.child()),
            new GenerateRows(call.settings(), call.metrics()),
            new StructField(LlamaFunction.NAME, udf.dataType(), true, Metadata.empty()),
            Attribute::exprId);
    Expression result = asJava(answered.output()).getLast();
    return new Project(replaced(project.projectList(), udf, result), answered);
  }

  /** Columns to keep, then the arguments of a call, as {@link GenerateRows} reads them. */
  private static LogicalPlan input(List<Attribute> kept, ScalaUDF udf, LogicalPlan child) {
    List<Expression> arguments = asJava(udf.children());
    List<NamedExpression> columns = new ArrayList<>(kept);
    columns.add(AnsweredPlan.named(arguments.getFirst(), "prompt"));
    columns.add(AnsweredPlan.named(Literal.create(null, DataTypes.StringType), "key"));
    columns.add(AnsweredPlan.named(arguments.getLast(), "options"));
    return new Project(asScala(columns), child);
  }

  private static Seq<NamedExpression> replaced(
      Seq<NamedExpression> expressions, ScalaUDF udf, Expression result) {
    PartialFunction<Expression, Expression> replacement =
        new AbstractPartialFunction<>() {
          private static final long serialVersionUID = 1L;

          @Override
          @SuppressWarnings("ReferenceEquality") // an equal one is another draw
          public boolean isDefinedAt(Expression expression) {
            return expression == udf;
          }

          @Override
          public Expression apply(Expression expression) {
            return result;
          }
        };
    return asScala(
        asJava(expressions).stream()
            .map(expression ->
                (NamedExpression) ((Expression) expression).transformDown(replacement))
            .toList());
  }

  private static <T> List<T> asJava(Seq<T> sequence) {
    return CollectionConverters.asJava(sequence);
  }

  private static <T> Seq<T> asScala(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }
}
