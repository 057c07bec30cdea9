package org.llamajvm.spark.rows;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.spark.settings.Setting;
import org.llamajvm.spark.settings.Settings;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** Makes tokens of prompts. Not safe for use by several threads. */
final class PromptEncoder {

  private final LanguageModel model;
  private final boolean chat;
  private final Optional<String> system;
  private final Optional<ChatTemplate> template;
  private final RenderOptions rendering;

  /**
   * Reads the chat template.
   *
   * @throws IOException if the model's cannot be used
   */
  PromptEncoder(LanguageModel model, Settings settings) throws IOException {
    this.model = model;
    chat = settings.flag(Setting.CHAT);
    system = settings.text(Setting.SYSTEM);
    Optional<String> name = settings.text(Setting.CHAT_TEMPLATE);
    template =
        name.isPresent()
            ? Optional.of(ChatTemplate.builtIn(name.get(), model.specialTokens()))
            : model.chatTemplate();
    Instant time = settings.text(Setting.CHAT_TIME).map(Instant::parse).orElse(Instant.EPOCH);
    rendering = RenderOptions.DEFAULT.withClock(Clock.fixed(time, ZoneOffset.UTC));
  }

  /** Whether the answer ends where a turn does. */
  boolean isChat(Prompt prompt) {
    return chat || prompt instanceof Prompt.Messages;
  }

  /**
   * The tokens.
   *
   * @throws IllegalArgumentException if there is no chat template, or no message
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if the template refuses the
   *     conversation
   */
  int[] encode(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Messages(List<Message> messages) -> encode(messages);
      case Prompt.Text(String text) when chat -> encode(List.of(Message.user(text)));
      case Prompt.Text(String text) -> raw(text);
    };
  }

  /** The beginning of a sequence, if nothing is said. */
  private int[] raw(String text) {
    int[] tokens = model.tokenizer().encodePrompt(text);
    return tokens.length == 0 ? model.tokenizer().bosId().stream().toArray() : tokens;
  }

  private int[] encode(List<Message> messages) {
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("There are no messages");
    }
    ChatTemplate known =
        template.orElseThrow(() ->
            new IllegalArgumentException(
                "The model has no chat template; set chatTemplate to one of "
                    + ChatTemplate.builtInNames()));
    List<Message> all = new ArrayList<>();
    system.map(Message::system).ifPresent(all::add);
    all.addAll(messages);
    return model.tokenizer().encode(known.render(all, rendering));
  }
}
