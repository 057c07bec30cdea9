package org.llamajvm.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Chat templates, written from a grammar or by the fuzzer itself, and rendered. */
public final class TemplateTarget {

  private static final List<Message> MESSAGES =
      List.of(Message.system("Be brief."), Message.user("Hello {{ 1 }}"));

  private TemplateTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Contract.hold(() -> render(new TemplateGrammar(input).template()));
    Contract.hold(() -> render(new String(input, StandardCharsets.UTF_8)));
  }

  private static void render(String source) {
    ChatTemplate.parse("fuzz", source, Map.of("bos_token", "<s>"))
        .render(MESSAGES, RenderOptions.DEFAULT.withGenerationPrompt(true));
  }
}
