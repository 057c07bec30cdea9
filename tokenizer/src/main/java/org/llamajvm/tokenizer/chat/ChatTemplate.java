package org.llamajvm.tokenizer.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.TokenizerFormatException;
import org.llamajvm.tokenizer.gotemplate.GoTemplate;
import org.llamajvm.tokenizer.jinja.Limits;
import org.llamajvm.tokenizer.jinja.Template;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * How a model wants a conversation written, as Hugging Face's {@code apply_chat_template} writes
 * it, or ollama. Immutable and thread-safe.
 *
 * <p>The rendered text is in spans: what the template wrote is trusted, what came from the
 * conversation, the tools and the variables is not, through whatever the template did with it. So
 * text of a user that reads like a control token stays text. The role of a message is trusted when
 * it is one of the usual ones, because templates build control tokens from it.
 */
public final class ChatTemplate {
  private static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";
  private static final String OLLAMA = "ollama";
  private final String name;
  private final Map<String, String> sources;
  private final Map<String, String> specialTokens;
  private final ConversationWriter plain;
  private final ConversationWriter withTools;

  private ChatTemplate(
      String name, Map<String, String> sources, Map<String, String> specialTokens) {
    this.name = Objects.requireNonNull(name, "name");
    this.sources = Map.copyOf(sources);
    this.specialTokens = Map.copyOf(specialTokens);
    this.plain = jinja(sources.get(DEFAULT), specialTokens);
    this.withTools =
        sources.containsKey(TOOL_USE) ? jinja(sources.get(TOOL_USE), specialTokens) : plain;
  }

  private ChatTemplate(String name, String source, ConversationWriter writer) {
    this.name = Objects.requireNonNull(name, "name");
    sources = Map.of(DEFAULT, source);
    specialTokens = Map.of();
    plain = writer;
    withTools = writer;
  }

  private static ConversationWriter jinja(String source, Map<String, String> specialTokens) {
    return new JinjaConversation(Template.parse(source), Map.copyOf(specialTokens));
  }

  /**
   * The template of a model: {@code chat_template.jinja} with {@code additional_chat_templates/},
   * or {@code chat_template.json}, or what {@code tokenizer_config.json} has.
   *
   * @param modelDirectory a model's directory
   * @return the template; empty if the model has none
   * @throws TokenizerFormatException if a file is truncated or corrupt, or the template is not one
   *     that can be used, which the message says with the line
   * @throws IOException if a file cannot be read
   */
  public static Optional<ChatTemplate> load(Path modelDirectory) throws IOException {
    Map<String, String> sources = TemplateFiles.sources(modelDirectory);
    return sources.isEmpty()
        ? Optional.empty()
        : Optional.of(of(sources, TemplateFiles.specialTokens(modelDirectory), modelDirectory));
  }

  /**
   * The template of a model that has one or several by name.
   *
   * @param named sources by name, at least one; the one called "default", or the only one, is used
   *     unless there are tools and a "tool_use"
   * @param specialTokens variables such as {@code bos_token}
   * @param file where they are from, for messages
   * @throws TokenizerFormatException if there are several and none is the default, or the template
   *     is not one that can be used, which the message says with the line
   */
  public static ChatTemplate of(
      Map<String, String> named, Map<String, String> specialTokens, Path file)
      throws TokenizerFormatException {
    Objects.requireNonNull(named, "named");
    Objects.requireNonNull(specialTokens, "specialTokens");
    Objects.requireNonNull(file, "file");
    Map<String, String> sources = new LinkedHashMap<>(named);
    if (!sources.containsKey(DEFAULT)) {
      if (sources.size() > 1) {
        throw unsupported(
            "templates " + new TreeSet<>(sources.keySet()) + " and none named 'default'", file);
      }
      sources.put(DEFAULT, sources.values().iterator().next());
    }
    try {
      return new ChatTemplate("model", sources, specialTokens);
    } catch (TemplateException e) {
      throw unsupported("chat template: " + e.getMessage(), file);
    }
  }

  private static TokenizerFormatException unsupported(String problem, Path file) {
    return new TokenizerFormatException(
        TokenizerFormatException.Kind.UNSUPPORTED, problem, file, -1);
  }

  /**
   * A template from its source.
   *
   * @param name what to call it
   * @param source its text
   * @param specialTokens variables such as {@code bos_token}, see {@link #specialTokens(Path)}
   * @throws TemplateException if the source is not a template, or uses what is not supported
   */
  public static ChatTemplate parse(String name, String source, Map<String, String> specialTokens) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(specialTokens, "specialTokens");
    return new ChatTemplate(name, Map.of(DEFAULT, source), specialTokens);
  }

  /**
   * A template as ollama keeps it beside a model, in Go's language for templates.
   *
   * @param source its text
   * @param beginning what the model's tokenizer puts before a prompt, such as the text of BOS; a
   *     template that writes it itself does so once
   * @throws TemplateException if the source is not a template, or uses what is not supported
   */
  public static ChatTemplate ofOllama(String source, String beginning) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(beginning, "beginning");
    return new ChatTemplate(
        OLLAMA, source, new OllamaConversation(GoTemplate.parse(source), beginning));
  }

  /**
   * A template that comes with the program.
   *
   * @param name one of {@link #builtInNames}
   * @param specialTokens variables such as {@code bos_token}, see {@link #specialTokens(Path)}
   * @throws IllegalArgumentException if there is none of that name
   */
  public static ChatTemplate builtIn(String name, Map<String, String> specialTokens) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(specialTokens, "specialTokens");
    return parse(name, BuiltInTemplates.source(name), specialTokens);
  }

  /** The names that {@link #builtIn} knows, in order. */
  public static List<String> builtInNames() {
    return BuiltInTemplates.NAMES;
  }

  /**
   * The special tokens that a model's files name, such as {@code bos_token} and {@code eos_token}.
   *
   * @param modelDirectory a model's directory
   * @throws TokenizerFormatException if a file is truncated or corrupt
   * @throws IOException if a file cannot be read
   */
  public static Map<String, String> specialTokens(Path modelDirectory) throws IOException {
    return TemplateFiles.specialTokens(modelDirectory);
  }

  /** The name of a built-in template, {@code model} for a model's own, {@code ollama} for its. */
  public String name() {
    return name;
  }

  /** Its text, of the one for conversations without tools. */
  public String source() {
    return sources.get(DEFAULT);
  }

  /** The names of the templates among which this one chooses. */
  public Set<String> variants() {
    return sources.keySet();
  }

  /**
   * The one of the {@link #variants} of that name, for every conversation.
   *
   * @throws IllegalArgumentException if there is none of that name
   * @throws TemplateException if it cannot be parsed
   */
  public ChatTemplate variant(String variant) {
    String source = sources.get(variant);
    if (source == null) {
      throw new IllegalArgumentException(
          "No chat template '" + variant + "'; there are " + new TreeSet<>(sources.keySet()));
    }
    return name.equals(OLLAMA) ? this : parse(variant, source, specialTokens);
  }

  /**
   * The conversation as the model wants it.
   *
   * @return spans whose concatenation is the text; neighbours differ in trust
   * @throws TemplateException if the template refuses the conversation, fails, or takes more than
   *     {@link Limits#DEFAULT}; or if the thread is interrupted, which it still is then
   * @throws IllegalArgumentException if a field, tool or variable holds something that JSON has not
   */
  public List<Span> render(List<Message> messages, RenderOptions options) {
    ConversationWriter writer = options.tools().isPresent() ? withTools : plain;
    return writer.write(messages, options).stretches(Span::new);
  }
}
