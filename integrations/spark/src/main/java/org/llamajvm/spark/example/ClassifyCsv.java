package org.llamajvm.spark.example;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.llamajvm.spark.LlamaGenerator;
import org.llamajvm.spark.model.ShippedModel;

/**
 * Classifies the rows of a CSV file: asks a question about each, and takes the label that the
 * answer names. Start it with {@code spark-submit}; docs/spark.md has the command.
 */
public final class ClassifyCsv {

  private static final int MAX_TOKENS = 24;

  private ClassifyCsv() {}

  /**
   * Runs the job.
   *
   * @param args the model, the CSV file with a header, the directory to write, the question with
   *     names of columns in braces, and the labels
   * @throws IOException if the model cannot be read
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 5) {
      throw new IllegalArgumentException("Usage: ClassifyCsv MODEL INPUT OUTPUT QUESTION LABEL...");
    }
    List<String> labels = List.of(args).subList(4, args.length);
    try (SparkSession spark = SparkSession.builder().appName("classify a CSV file").getOrCreate()) {
      ShippedModel model = ShippedModel.ship(spark, Path.of(args[0]));
      Dataset<Row> rows = spark.read().option("header", true).csv(args[1]);
      LlamaGenerator.Builder generator = LlamaGenerator.builder().model(model);
      classify(rows, generator, args[3], labels)
          .write()
          .mode(SaveMode.ErrorIfExists)
          .option("header", true)
          .csv(args[2]);
    }
  }

  /**
   * Adds columns: the label, the answer and the error.
   *
   * @param generator with a model
   * @param question with names of columns in braces
   * @param labels the first one that an answer names is taken, whatever its case; else null
   */
  public static Dataset<Row> classify(
      Dataset<Row> rows, LlamaGenerator.Builder generator, String question, List<String> labels) {
    Column answer = lower(col("generation.text"));
    Column label =
        coalesce(
            labels.stream()
                .map(name -> when(answer.contains(name.toLowerCase(Locale.ROOT)), lit(name)))
                .toArray(Column[]::new));
    return generator
        .promptTemplate(question)
        .chat(true)
        .temperature(0)
        .maxTokens(MAX_TOKENS)
        .build()
        .transform(rows)
        .withColumn("label", label)
        .withColumn("answer", col("generation.text"))
        .withColumn("error", col("generation.error"))
        .drop("generation");
  }
}
