package org.llamajvm.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.llamajvm.spark.LlamaGenerator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The SQL function {@code llama_generate(prompt[, options])}: a struct of {@code text}, {@code
 * finish_reason}, {@code prompt_tokens}, {@code completion_tokens}, {@code error} and, if asked
 * for, {@code answer}. The prompt is a text, or an array of structs of {@code role} and {@code
 * content}; the options are a map of texts or a struct.
 */
public final class LlamaFunction {

  /** The name of the function. */
  public static final String NAME = "llama_generate";

  private LlamaFunction() {}

  /**
   * Lets a session call the function. What is called says nothing of columns: only the generator's
   * model, its sampling and its limits count.
   *
   * @throws IllegalArgumentException if the session is a client of Spark Connect; name {@link
   *     LlamaExtensions} in the configuration of its server then
   */
  public static void register(SparkSession session, LlamaGenerator generator) {
    if (!(session instanceof org.apache.spark.sql.classic.SparkSession own)) {
      throw new IllegalArgumentException(
          "A client of Spark Connect cannot register %s; set spark.sql.extensions=%s at its server"
              .formatted(NAME, LlamaExtensions.class.getName()));
    }
    FunctionRegistry functions = own.sessionState().functionRegistry();
    functions.createOrReplaceTempFunction(NAME, new CallBuilder(generator::settings), "scala_udf");
    List<Rule<LogicalPlan>> rules =
        new ArrayList<>(CollectionConverters.asJava(own.experimental().extraOptimizations()));
    if (rules.stream().noneMatch(ExtractCalls.class::isInstance)) {
      rules.add(ExtractCalls.whenOptimized(own));
      own.experimental().extraOptimizations_$eq(CollectionConverters.asScala(rules).toSeq());
    }
  }
}
