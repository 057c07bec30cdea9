package org.llamajvm.server.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamajvm.format.ForeignText;
import org.llamajvm.models.GenerateOptions;
import org.llamajvm.models.constraint.ConstraintException;
import org.llamajvm.models.reply.ChatFormat;
import org.llamajvm.models.tool.ToolOffer;
import org.llamajvm.server.http.RequestFault;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.UnboundedPatternException;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** Writes conversations the way the model wants them. Safe for use by many threads. */
public final class ChatPrompt {

  private static final String ASSISTANT = "assistant";
  private static final String CONTENT = "content";
  private static final String EFFORT = "reasoning_effort";
  private static final Set<String> FIXED_VARIABLES =
      Set.of("messages", "tools", "documents", "add_generation_prompt", "role");

  private final ServedModel model;
  private final Optional<ChatFormat> format;

  /** For one model. */
  public ChatPrompt(ServedModel model) {
    this.model = model;
    format = model.template().map(template -> ChatFormat.of(template, model.tokenizer()));
  }

  /**
   * A conversation for the model.
   *
   * @param tokens of the prompt
   * @param chat how it is written, and how the answer is to be read
   */
  public record Ready(int[] tokens, ChatFormat.Prompt chat) {

    /** What to generate, with all that follows from the conversation. */
    public GenerateOptions apply(GenerateOptions options) {
      return options.answering(chat);
    }
  }

  /**
   * A conversation for the model. If an assistant has the last word, the answer continues it.
   *
   * @param variables for the template
   * @param offer functions that the answer may call
   * @throws RequestFault if the template refuses the conversation, or there is none
   */
  public Ready ready(List<Message> messages, Map<String, Object> variables, ToolOffer offer) {
    ChatFormat.Prompt chat = chat(messages, variables, offer);
    return new Ready(encode(chat.spans()), chat);
  }

  /**
   * The text of a conversation.
   *
   * @throws RequestFault as {@link #ready}
   */
  public String text(List<Message> messages, Map<String, Object> variables, ToolOffer offer) {
    return chat(messages, variables, offer).spans().stream()
        .map(Span::text)
        .collect(Collectors.joining());
  }

  /** The variables by which the template lets the model think or not; none if it knows none. */
  public Map<String, Object> thinking(boolean think) {
    return format.map(chat -> chat.thinkingVariables(think)).orElse(Map.of());
  }

  private int[] encode(List<Span> spans) {
    try {
      return model.tokenizer().encode(spans);
    } catch (UnboundedPatternException _) {
      throw RequestFault.badValue("messages", "The text takes too long to be cut into tokens");
    }
  }

  private ChatFormat.Prompt chat(
      List<Message> messages, Map<String, Object> variables, ToolOffer offer) {
    if (messages.isEmpty()) {
      throw RequestFault.badValue("messages", "'messages' must have one message or more");
    }
    ChatFormat chat =
        format.orElseThrow(() ->
            RequestFault.badRequest(
                "no_chat_template",
                "messages",
                "This model has no chat template; use /v1/completions"));
    RenderOptions options = RenderOptions.DEFAULT.withVariables(known(variables, chat));
    Message last = messages.getLast();
    boolean continues =
        last.role().equals(ASSISTANT)
            && messages.size() > 1
            && !last.fields().containsKey("tool_calls");
    return continues
        ? render(chat, messages.subList(0, messages.size() - 1), offer, options)
            .continued(last.text())
        : render(chat, messages, offer, options);
  }

  /** The variables that the template names. */
  private static Map<String, Object> known(Map<String, Object> variables, ChatFormat chat) {
    Map<String, Object> known = new LinkedHashMap<>();
    ChatTemplate template = chat.template();
    for (Map.Entry<String, Object> variable : variables.entrySet()) {
      String name = variable.getKey();
      if (FIXED_VARIABLES.contains(name) || name.endsWith("_token")) {
        throw RequestFault.badValue(
            "chat_template_kwargs",
            "'%s' is not a variable that a request may set".formatted(ForeignText.part(name)));
      }
      if (template.source().contains(name)) {
        known.put(name, variable.getValue());
      } else if (name.equals(EFFORT)) {
        chat.thinkingVariables(!"none".equals(variable.getValue())).forEach(known::putIfAbsent);
      }
    }
    return known;
  }

  /** A template may insist on turns that alternate: then neighbours of the same role become one. */
  private static ChatFormat.Prompt render(
      ChatFormat chat, List<Message> messages, ToolOffer offer, RenderOptions options) {
    try {
      return chat.prompt(messages, offer, options);
    } catch (ConstraintException e) {
      throw RequestFault.badValue("tools", ForeignText.message(e.getMessage()));
    } catch (TemplateException first) {
      List<Message> merged = merge(messages);
      if (merged.size() == messages.size()) {
        throw refused(first);
      }
      try {
        return chat.prompt(merged, offer, options);
      } catch (TemplateException second) {
        throw refused(second);
      }
    }
  }

  private static RequestFault refused(TemplateException e) {
    return RequestFault.badRequest(
        "template_refused",
        "messages",
        "The model's chat template refuses the messages: " + ForeignText.message(e.getMessage()));
  }

  private static List<Message> merge(List<Message> messages) {
    List<Message> merged = new ArrayList<>();
    for (Message message : messages) {
      boolean same =
          !merged.isEmpty()
              && merged.getLast().role().equals(message.role())
              && isText(merged.getLast())
              && isText(message);
      if (same) {
        Map<String, Object> fields = new LinkedHashMap<>(merged.getLast().fields());
        fields.put(CONTENT, merged.removeLast().text() + "\n\n" + message.text());
        merged.add(new Message(message.role(), fields));
      } else {
        merged.add(message);
      }
    }
    return merged;
  }

  private static boolean isText(Message message) {
    return message.fields().keySet().equals(Set.of(CONTENT));
  }
}
