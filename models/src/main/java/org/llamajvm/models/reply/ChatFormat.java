package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.reply.ConversationWords.Given;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * How conversations with functions and thoughts are written for a model, and how its answers are to
 * be read. What the model's chat template has no words for is said in plain text. Safe for use by
 * many threads.
 */
public final class ChatFormat {

  private static final String ENABLE_THINKING = "enable_thinking";
  private static final String THINKING = "thinking";
  private static final String IS_THINK_SET = ".IsThinkSet"; // in ollama's templates
  private static final String TOOL_USE = "tool_use";

  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final String toolSource; // of the template for conversations with functions
  private final Optional<ThinkingFormat> thinking;
  private final ConversationWords writer;

  private ChatFormat(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
    toolSource =
        template.variants().contains(TOOL_USE)
            ? template.variant(TOOL_USE).source()
            : template.source();
    thinking = ThinkingFormat.of(template.source());
    writer = new ConversationWords(template, ToolFormat.of(toolSource));
  }

  /**
   * What a template shows.
   *
   * @param tokenizer of the model, borrowed
   */
  public static ChatFormat of(ChatTemplate template, Tokenizer tokenizer) {
    return new ChatFormat(template, tokenizer);
  }

  private CallConstraint constraints(ToolFormat family) {
    return new CallConstraint(family, this::isSpecial, toolSource);
  }

  private boolean isSpecial(String name) {
    OptionalInt id = tokenizer.idOf(name);
    return id.isPresent() && tokenizer.isSpecial(id.getAsInt());
  }

  /** The template. */
  public ChatTemplate template() {
    return template;
  }

  /** How calls are written. */
  public ToolFormat tools() {
    return writer.family();
  }

  /** How thoughts are marked; empty if the template shows none. */
  public Optional<ThinkingFormat> thinking() {
    return thinking;
  }

  /**
   * A conversation as the model gets it.
   *
   * @param spans the text
   * @param reply how the answer is to be read
   * @param calls what the answer may be if a call is demanded or a function is strict
   * @param format of the conversation
   */
  public record Prompt(
      List<Span> spans, ReplyFormat reply, Optional<Constraint> calls, ChatFormat format) {

    /**
     * What the answer may be, thoughts included.
     *
     * @param wanted what else it is held to; a call that is demanded goes before
     */
    public Optional<Constraint> constraint(Optional<Constraint> wanted) {
      CallConstraint constraints = format.constraints(reply.tools());
      Optional<Constraint> asked = wanted.map(text -> constraints.said(reply.thinking(), text));
      boolean both = asked.isPresent() && calls.isPresent() && !reply.isDemanded();
      Optional<Constraint> answer =
          both
              ? Optional.of(Constraint.anyOf(List.of(asked.get(), calls.get())))
              : calls.or(() -> asked);
      return reply.thinking().isEmpty() || reply.thinking().get().isEndedBy(text(spans))
          ? answer
          : answer.map(
              held -> constraints.afterThought(reply.thinking().get(), reply.begun(), held));
    }

    /**
     * A conversation in which the answer has begun: what the model makes continues it.
     *
     * @param text of the answer so far
     */
    public Prompt continued(String text) {
      List<Span> all = new ArrayList<>(spans);
      all.add(Span.plain(text));
      return new Prompt(all, reply.continued(text), calls, format);
    }
  }

  /**
   * Writes a conversation whose next message is an answer. Calls of an assistant are in {@code
   * tool_calls} as OpenAI writes them, their arguments as text or as an object; results are
   * messages of the role {@code tool} with the {@code tool_call_id}.
   *
   * @param offer functions that the answer may call
   * @param rendering variables and the clock of the template; its tools are replaced
   * @throws TemplateException if the template refuses the conversation, or renders nothing
   * @throws org.llamajvm.models.constraint.ConstraintException if a schema that the arguments are
   *     to be held to cannot be enforced
   */
  public Prompt prompt(List<Message> messages, ToolOffer offer, RenderOptions rendering) {
    Given given = given(messages, offer, rendering);
    List<Span> spans = template.render(given.messages(), given.options());
    if (text(spans).isEmpty()) {
      throw TemplateException.runtime("the chat template rendered nothing; choose another one");
    }
    boolean begun = thinking.isPresent() && thinking.get().isBegunBy(text(spans));
    ToolFormat family = offer.told().isEmpty() ? ToolFormat.GENERIC : tools();
    ReplyFormat reply =
        new ReplyFormat(
            thinking, begun, family, offer.told(), offer.parallel(), offer.choice().isDemand(), "");
    return new Prompt(spans, reply, constraints(family).of(offer), this);
  }

  /** What the template gets of a conversation. */
  Given given(List<Message> messages, ToolOffer offer, RenderOptions rendering) {
    return writer.write(messages, offer.told(), rendering.withGenerationPrompt(true));
  }

  private static String text(List<Span> spans) {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }

  /**
   * What a text may be that continues a prompt which has begun a thought: first the rest of the
   * thought.
   *
   * @param prompt or its end
   * @return empty if it has begun none
   */
  public Optional<Constraint> afterThought(String prompt, Constraint asked) {
    return thinking
        .filter(marks -> marks.isBegunBy(prompt))
        .map(marks -> constraints(ToolFormat.GENERIC).afterThought(marks, true, asked));
  }

  /** The tokens of a conversation. */
  public int[] encode(Prompt prompt) {
    return tokenizer.encode(prompt.spans());
  }

  /**
   * The variables by which the template is told whether to let the model think; none if it knows
   * none.
   */
  public Map<String, Object> thinkingVariables(boolean think) {
    if (thinking.equals(Optional.of(ThinkingFormat.HARMONY))) {
      return Map.of(); // it always thinks
    }
    for (String name : List.of(ENABLE_THINKING, THINKING)) {
      if (template.source().contains(name)) {
        return Map.of(name, think);
      }
    }
    return template.source().contains(IS_THINK_SET) ? Map.of(ENABLE_THINKING, think) : Map.of();
  }
}
