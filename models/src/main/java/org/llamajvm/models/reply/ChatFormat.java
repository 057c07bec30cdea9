package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.constraint.Constraint;
import org.llamajvm.models.thinking.ThinkingFormat;
import org.llamajvm.models.tool.CallIds;
import org.llamajvm.models.tool.CallText;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.Tokenizer;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/**
 * How conversations with functions and thoughts are written for a model, and how its answers are to
 * be read. What the model's chat template has no words for is said in plain text. Safe for use by
 * many threads.
 */
public final class ChatFormat {

  private static final String SYSTEM = "system";
  private static final String USER = "user";
  private static final String ASSISTANT = "assistant";
  private static final String TOOL = "tool";
  private static final String TOOL_CALLS = "tool_calls";
  private static final String TOOL_CALL_ID = "tool_call_id";
  private static final String CONTENT = "content";
  private static final String FUNCTION = "function";
  private static final String ARGUMENTS = "arguments";
  private static final String ENABLE_THINKING = "enable_thinking";
  private static final String THINKING = "thinking";
  private static final String IS_THINK_SET = ".IsThinkSet"; // in ollama's templates
  private static final String TOOL_USE = "tool_use";

  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final ToolFormat tools;
  private final Optional<ThinkingFormat> thinking;
  private final CallConstraint constraints;
  private volatile TemplateSkills skills; // null until they matter; two are equal

  private ChatFormat(ChatTemplate template, Tokenizer tokenizer) {
    this.template = template;
    this.tokenizer = tokenizer;
    String source =
        template.variants().contains(TOOL_USE)
            ? template.variant(TOOL_USE).source()
            : template.source();
    tools = ToolFormat.of(source);
    thinking = ThinkingFormat.of(template.source());
    constraints = new CallConstraint(tools, this::isSpecial, source);
  }

  /**
   * What a template shows.
   *
   * @param tokenizer of the model, borrowed
   */
  public static ChatFormat of(ChatTemplate template, Tokenizer tokenizer) {
    return new ChatFormat(template, tokenizer);
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
    return tools;
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
     * @param asked what else it is held to; a call that is demanded goes before
     */
    public Optional<Constraint> constraint(Optional<Constraint> asked) {
      boolean both = asked.isPresent() && calls.isPresent() && !reply.isDemanded();
      Optional<Constraint> answer =
          both
              ? Optional.of(Constraint.anyOf(List.of(asked.get(), calls.get())))
              : calls.or(() -> asked);
      return reply.thinking().isEmpty() || reply.thinking().get().isEndedBy(text(spans))
          ? answer
          : answer.map(
              held -> format.constraints.afterThought(reply.thinking().get(), reply.begun(), held));
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
   * @throws org.llamajvm.tokenizer.jinja.syntax.TemplateException if the template refuses the
   *     conversation
   * @throws org.llamajvm.models.constraint.ConstraintException if a schema that the arguments are
   *     to be held to cannot be enforced
   */
  public Prompt prompt(List<Message> messages, ToolOffer offer, RenderOptions rendering) {
    List<Tool> told = offer.told();
    List<Message> written = hasCalls(messages) ? withCalls(messages) : messages;
    RenderOptions options = rendering.withGenerationPrompt(true);
    if (!told.isEmpty()) {
      written = withOffer(written, told);
      options = withOffer(options, told);
    }
    List<Span> spans = template.render(written, options);
    boolean begun = thinking.isPresent() && thinking.get().isBegunBy(text(spans));
    ReplyFormat reply =
        new ReplyFormat(
            thinking, begun, tools, told, offer.parallel(), offer.choice().isDemand(), "");
    return new Prompt(spans, reply, constraints.of(offer), this);
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
        .map(marks -> constraints.afterThought(marks, true, asked));
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
    for (String name : List.of(ENABLE_THINKING, THINKING)) {
      if (template.source().contains(name)) {
        return Map.of(name, think);
      }
    }
    return template.source().contains(IS_THINK_SET) ? Map.of(ENABLE_THINKING, think) : Map.of();
  }

  private TemplateSkills skills() {
    if (skills == null) {
      skills = TemplateSkills.of(template);
    }
    return skills;
  }

  private boolean isTold(TemplateSkills.Offer way) {
    return tools != ToolFormat.GENERIC && skills().offer() == way;
  }

  private RenderOptions withOffer(RenderOptions options, List<Tool> told) {
    List<Map<String, Object>> maps = told.stream().map(Tool::toMap).toList();
    if (isTold(TemplateSkills.Offer.TOOLS)) {
      return options.withTools(maps);
    }
    if (isTold(TemplateSkills.Offer.XML_TOOLS)) {
      Map<String, Object> variables = new HashMap<>(options.variables());
      variables.put(TemplateSkills.XML_TOOLS, maps);
      return options.withVariables(variables);
    }
    return options;
  }

  private List<Message> withOffer(List<Message> messages, List<Tool> told) {
    if (isTold(TemplateSkills.Offer.TOOLS) || isTold(TemplateSkills.Offer.XML_TOOLS)) {
      return messages;
    }
    List<Message> written = new ArrayList<>(messages);
    boolean hasSystem = !messages.isEmpty() && messages.getFirst().role().equals(SYSTEM);
    if (isTold(TemplateSkills.Offer.SYSTEM_MEMBER)) {
      Message system = hasSystem ? written.removeFirst() : Message.system("");
      List<?> definitions = told.stream().map(tool -> tool.toMap().get(FUNCTION)).toList();
      written.addFirst(system.with("tools", JsonText.compact(definitions)));
      return written;
    }
    String offer = CallText.offer(told);
    if (hasSystem) {
      Message system = written.removeFirst();
      written.addFirst(system.with(CONTENT, system.text() + "\n\n" + offer));
    } else if (skills().system()) {
      written.addFirst(Message.system(offer));
    } else {
      addToFirstQuestion(written, offer);
    }
    return written;
  }

  private static void addToFirstQuestion(List<Message> messages, String offer) {
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (message.role().equals(USER)) {
        messages.set(i, message.with(CONTENT, offer + "\n\n" + message.text()));
        return;
      }
    }
  }

  private static boolean hasCalls(List<Message> messages) {
    return messages.stream()
        .anyMatch(
            message -> message.role().equals(TOOL) || message.fields().containsKey(TOOL_CALLS));
  }

  private List<Message> withCalls(List<Message> messages) {
    List<Message> written = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    for (Message message : messages) {
      if (message.fields().get(TOOL_CALLS) instanceof List<?> calls && !calls.isEmpty()) {
        written.add(calling(message, calls, names));
      } else if (message.role().equals(TOOL)) {
        addResult(result(message, names), written);
      } else {
        written.add(message);
      }
    }
    return written;
  }

  /**
   * Results in the role of a user become one message, for templates that want turns to alternate.
   */
  private static void addResult(Message result, List<Message> written) {
    boolean joins =
        result.role().equals(USER) && !written.isEmpty() && written.getLast().role().equals(USER);
    String before = joins ? written.removeLast().text() + "\n\n" : "";
    written.add(joins ? result.with(CONTENT, before + result.text()) : result);
  }

  private boolean writesCalls() {
    return tools != ToolFormat.GENERIC && skills().calls();
  }

  private Message calling(Message message, List<?> calls, Map<String, String> names) {
    List<Map<String, Object>> written = new ArrayList<>();
    List<Map<String, Object>> functions = new ArrayList<>();
    for (Object call : calls) {
      Map<?, ?> map = call instanceof Map<?, ?> object ? object : Map.of();
      Map<?, ?> function = map.get(FUNCTION) instanceof Map<?, ?> object ? object : Map.of();
      String name = String.valueOf(function.get("name"));
      String id = CallIds.fitting(tools, String.valueOf(map.get("id")));
      names.put(id, name);
      Map<String, Object> named = new LinkedHashMap<>();
      named.put("name", name);
      named.put(ARGUMENTS, Arguments.of(function.get(ARGUMENTS)));
      functions.add(named);
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", id);
      one.put("type", FUNCTION);
      one.put(FUNCTION, named);
      written.add(one);
    }
    if (writesCalls()) {
      return message.with(CONTENT, message.text()).with(TOOL_CALLS, written);
    }
    String text = message.text().isBlank() ? "" : message.text() + "\n";
    Map<String, Object> fields = new LinkedHashMap<>(message.fields());
    fields.remove(TOOL_CALLS);
    fields.put(CONTENT, text + CallText.calls(tools, functions));
    return new Message(ASSISTANT, fields);
  }

  private Message result(Message message, Map<String, String> names) {
    String id = CallIds.fitting(tools, String.valueOf(message.fields().get(TOOL_CALL_ID)));
    Object given = message.fields().get("name");
    String name = given instanceof String text ? text : names.getOrDefault(id, "the function");
    return tools != ToolFormat.GENERIC && skills().results()
        ? message.with(TOOL_CALL_ID, id).with("name", name)
        : Message.user(CallText.result(name, message.text()));
  }
}
