package org.llamajvm.cli.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.cli.option.TextSource;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.hub.find.StoredSettings;
import org.llamajvm.models.ConversationTemplate;
import org.llamajvm.models.LanguageModel;
import org.llamajvm.tokenizer.SpecialTokens;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Chooses how a conversation is written for a model. */
public final class Templates {

  /** What stands in a conversation of each built-in template and of no other. */
  private static final Map<String, String> MARKS =
      Map.of(
          "<|start_header_id|>", "llama3",
          "<|im_start|>", "chatml",
          "[INST]", "llama2",
          "<|user|>", "zephyr");

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

  /** The template of a conversation when none is asked for, with a notice if it is a makeshift. */
  public static ChatTemplate of(LanguageModel model, Console console) {
    ConversationTemplate chosen = model.conversationTemplate();
    chosen
        .problem()
        .ifPresent(problem -> console.notice(problem + " (--chat-template chooses another)"));
    return chosen.template();
  }

  /**
   * The same for a model beside which ollama may keep a template, which counts before the model's
   * own one. Where it cannot be used and the model has none, its control tokens tell which built-in
   * one is nearest.
   *
   * @param verbose whether to say that it is used
   * @throws IOException if the model's files cannot be read
   */
  public static ChatTemplate of(
      LanguageModel model, StoredSettings stored, Console console, boolean verbose)
      throws IOException {
    if (stored.template().isEmpty()) {
      return of(model, console);
    }
    String source = stored.template().get();
    try {
      ChatTemplate template = ChatTemplate.ofOllama(source, beginning(model));
      if (verbose) {
        console.notice(
            model.chatTemplate().isPresent()
                ? "Conversations are written by ollama's template, not by that of the file"
                : "Conversations are written by ollama's template");
      }
      return template;
    } catch (TemplateException e) {
      console.notice("ollama's template cannot be used: " + e.getMessage());
    }
    Optional<String> nearest = nearest(source);
    if (nearest.isEmpty() || model.conversationTemplate().problem().isEmpty()) {
      return of(model, console);
    }
    console.notice(
        "The model has no chat template of its own; using the built-in '%s', which is nearest to ollama's (--chat-template chooses another)"
            .formatted(nearest.get()));
    return ChatTemplate.builtIn(nearest.get(), model.specialTokens());
  }

  /** What the tokenizer puts before a prompt: with ollama, templates leave that to it. */
  private static String beginning(LanguageModel model) {
    return model.tokenizer().decode(model.tokenizer().prefix(), SpecialTokens.SHOW);
  }

  private static Optional<String> nearest(String template) {
    return MARKS.entrySet().stream()
        .filter(mark -> template.contains(mark.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
