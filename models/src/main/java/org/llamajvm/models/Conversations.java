package org.llamajvm.models;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** How conversations become tokens of one model. Safe to share between threads. */
final class Conversations {

  private final Tokenizer tokenizer;
  private final ModelSource source;
  private volatile ConversationTemplate chosen; // null until it is asked for; two are equal
  private volatile ChatFormat format; // null until it is asked for; two are equal

  /** Borrows both. */
  Conversations(Tokenizer tokenizer, ModelSource source) {
    this.tokenizer = tokenizer;
    this.source = source;
  }

  /** The model's own template, else a built-in one. */
  ConversationTemplate template() {
    if (chosen == null) {
      chosen = ConversationTemplate.of(source, tokenizer);
    }
    return chosen;
  }

  /** What that template shows of calls and thoughts. */
  ChatFormat format() {
    if (format == null) {
      format = ChatFormat.of(template().template(), tokenizer);
    }
    return format;
  }

  /**
   * What is asked of the template.
   *
   * @param other another template than the model's
   * @param thinking whether the model may think; empty for as its template has it
   */
  record Writing(
      Optional<ChatTemplate> other,
      RenderOptions rendering,
      ToolOffer offer,
      Optional<Boolean> thinking) {

    /** Nothing but the conversation. */
    static final Writing PLAIN =
        new Writing(Optional.empty(), RenderOptions.DEFAULT, ToolOffer.NONE, Optional.empty());
  }

  /** A conversation whose next message is an answer. */
  ChatFormat.Prompt prompt(List<Message> messages, Writing writing) {
    ChatFormat chat =
        writing.other().map(other -> ChatFormat.of(other, tokenizer)).orElseGet(this::format);
    Map<String, Object> variables = new HashMap<>(writing.rendering().variables());
    writing.thinking().ifPresent(think -> variables.putAll(chat.thinkingVariables(think)));
    return chat.prompt(messages, writing.offer(), writing.rendering().withVariables(variables));
  }

  /** The tokens of a conversation whose next message is an answer. */
  int[] tokens(List<Message> messages) {
    return tokenizer.encode(prompt(messages, Writing.PLAIN).spans());
  }
}
