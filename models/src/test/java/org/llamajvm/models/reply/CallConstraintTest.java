package org.llamajvm.models.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolChoice;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.models.tool.ToolOffer;

/** Calls without a mark: a text that could be read as a call is one that fits the schema. */
class CallConstraintTest {

  private static final Tool RAIN =
      Tool.of(
              "rain",
              "",
              """
              {"type": "object", "properties": {"day": {"type": "integer"}},
               "required": ["day"], "additionalProperties": false}\
              """)
          .withStrict(true);

  private static Constraint answers() {
    return new CallConstraint(ToolFormat.LLAMA, _ -> false, "")
        .of(ToolOffer.of(RAIN))
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "It rains.",
        "\n\n It rains: {\"day\": \"x\"}",
        "{\"name\": \"rain\", \"parameters\": {\"day\": 1}}"
      })
  void textsAndCallsThatFit(String answer) {
    assertThat(answers().matches(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"rain\", \"parameters\": {\"day\": \"x\"}}",
        " {\"name\": \"rain\", \"parameters\": {\"day\": \"x\"}}",
        "\t{\"name\": \"rain\", \"parameters\": {\"day\": \"x\"}}",
        "\r\n{\"name\": \"rain\", \"parameters\": {\"day\": \"x\"}}",
        "[rain(day='x')]",
        " [rain(day='x')]"
      })
  void noCallThatDoesNotFit(String answer) {
    assertThat(answers().matches(answer)).isFalse();
  }

  @Test
  void aFunctionWithoutParametersTakesNothing() {
    Constraint calls =
        new CallConstraint(ToolFormat.LLAMA, _ -> false, "")
            .of(ToolOffer.of(Tool.of("now", "", "")).withChoice(ToolChoice.REQUIRED))
            .orElseThrow();
    assertThat(calls.matches("{\"name\": \"now\", \"parameters\": {}}")).isTrue();
    assertThat(calls.matches("{\"name\": \"now\", \"parameters\": {\"a\": 1}}")).isFalse();
  }

  @Test
  void namesTheFunctionWhoseSchemaCannotBeEnforced() {
    Tool tool =
        Tool.of(
                "now",
                "",
                "{\"properties\": {\"a\": {\"type\": \"array\", \"uniqueItems\": true}}}")
            .withStrict(true);
    CallConstraint calls = new CallConstraint(ToolFormat.LLAMA, _ -> false, "");
    assertThatThrownBy(() -> calls.of(ToolOffer.of(RAIN, tool)))
        .isInstanceOf(ConstraintException.class)
        .hasMessage("tool 'now': #/properties/a: uniqueItems cannot be enforced");
  }
}
