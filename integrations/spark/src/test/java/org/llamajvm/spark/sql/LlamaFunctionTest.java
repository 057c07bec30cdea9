package org.llamajvm.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.spark.Spark;

class LlamaFunctionTest {

  private SparkSession registered;

  @BeforeEach
  void register() {
    registered = Spark.session().newSession();
    LlamaFunction.register(registered, Spark.model().build());
  }

  /** A session that has the function by its configuration. */
  private static SparkSession configured() {
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    SparkSession session =
        org.apache.spark.sql.classic.SparkSession.builder()
            .withExtensions(new LlamaExtensions())
            .getOrCreate();
    Spark.model()
        .build()
        .settings()
        .values()
        .forEach((setting, text) -> session.conf().set(setting.sparkKey(), text));
    return session;
  }

  @AfterEach
  void restore() {
    SparkSession.setDefaultSession(Spark.session());
    SparkSession.setActiveSession(Spark.session());
  }

  private static Dataset<Row> sql(SparkSession session, String query) {
    SparkSession.setActiveSession(session);
    Spark.prompts(session, 12).createOrReplaceTempView("prompts");
    return session.sql(query);
  }

  /** What the generator makes of twelve rows. */
  private static final class Expected {
    static final List<Row> ROWS =
        Spark.wren()
            .build()
            .transform(Spark.prompts(12))
            .select("note", "generation.text", "id")
            .collectAsList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersManyRowsAtOnce(boolean byConfiguration) {
    SparkSession session = byConfiguration ? configured() : registered;
    Dataset<Row> answers =
        sql(
            session,
            """
            SELECT note, llama_generate(prompt, map('key', id)).text, id
            FROM prompts ORDER BY id
            """);
    assertThat(answers.collectAsList()).isEqualTo(Expected.ROWS);
    assertThat(answers.queryExecution().executedPlan().toString()).contains("MapPartitions");
  }

  @Test
  void answersOnlyTheRowsOfACondition() {
    Dataset<Row> answers =
        sql(
            registered,
            """
            SELECT id, CASE WHEN id = 2 THEN llama_generate(prompt, map('max_tokens', '2')) END
            FROM prompts WHERE id < 4
            """);
    assertThat(answers.collectAsList())
        .extracting(row -> row.isNullAt(1) ? -1 : row.getStruct(1).getInt(3))
        .containsExactly(-1, -1, 2, -1);
  }

  /** As Spark does it unless it is said otherwise; the other tests have no time for it. */
  @Test
  void answersInCodeThatSparkCompiles() {
    registered.conf().set(Spark.WHOLE_STAGE, true);
    registered.conf().set(Spark.CODEGEN, "CODEGEN_ONLY");
    Dataset<Row> answers =
        sql(
            registered,
            """
            SELECT id, llama_generate(prompt, map('key', id)).text AS text,
              CASE WHEN id > 1 THEN llama_generate(prompt, map('key', id)).text END AS some
            FROM prompts WHERE id < 4
            """);
    List<Row> expected =
        Spark.wren()
            .build()
            .transform(Spark.prompts(4))
            .selectExpr("id", "generation.text", "CASE WHEN id > 1 THEN generation.text END")
            .collectAsList();
    assertThat(answers.collectAsList()).isEqualTo(expected);
    assertThat(answers.queryExecution().executedPlan().toString())
        .matches("(?s)\\*\\(\\d\\) Project .*llama_generate\\(.*MapPartitions.*");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersForAQueryAroundItAndInAView(boolean byConfiguration) {
    SparkSession session = byConfiguration ? configured() : registered;
    Dataset<Row> inner =
        sql(
            session,
            """
            SELECT note, (SELECT llama_generate(prompts.prompt, map('key', prompts.id)).text), id
            FROM prompts ORDER BY id
            """);
    session.sql(
        """
        CREATE OR REPLACE TEMPORARY VIEW answers AS
        SELECT note, llama_generate(prompt, map('key', id)).text, id FROM prompts
        """);
    assertThat(inner.collectAsList()).isEqualTo(Expected.ROWS);
    assertThat(inner.queryExecution().executedPlan().toString()).contains("MapPartitions");
    assertThat(session.sql("SELECT * FROM answers ORDER BY id").collectAsList())
        .isEqualTo(Expected.ROWS);
  }

  @Test
  void answersTheElementsOfAnArray() {
    List<Row> answers =
        sql(
                registered,
                """
                SELECT transform(array(prompt, 'Once'), p -> llama_generate(p).text) AS texts,
                  llama_generate(prompt).text, llama_generate('Once').text
                FROM prompts WHERE id < 2
                """)
            .collectAsList();
    assertThat(answers)
        .hasSize(2)
        .allSatisfy(row ->
            assertThat(row.getList(0)).isEqualTo(List.of(row.getString(1), row.getString(2))));
  }

  @Test
  void aKeyIsTheSameAsAnOptionAndAsAColumn() {
    List<String> keys =
        List.of("X'0102'", "TIMESTAMP'2026-01-01 00:00:00'", "1e20D", "array(1, 2)");
    String calls =
        keys.stream()
            .map(
                """
                llama_generate('The', named_struct('key', %s, 'temperature', 1.5)).text\
                """
                    ::formatted)
            .collect(Collectors.joining(", "));
    Dataset<Row> expected = Spark.prompts(1).selectExpr("'The' AS prompt");
    for (int i = 0; i < keys.size(); i++) {
      expected =
          Spark.wren()
              .keyColumns("key" + i)
              .temperature(1.5)
              .outputColumn("answer" + i)
              .build()
              .transform(expected.selectExpr("*", keys.get(i) + " AS key" + i));
    }
    List<Row> answers =
        sql(registered, "SELECT " + calls + " FROM prompts WHERE id < 1").collectAsList();
    assertThat(answers)
        .isEqualTo(
            expected
                .select("answer0.text", "answer1.text", "answer2.text", "answer3.text")
                .collectAsList());
    assertThat(answers.getFirst().toSeq().distinct().size()).isEqualTo(keys.size());
  }

  @Test
  void answersAnAnswerAndMessages() {
    Row row =
        sql(
                registered,
                """
                SELECT llama_generate(llama_generate('Once').text).prompt_tokens,
                  llama_generate(array(named_struct('role', 'user',
                    'content', 'What is the capital of France?')),
                    named_struct('temperature', 0, 'max_tokens', 20)).text
                """)
            .head();
    assertThat(row.getInt(0)).isGreaterThan(4);
    assertThat(row.getString(1)).isEqualTo("The capital of France is Paris.");
  }

  @Test
  void makesColumnsOfAnAnswer() {
    String call =
        """
        llama_generate(prompt, named_struct('key', id, 'max_tokens', 40, 'answer_columns', true,
          'response_schema',
          '{"type": "object", "properties": {"good": {"type": "boolean"}}, "required": ["good"]}'))
        """;
    Dataset<Row> answers =
        sql(
            registered,
            "SELECT id, %1$s.answer.good, CASE WHEN id > 1 THEN %1$s END.answer AS a FROM prompts"
                    .formatted(call)
                + " WHERE id < 3 ORDER BY id");
    assertThat(answers.toDF("id", "good", "a").schema().catalogString())
        .isEqualTo("struct<id:bigint,good:boolean,a:struct<good:boolean>>");
    assertThat(answers.collectAsList())
        .hasSize(3)
        .allSatisfy(row -> {
          assertThat(row.isNullAt(1)).isFalse();
          assertThat(row.isNullAt(2)).isEqualTo(row.getLong(0) <= 1);
        })
        .last()
        .satisfies(row -> assertThat(row.getStruct(2).get(0)).isEqualTo(row.get(1)));
  }

  @Test
  void knowsItsTypeBeforeTheRows() {
    assertThatThrownBy(
            () -> sql(registered, "SELECT llama_generate('a', map('answer_columns', 'true'))"))
        .hasStackTraceContaining("answerColumns needs a responseSchema");
    Row row =
        sql(
                registered,
                "SELECT llama_generate(prompt, map('answer_columns', note >= 0)).error FROM prompts")
            .head();
    assertThat(row.getString(0))
        .startsWith("answer_columns must be known before the rows are read");
  }

  @Test
  void saysWhichArgumentsItTakes() {
    assertThatThrownBy(() -> sql(registered, "SELECT llama_generate('a', 5)"))
        .hasStackTraceContaining(
            "must be a map or a struct, such as map('max_tokens', '20'), not INT");
    assertThatThrownBy(() -> sql(registered, "SELECT llama_generate(prompt => 'a')"))
        .hasStackTraceContaining("llama_generate takes its arguments by their places");
    assertThatThrownBy(() -> sql(registered, "SELECT llama_generate()"))
        .hasStackTraceContaining("llama_generate takes a prompt and, if need be, options");
  }
}
