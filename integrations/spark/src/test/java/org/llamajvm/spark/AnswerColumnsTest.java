package org.llamajvm.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.spark.metrics.GenerationMetrics;

class AnswerColumnsTest {

  private static final String SCHEMA =
      """
      {
        "type": "object",
        "properties": {
          "name": {"type": "string", "maxLength": 8},
          "age": {"type": "integer", "minimum": 0, "maximum": 99},
          "size": {"type": "number", "minimum": -1, "maximum": 1},
          "good": {"type": "boolean"},
          "colour": {"enum": ["red", "blue"]},
          "words": {"type": "array", "items": {"type": "string", "maxLength": 4}, "maxItems": 2},
          "home": {
            "type": "object",
            "properties": {"town": {"type": ["string", "null"], "maxLength": 5}},
            "required": ["town"]
          },
          "note": {"type": "string", "maxLength": 3}
        },
        "required": ["name", "age", "size", "good", "colour", "words", "home"]
      }
      """;

  private static LlamaGenerator.Builder person() {
    return Spark.wren()
        .responseSchema(SCHEMA)
        .answerColumns(true)
        .temperature(1)
        .maxTokens(160)
        .seed(3);
  }

  @Test
  void areWhatSparkReadsInTheText() {
    LlamaGenerator generator = person().build();
    Dataset<Row> rows = Spark.prompts(15);
    StructType type =
        (StructType)
            ((StructType) generator.outputSchema(rows.schema()).apply("generation").dataType())
                .apply("answer")
                .dataType();
    assertThat(type.catalogString())
        .isEqualTo(
            "struct<name:string,age:bigint,size:double,good:boolean,colour:string,"
                + "words:array<string>,home:struct<town:string>,note:string>");
    List<Row> answers =
        generator
            .transform(rows.repartition(3))
            .where("generation.finish_reason = 'stop'")
            .select(col("generation.answer"), from_json(col("generation.text"), type))
            .collectAsList();
    assertThat(answers).hasSizeGreaterThan(8);
    assertThat(answers).allSatisfy(row -> assertThat(row.get(0)).isEqualTo(row.get(1)));
    assertThat(answers).extracting(row -> row.getStruct(0).getBoolean(3)).contains(true, false);
  }

  @Test
  void areNullWhereTheAnswerIsCut() {
    GenerationMetrics metrics = GenerationMetrics.register(Spark.session().sparkContext());
    Dataset<Row> cut = person().maxTokens(5).build().transform(Spark.prompts(2), metrics);
    assertThat(cut.select("generation.*").drop("text").collectAsList())
        .extracting(Row::toString)
        .allMatch(row ->
            row.matches(
                "\\[length,\\d+,5,The answer was cut after 5 tokens;" + " raise maxTokens,null]"));
    assertThat(cut.where("generation.text like '{_%'").count()).isEqualTo(2);
    assertThat(metrics.errors().value()).isEqualTo(4);
    LlamaGenerator strict = person().maxTokens(5).failOnError(true).build();
    assertThatThrownBy(() -> strict.transform(Spark.prompts(1)).collectAsList())
        .hasStackTraceContaining("The row 0 failed: The answer was cut after 5 tokens");
  }

  @Test
  void areRefusedBeforeTheJobStarts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spark.wren().answerColumns(true).build())
        .withMessage("answerColumns needs a responseSchema, from which the columns come");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spark.wren().answerColumns(true).responseSchema("{}").build())
        .withMessageStartingWith("# says no type");
    assertThatThrownBy(() -> Spark.wren().responseSchema("{\"type\": \"text\"}").build())
        .isInstanceOf(ConstraintException.class);
  }

  @Test
  void aRowMayHaveASchemaOfItsOwnIfThereAreNoColumns() {
    Dataset<Row> rows =
        Spark.prompts(3)
            .withColumn(
                "o",
                when(
                    col("id").lt(2),
                    map(lit("response_schema"), concat(lit("{\"const\": "), col("id"), lit("}")))));
    Dataset<Row> texts = Spark.wren().optionsColumn("o").build().transform(rows);
    assertThat(texts.where("id < 2").select("generation.text").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("0", "1");
    Dataset<Row> columns = person().optionsColumn("o").build().transform(rows);
    assertThat(columns.select("generation.error", "generation.answer.good").collectAsList())
        .extracting(Row::toString)
        .startsWith(
            "[With answerColumns all rows have one response_schema, from which the columns"
                + " come,null]")
        .last()
        .asString()
        .matches("\\[null,(true|false)]");
  }
}
