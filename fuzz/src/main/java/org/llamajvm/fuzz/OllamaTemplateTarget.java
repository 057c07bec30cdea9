package org.llamajvm.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Templates in Go's language, put together of pieces or by the fuzzer itself, and rendered. */
public final class OllamaTemplateTarget {

  private static final Map<String, Object> TOOL =
      Map.of("type", "function", "function", Map.of("name", "f", "parameters", Map.of()));
  private static final List<Message> MESSAGES =
      List.of(Message.system("Be brief."), Message.user("Hello {{ 1 }} é😀"));
  private static final List<String> PIECES =
      List.of(
          "{{ if ",
          "{{ else }}",
          "{{ else if ",
          "{{ end }}",
          "{{- range ",
          "{{ with ",
          " }}",
          " -}}",
          "{{ ",
          "$i, $m := ",
          "$x := ",
          "$x = ",
          "$x",
          "$",
          ".Messages",
          ".Content",
          ".Role",
          ".System",
          ".Prompt",
          ".Response",
          ".Tools",
          ".Function",
          ".",
          "slice ",
          "index ",
          "len ",
          "eq ",
          "and ",
          "or ",
          "not ",
          "json ",
          "printf \"%v %s\" ",
          "print ",
          "(",
          ")",
          " | ",
          "1",
          " 0 ",
          "-3",
          "\"a\"",
          "`b`",
          "'c'",
          "{{ break }}",
          "{{ continue }}",
          "{{ define \"t\" }}",
          "{{ template \"t\" . }}",
          "{{/* */}}",
          "text\n",
          "nil",
          "true",
          " ",
          "100000");

  private OllamaTemplateTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    StringBuilder pieces = new StringBuilder();
    for (byte choice : input) {
      pieces.append(PIECES.get((choice & 0xFF) % PIECES.size()));
    }
    Contract.hold(() -> render(pieces.toString()));
    Contract.hold(() -> render(new String(input, StandardCharsets.UTF_8)));
  }

  private static void render(String source) {
    ChatTemplate template = ChatTemplate.ofOllama(source, "<s>");
    template.render(MESSAGES, RenderOptions.DEFAULT.withTools(List.of(TOOL)));
    template.render(MESSAGES, RenderOptions.DEFAULT.withGenerationPrompt(false));
  }
}
