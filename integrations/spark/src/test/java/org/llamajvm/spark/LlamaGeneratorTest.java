package org.llamajvm.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.repeat;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.GenerationListener;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.models.ModelOptions;
import org.llamajvm.spark.metrics.GenerationMetrics;
import org.llamajvm.spark.rows.RowSeed;

class LlamaGeneratorTest {

  private static final int ROWS = 40;

  private static List<Row> answers(LlamaGenerator.Builder builder, Dataset<Row> rows) {
    return builder.build().transform(rows).collectAsList();
  }

  private static Row only(LlamaGenerator.Builder builder, Dataset<Row> rows) {
    return answers(builder, rows).getFirst().getStruct(rows.columns().length);
  }

  private static Dataset<Row> one(String prompt) {
    return Spark.session().range(1).select(col("id"), lit(prompt).as("prompt"));
  }

  @Test
  void keepsRowsColumnsAndOrder() {
    Dataset<Row> rows = Spark.prompts(ROWS).coalesce(2);
    Dataset<Row> answered = Spark.wren().build().transform(rows);
    assertThat(answered.columns()).containsExactly("id", "prompt", "note", "generation");
    List<Row> out = answered.collectAsList();
    assertThat(out).hasSize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      Row row = out.get(i);
      assertThat(row.getLong(0)).isEqualTo(i);
      assertThat(row.getLong(2)).isEqualTo(2L * i);
      assertThat(row.isNullAt(3)).isEqualTo(row.isNullAt(1)).isEqualTo(i % 10 == 3);
    }
  }

  @Test
  void writesTheSameTextWhateverThePartitionsAndTheTries() throws IOException {
    Dataset<Row> rows = Spark.prompts(ROWS);
    LlamaGenerator generator = Spark.wren().temperature(1).seed(7).build();
    List<Row> one = Spark.byId(generator.transform(rows.coalesce(1)));
    List<Row> shuffled = Spark.byId(generator.transform(rows.repartition(5)));
    MapFunction<Row, Row> failsOnce =
        row -> {
          if (row.getLong(0) == 17 && TaskContext.get().attemptNumber() == 0) {
            throw new IllegalStateException("the executor burns");
          }
          return row;
        };
    Dataset<Row> answered = generator.transform(rows.repartition(2));
    List<Row> again = Spark.byId(answered.map(failsOnce, Encoders.row(answered.schema())));
    assertThat(shuffled).isEqualTo(one);
    assertThat(again).isEqualTo(one);
    assertThat(one).extracting(row -> text(row)).containsExactlyElementsOf(alone(one, 7));
  }

  private static String text(Row row) {
    return row.isNullAt(3) ? null : row.getStruct(3).getString(0);
  }

  /** The texts of a model that answers one prompt after the other. */
  private static List<String> alone(List<Row> rows, long seed) throws IOException {
    try (LanguageModel model = LanguageModel.open(Spark.WREN, ModelOptions.defaults())) {
      return rows.stream()
          .map(row -> row.isNullAt(1) ? null : alone(model, row, seed))
          .collect(Collectors.toList()); // with nulls
    }
  }

  private static String alone(LanguageModel model, Row row, long seed) {
    long own = RowSeed.of(seed, Long.toString(row.getLong(0)));
    GenerateOptions options =
        GenerateOptions.defaults()
            .withMaxTokens(8)
            .withSampling(model.recommendedSampling(own).toBuilder().temperature(1).build());
    GenerationListener nobody = _ -> {};
    return model.generate(row.getString(1), options, nobody).text();
  }

  @Test
  void countsRowsAndTokens() {
    GenerationMetrics metrics = GenerationMetrics.register(Spark.session().sparkContext());
    Spark.wren().build().transform(Spark.prompts(20).coalesce(1), metrics).collectAsList();
    assertThat(metrics.rows().value()).isEqualTo(18);
    assertThat(metrics.errors().value()).isZero();
    assertThat(metrics.promptTokens().value()).isGreaterThan(18 * 5);
    assertThat(metrics.completionTokens().value()).isBetween(18L, 18L * 8);
  }

  @Test
  void rowsHaveOptionsOfTheirOwn() {
    Dataset<Row> rows =
        Spark.prompts(3)
            .withColumn("o", map(lit("max_tokens"), col("id").plus(1).cast(DataTypes.StringType)));
    List<Row> out = answers(Spark.wren().optionsColumn("o"), rows);
    assertThat(out).extracting(row -> row.getStruct(4).getInt(3)).containsExactly(1, 2, 3);
    Dataset<Row> seeded =
        Spark.prompts(3)
            .withColumn("prompt", lit("The"))
            .withColumn("o", struct(lit(5).as("seed"), lit(1.5).as("temperature")));
    Set<String> texts =
        answers(Spark.wren().optionsColumn("o"), seeded).stream()
            .map(row -> row.getStruct(4).getString(0))
            .collect(Collectors.toSet());
    assertThat(texts).hasSize(1);
  }

  @Test
  void refusesOptionsThatAreNone() {
    LlamaGenerator generator = Spark.wren().optionsColumn("note").build();
    assertThatThrownBy(() -> generator.transform(Spark.prompts(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Options must be a map or a struct, such as map('max_tokens', '20'), not BIGINT");
  }

  @Test
  void aRowThatFailsHasAnErrorOrEndsTheJob() {
    Dataset<Row> rows =
        Spark.prompts(5)
            .withColumn("o", when(col("id").equalTo(2), map(lit("max_tokens"), lit("many"))))
            .withColumn(
                "prompt",
                when(col("id").equalTo(4), repeat(lit("7 "), 512)).otherwise(col("prompt")));
    List<Row> out = answers(Spark.wren().optionsColumn("o"), rows);
    assertThat(out)
        .extracting(row -> row.isNullAt(4) ? null : row.getStruct(4).getString(4))
        .containsExactly(
            null,
            null,
            "maxTokens must be a number of 0 or more, not 'many'",
            null,
            "The prompt has 1025 tokens, and the context only 512; set context");
    assertThatThrownBy(() -> answers(Spark.wren().optionsColumn("o").failOnError(true), rows))
        .isInstanceOf(SparkException.class)
        .hasStackTraceContaining("The row 2 failed: maxTokens must be");
  }

  @Test
  void fillsATemplate() {
    Row filled =
        only(
            Spark.model().promptTemplate("Once {{upon}} {id} {prompt}").keyColumns("id"),
            one("a time"));
    assertThat(filled).isEqualTo(only(Spark.wren(), one("Once {upon} 0 a time")));
  }

  @Test
  void writesMessagesInTheChatTemplate() throws IOException {
    Dataset<Row> rows = one("What is the capital of France?");
    Row asked = only(Spark.wren().chat(true).maxTokens(20).temperature(0), rows);
    assertThat(asked.getString(0)).isEqualTo("The capital of France is Paris.");
    assertThat(asked.getString(1)).isEqualTo("stop");
    Dataset<Row> messages =
        rows.withColumn(
            "prompt", array(struct(lit("user").as("role"), col("prompt").as("content"))));
    assertThat(only(Spark.wren().maxTokens(20).temperature(0), messages)).isEqualTo(asked);
  }

  @Test
  void aMessageThatIsNullIsAnErrorOfItsRow() {
    Dataset<Row> rows =
        Spark.session()
            .sql(
                """
                SELECT 0L AS id, array(CAST(NULL AS struct<role: string, content: string>)) AS prompt
                UNION ALL SELECT 1L, array()
                UNION ALL SELECT 2L, array(named_struct('role', NULL, 'content', 'Hi'))
                """);
    assertThat(answers(Spark.wren(), rows))
        .extracting(row -> row.getStruct(2).getString(4))
        .containsExactly(
            "A message must have a role, such as user",
            "There are no messages",
            "A message must have a role, such as user");
  }

  @Test
  void addsNoColumnThatIsThere() {
    LlamaGenerator generator = Spark.wren().build();
    Dataset<Row> answered = generator.transform(Spark.prompts(4));
    assertThatThrownBy(() -> generator.transform(answered))
        .hasMessage("There is a column generation already; set outputColumn to another name");
    Dataset<Row> twice = Spark.wren().concurrency(3).outputColumn("b").build().transform(answered);
    assertThat(twice.collectAsList())
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.<Object>getAs("b")).isEqualTo(row.getAs("generation")));
  }

  @Test
  void namesAreAsDifferentAsTheyAreForSpark() {
    StructType columns = new StructType().add("Generation", DataTypes.LongType);
    LlamaGenerator generator = Spark.wren().build();
    assertThatThrownBy(() -> generator.outputSchema(columns))
        .hasMessageStartingWith("There is a column generation already");
    Spark.session().conf().set("spark.sql.caseSensitive", "true");
    try {
      assertThat(generator.outputSchema(columns).fieldNames())
          .containsExactly("Generation", "generation");
    } finally {
      Spark.session().conf().unset("spark.sql.caseSensitive");
    }
  }

  @Test
  void losesNoRowOfManyPartitionsAndOpensNoModelForNone() {
    Dataset<Row> rows = Spark.prompts(10).repartition(15);
    assertThat(answers(Spark.wren(), rows))
        .extracting(row -> row.getLong(0))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 10).boxed().toList());
    assertThat(answers(Spark.wren().model("/no/model"), Spark.prompts(0).repartition(2))).isEmpty();
  }

  @Test
  void processesASharedBeginningOnce() {
    GenerationMetrics metrics = GenerationMetrics.register(Spark.session().sparkContext());
    Dataset<Row> rows =
        Spark.prompts(20)
            .coalesce(2)
            .withColumn("prompt", concat(repeat(lit("She sang. "), 50), col("id")));
    Spark.wren().build().transform(rows, metrics).collectAsList();
    assertThat(metrics.cachedTokens().value()).isGreaterThan(18 * 128);
  }
}
