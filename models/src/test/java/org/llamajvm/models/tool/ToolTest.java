package org.llamajvm.models.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ToolTest {

  @Test
  void refusesWhatNoTemplateCouldName() {
    for (String name : List.of("", "a b", "a\"", "[ARGS]", "<|eot_id|>", "é")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tool.of(name, "", ""))
          .withMessageContaining("1 to 128 letters");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tool.of("x".repeat(129), "", ""))
        .withMessage("The name of a tool has 129 characters, at most 128 are possible");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tool.of("a", "", "[]"))
        .withMessageContaining("schema of a tool's parameters must be an object of JSON");
    assertThatIllegalArgumentException().isThrownBy(() -> Tool.of("a", "", "{\"a\": "));
  }

  @Test
  void takesAnObject() {
    for (String type : List.of("\"array\"", "\"null\"", "[\"string\", \"array\"]")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Tool.of("a", "", "{\"type\": %s}".formatted(type)))
          .withMessageContaining("they must be an object");
    }
    for (String schema : List.of("{}", "{\"type\": [\"object\", \"null\"]}")) {
      assertThat(Tool.of("a", "", schema).name()).isEqualTo("a");
    }
  }

  @Test
  void refusesAnOfferThatContradictsItself() {
    Tool tool = Tool.of("a", "", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ToolOffer.of(tool, tool))
        .withMessageContaining("Two tools have the name 'a'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ToolOffer.of(tool).withChoice(ToolChoice.named("b")))
        .withMessageContaining("No tool has the name 'b'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ToolOffer.NONE.withChoice(ToolChoice.REQUIRED));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ToolChoice(ToolChoice.Mode.AUTO, Optional.of("a")));
  }

  @Test
  void namesCallsAsTheFamilyWants() {
    assertThat(CallIds.of(ToolFormat.MISTRAL, "seed", 0)).matches("[0-9A-Za-z]{9}");
    assertThat(CallIds.of(ToolFormat.MISTRAL, "seed", 1))
        .isNotEqualTo(CallIds.of(ToolFormat.MISTRAL, "seed", 0))
        .isEqualTo(CallIds.of(ToolFormat.MISTRAL, "seed", 1));
    assertThat(CallIds.fitting(ToolFormat.MISTRAL, "call_from_elsewhere"))
        .matches("[0-9A-Za-z]{9}")
        .isEqualTo(CallIds.fitting(ToolFormat.MISTRAL, "call_from_elsewhere"));
    assertThat(CallIds.fitting(ToolFormat.MISTRAL, "abcDEF123")).isEqualTo("abcDEF123");
    assertThat(CallIds.fitting(ToolFormat.HERMES, "x")).isEqualTo("x");
  }
}
