package org.llamajvm.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.llamajvm.spark.sql.LlamaFunction;

/**
 * Values that Spark's own functions on objects of Java would change, and names that are unusual.
 */
class KeptColumnsTest {

  private static final String QUERY =
      """
      SELECT id, prompt, X'00FF' AS bytes, CAST(X'41FF42' AS STRING) AS no_utf8,
        DATE'1582-10-10' AS gap, TIMESTAMP'1582-10-12 01:02:03.123456' AS instant,
        TIMESTAMP_NTZ'0001-01-01 00:00:00' AS ntz, INTERVAL '1' DAY AS days,
        INTERVAL '1' MONTH AS months, make_interval(1, 2, 3) AS calendar,
        CAST(12345678901234567890.123456789012345678 AS DECIMAL(38, 18)) AS wide,
        NULL AS nothing, double('-0.0') AS zero, parse_json('{"a": [1]}') AS variant,
        named_struct('a.b', map('k', array(DATE'1582-10-10', NULL))) AS nested, array() AS empty,
        'a' COLLATE UNICODE AS collated, note AS `a.b c`, id AS same, id + 1 AS same, id AS SAME
      FROM kept
      """;

  private static Dataset<Row> rows(SparkSession session) {
    Spark.prompts(session, 5).createOrReplaceTempView("kept");
    return session.sql(QUERY);
  }

  /** All values as Spark has them: the bytes of texts and numbers, and how the rest is written. */
  private static Dataset<Row> exact(Dataset<Row> rows, int columns) {
    Dataset<Row> named =
        rows.toDF(
            IntStream.range(0, rows.columns().length)
                .mapToObj(i -> "c" + i)
                .toArray(String[]::new));
    return named
        .selectExpr(
            IntStream.range(0, columns)
                .mapToObj(i -> "hex(CAST(c%d AS STRING)) AS c%1$d".formatted(i))
                .toArray(String[]::new))
        .sort("c0");
  }

  private static String names(Dataset<Row> rows, int columns) {
    return IntStream.range(0, columns)
        .mapToObj(i -> rows.schema().apply(i).toString())
        .collect(Collectors.joining());
  }

  @Test
  void areWhatTheyWere() {
    Dataset<Row> rows = rows(Spark.session());
    int columns = rows.columns().length;
    Dataset<Row> answered = Spark.wren().build().transform(rows.repartition(3));
    assertThat(names(answered, columns)).isEqualTo(names(rows, columns));
    assertThat(exact(answered, columns).collectAsList())
        .isEqualTo(exact(rows, columns).collectAsList());
  }

  @Test
  void areWhatTheyWereInSql() {
    SparkSession session = Spark.session().newSession();
    LlamaFunction.register(session, Spark.model().build());
    SparkSession.setActiveSession(session);
    try {
      Dataset<Row> rows = rows(session);
      int columns = rows.columns().length;
      Dataset<Row> answered = rows.selectExpr("*", "llama_generate(prompt).text");
      assertThat(names(answered, columns)).isEqualTo(names(rows, columns));
      assertThat(exact(answered, columns).collectAsList())
          .isEqualTo(exact(rows, columns).collectAsList());
    } finally {
      SparkSession.setActiveSession(Spark.session());
    }
  }
}
