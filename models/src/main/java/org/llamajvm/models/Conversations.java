package org.llamajvm.models;

import java.util.List;
import java.util.Optional;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/** How conversations become tokens of one model. Safe to share between threads. */
final class Conversations {

  private final Tokenizer tokenizer;
  private final ModelSource source;
  private volatile ConversationTemplate chosen; // null until it is asked for; two are equal

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

  /**
   * The tokens of a conversation whose next message is an answer.
   *
   * @param other another template than the model's
   */
  int[] tokens(List<Message> messages, Optional<ChatTemplate> other, RenderOptions rendering) {
    ChatTemplate template = other.orElseGet(() -> template().template());
    return tokenizer.encode(template.render(messages, rendering.withGenerationPrompt(true)));
  }
}
