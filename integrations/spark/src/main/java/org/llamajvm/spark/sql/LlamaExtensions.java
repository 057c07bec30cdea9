package org.llamajvm.spark.sql;

import java.util.Map;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.classic.SparkSession;
import org.llamajvm.spark.LlamaGenerator;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;
import scala.Tuple3;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Brings {@code llama_generate} to every session of an application, by {@code
 * spark.sql.extensions=org.llamajvm.spark.sql.LlamaExtensions}. The model and the rest are settings
 * of Spark, such as {@code spark.llama.model} and {@code spark.llama.maxTokens}.
 */
public final class LlamaExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** For Spark. */
  public LlamaExtensions() {}

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    ExpressionInfo info =
        new ExpressionInfo(
            LlamaFunction.class.getName(),
            null,
            LlamaFunction.NAME,
            "_FUNC_(prompt[, options]) - Answers a prompt with a language model.",
            "",
            "",
            "",
            "",
            "",
            "",
            "scala_udf");
    extensions.injectFunction(
        new Tuple3<>(
            FunctionIdentifier.apply(LlamaFunction.NAME),
            info,
            new CallBuilder(LlamaExtensions::configured)));
    extensions.injectPostHocResolutionRule(
        new AbstractFunction1<>() {
          @Override
          public ExtractCalls apply(org.apache.spark.sql.SparkSession session) {
            return ExtractCalls.whenAnalyzed((SparkSession) session);
          }
        });
    extensions.injectPreCBORule( // calls that refer to a query around theirs, when it is joined
        new AbstractFunction1<>() {
          @Override
          public ExtractCalls apply(org.apache.spark.sql.SparkSession session) {
            return ExtractCalls.whenOptimized((SparkSession) session);
          }
        });
    return BoxedUnit.UNIT;
  }

  /** What the session's configuration says; in a view, Spark itself would ask another one. */
  private static Settings configured() {
    LlamaGenerator.Builder builder = LlamaGenerator.builder();
    SparkSession session = SparkSession.active();
    Map<String, String> all =
        CollectionConverters.asJava(session.sessionState().conf().getAllConfs());
    all.forEach((key, value) -> {
      if (key.startsWith(Setting.PREFIX)) {
        builder.set(key.substring(Setting.PREFIX.length()), value);
      }
    });
    return builder.build().settings();
  }
}
