package org.llamajvm.tokenizer.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.TokenizerFormatException;

class ChatTemplateTest {
  private static final String CONFIG = "tokenizer_config.json";

  @TempDir private Path model;

  private void write(String name, String text) throws IOException {
    Path file = model.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String rendered(RenderOptions options) throws IOException {
    StringBuilder text = new StringBuilder();
    ChatTemplate.load(model)
        .orElseThrow()
        .render(List.of(Message.user("hi")), options)
        .forEach(span -> text.append(span.text()));
    return text.toString();
  }

  private String rendered() throws IOException {
    return rendered(RenderOptions.DEFAULT);
  }

  @Test
  void isAbsentWhereTheModelHasNone() throws IOException {
    assertThat(ChatTemplate.load(model)).isEmpty();
    write(CONFIG, "{\"bos_token\": \"<s>\"}");
    assertThat(ChatTemplate.load(model)).isEmpty();
  }

  @Test
  void comesFromTheConfigWithItsSpecialTokens() throws IOException {
    write(
        CONFIG,
        """
        {"chat_template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ pad_token }}",
         "bos_token": "<s>", "eos_token": {"content": "</s>", "lstrip": false},
         "pad_token": null}
        """);
    assertThat(
            ChatTemplate.load(model)
                .orElseThrow()
                .render(List.of(Message.user("hi")), RenderOptions.DEFAULT))
        .containsExactly(Span.trusted("<s>"), Span.plain("hi"), Span.trusted("</s>"));
  }

  @Test
  void choosesTheOneForToolsWhenThereAreTools() throws IOException {
    write(
        CONFIG,
        """
        {"chat_template": [{"name": "default", "template": "plain"},
                           {"name": "tool_use", "template": "{{ tools | length }} tools"},
                           {"name": "rag", "template": "{{ documents }}"}]}
        """);
    assertThat(rendered()).isEqualTo("plain");
    assertThat(rendered(RenderOptions.DEFAULT.withTools(List.of(Map.of())))).isEqualTo("1 tools");
    ChatTemplate template = ChatTemplate.load(model).orElseThrow();
    assertThat(template.variants()).containsExactlyInAnyOrder("default", "tool_use", "rag");
    assertThat(template.variant("rag").render(List.of(), RenderOptions.DEFAULT))
        .containsExactly(Span.trusted("None"));
    assertThatIllegalArgumentException().isThrownBy(() -> template.variant("other"));
  }

  @Test
  void prefersFilesOfTheirOwn() throws IOException {
    write(CONFIG, "{\"chat_template\": \"config\"}");
    assertThat(rendered()).isEqualTo("config");
    write("chat_template.json", "{\"chat_template\": \"json\"}");
    assertThat(rendered()).isEqualTo("json");
    write("chat_template.jinja", "file\n");
    assertThat(rendered()).isEqualTo("file");
    write("additional_chat_templates/tool_use.jinja", "tools");
    assertThat(rendered()).isEqualTo("file");
    assertThat(rendered(RenderOptions.DEFAULT.withTools(List.of()))).isEqualTo("tools");
  }

  @Test
  void saysWhatIsWrongWithAFile() throws IOException {
    write(CONFIG, "{\"chat_template\": \"a");
    assertFails("Truncated tokenizer file", CONFIG);
    write(CONFIG, "{\"chat_template\": nonsense}");
    assertFails("Corrupt tokenizer file", CONFIG);
    write(CONFIG, "{\"chat_template\": 5}");
    assertFails("expected 'chat_template' to be a string or a list, found NUMBER", CONFIG);
    write(CONFIG, "{\"chat_template\": [{\"name\": \"a\"}]}");
    assertFails("expected objects of 'name' and 'template'", CONFIG);
    write(CONFIG, "[]");
    assertFails("expected a JSON object, found []", CONFIG);
    write(CONFIG, "{\"chat_template\": \"a\\n{% include 'b' %}\"}");
    assertFails("unknown statement 'include' (template line 2)", model.toString());
    write(
        CONFIG,
        "{\"chat_template\": [{\"name\": \"a\", \"template\": \"\"},"
            + " {\"name\": \"b\", \"template\": \"\"}]}");
    assertFails("templates [a, b] and none named 'default'", model.toString());
    Files.write(model.resolve("chat_template.jinja"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertFails("expected UTF-8 text", "chat_template.jinja");
  }

  private void assertFails(String problem, String file) {
    assertThatExceptionOfType(TokenizerFormatException.class)
        .isThrownBy(() -> ChatTemplate.load(model))
        .withMessageContaining(problem)
        .withMessageContaining(file);
  }

  @Test
  void hasBuiltInTemplates() {
    assertThat(ChatTemplate.builtInNames()).containsExactly("chatml", "llama2", "llama3", "zephyr");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ChatTemplate.builtIn("other", Map.of()))
        .withMessageContaining("[chatml, llama2, llama3, zephyr]");
    assertThat(
            ChatTemplate.builtIn("llama2", Map.of())
                .render(
                    List.of(Message.system("Be kind."), Message.user("<s>hi")),
                    RenderOptions.DEFAULT))
        .containsExactly(
            Span.trusted("<s>[INST] <<SYS>>\n"),
            Span.plain("Be kind."),
            Span.trusted("\n<</SYS>>\n\n"),
            Span.plain("<s>hi"),
            Span.trusted(" [/INST]"));
  }

  @Test
  void refusesWhatJsonHasNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            ChatTemplate.builtIn("chatml", Map.of())
                .render(
                    List.of(Message.user("hi").with("when", new Object())), RenderOptions.DEFAULT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message("user", Map.of("role", "system")));
  }
}
