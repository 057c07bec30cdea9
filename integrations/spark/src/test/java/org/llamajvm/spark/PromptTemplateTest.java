package org.llamajvm.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llamajvm.spark.PromptTemplate.ColumnName;
import org.llamajvm.spark.PromptTemplate.Literal;

class PromptTemplateTest {

  @Test
  void hasTextsAndNames() {
    assertThat(PromptTemplate.parse("a {{b}} {c}{d e}}}").parts())
        .containsExactly(
            new Literal("a {b} "),
            new ColumnName("c"),
            new Literal(""),
            new ColumnName("d e"),
            new Literal("}"));
  }

  @ParameterizedTest
  @CsvSource({
    "a {b, 2, needs the name of a column and a closing brace",
    "{}, 0, needs the name of a column and a closing brace",
    "a} b, 1, closes nothing"
  })
  void saysWhereABraceIsWrong(String template, int at, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PromptTemplate.parse(template))
        .withMessage(
            "The brace at character %d of the template '%s' %s; write a brace as text twice",
            at, template, problem);
  }
}
