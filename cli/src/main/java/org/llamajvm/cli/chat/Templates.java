package org.llamajvm.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.llamajvm.cli.option.TextSource;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.UnfitFileException;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Chooses how a conversation is written for a model. */
public final class Templates {

  private Templates() {}

  /**
   * The template that is asked for: a built-in one or one of the model's by name, else a file.
   *
   * @throws ModelException if it is no template, or one that is not supported
   * @throws IOException if there is none of that name, or the file cannot be read
   */
  public static ChatTemplate named(String name, LanguageModel model) throws IOException {
    if (ChatTemplate.builtInNames().contains(name)) {
      return ChatTemplate.builtIn(name, model.specialTokens());
    }
    try {
      Optional<ChatTemplate> own = model.chatTemplate();
      return own.isPresent() && own.get().variants().contains(name)
          ? own.get().variant(name)
          : ofFile(name, model);
    } catch (TemplateException e) {
      throw ModelFormatException.of(
          Kind.UNSUPPORTED, "Chat template %s: %s".formatted(name, e.getMessage()));
    }
  }

  private static ChatTemplate ofFile(String name, LanguageModel model) throws IOException {
    if (!Files.isRegularFile(Path.of(name))) {
      throw new IOException(
          "No chat template '%s': neither a file nor one of %s"
              .formatted(name, ChatTemplate.builtInNames()));
    }
    String source = TextSource.read(name, null);
    return ChatTemplate.parse(name, source, model.specialTokens());
  }

  /**
   * The model's own template, else, with a notice, the built-in one whose control tokens the model
   * has: also if the model's own is none that can be used, for a conversation in a form that is
   * nearly right beats none.
   *
   * @throws IOException if the model's files cannot be read
   */
  public static ChatTemplate of(LanguageModel model, Console console) throws IOException {
    String problem = "The model has no chat template";
    try {
      Optional<ChatTemplate> own = model.chatTemplate();
      if (own.isPresent()) {
        return own.get();
      }
    } catch (ModelException | UnfitFileException e) {
      problem = "The model's chat template cannot be used: " + e.getMessage();
    }
    String name = fallback(model.tokenizer());
    console.notice(
        "%s; using the built-in '%s' (--chat-template chooses another)".formatted(problem, name));
    return ChatTemplate.builtIn(name, model.specialTokens());
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
