package org.llamajvm.tokenizer.chat;

import java.util.List;
import java.util.Set;
import org.llamajvm.tokenizer.jinja.value.Str;

/** A template in one of the languages of templates. Immutable and thread-safe. */
interface ConversationWriter {

  /** Roles from which templates make control tokens. */
  Set<String> USUAL_ROLES =
      Set.of(
          "system",
          "user",
          "assistant",
          "tool",
          "developer",
          "ipython",
          "function",
          "model",
          "environment");

  /**
   * Writes a conversation.
   *
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if the template refuses it,
   *     fails, or takes more than it may; or if the thread is interrupted, which it still is then
   * @throws IllegalArgumentException if a field, tool or variable holds something that JSON has not
   */
  Str write(List<Message> messages, RenderOptions options);
}
