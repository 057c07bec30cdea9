package org.llamajvm.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.UnfitFileException;
import org.llamajvm.models.source.ModelSource;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/**
 * How a model's conversations are written when nobody names a template: in the model's own way,
 * else in the built-in one whose control tokens the model has. The latter also if its own is none
 * that can be used, for a conversation in a form that is nearly right beats none.
 *
 * @param template the template
 * @param problem why it is not the model's own, for people; empty if it is
 */
public record ConversationTemplate(ChatTemplate template, Optional<String> problem) {

  /**
   * Chooses.
   *
   * @throws UncheckedIOException if the model's files cannot be read
   */
  static ConversationTemplate of(ModelSource source, Tokenizer tokenizer) {
    try {
      return choose(source, tokenizer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConversationTemplate choose(ModelSource source, Tokenizer tokenizer)
      throws IOException {
    String problem = "The model has no chat template";
    try {
      Optional<ChatTemplate> own = source.chatTemplate();
      if (own.isPresent()) {
        return new ConversationTemplate(own.get(), Optional.empty());
      }
    } catch (ModelException | UnfitFileException e) {
      problem = "The model's chat template cannot be used: " + e.getMessage();
    }
    String name = fallback(tokenizer);
    return new ConversationTemplate(
        ChatTemplate.builtIn(name, source.specialTokens()),
        Optional.of("%s; using the built-in '%s'".formatted(problem, name)));
  }

  private static String fallback(Tokenizer tokenizer) {
    if (tokenizer.idOf("<|start_header_id|>").isPresent()) {
      return "llama3";
    }
    if (tokenizer.idOf("<|im_start|>").isPresent()) {
      return "chatml";
    }
    return tokenizer.idOf("<|user|>").isPresent() ? "zephyr" : "llama2";
  }
}
