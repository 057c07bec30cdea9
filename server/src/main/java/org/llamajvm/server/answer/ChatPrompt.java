package org.llamajvm.server.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamajvm.format.ForeignText;
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
  private static final Set<String> FIXED_VARIABLES =
      Set.of("messages", "tools", "documents", "add_generation_prompt", "role");

  private final ServedModel model;

  /** For one model. */
  public ChatPrompt(ServedModel model) {
    this.model = model;
  }

  /**
   * The tokens of a conversation. If an assistant has the last word, the answer continues it.
   *
   * @param variables for the template
   * @throws RequestFault if the template refuses the conversation, or there is none
   */
  public int[] tokens(List<Message> messages, Map<String, Object> variables) {
    return encode(spans(messages, variables));
  }

  /**
   * The text of a conversation.
   *
   * @throws RequestFault as {@link #tokens}
   */
  public String text(List<Message> messages, Map<String, Object> variables) {
    return spans(messages, variables).stream().map(Span::text).collect(Collectors.joining());
  }

  private int[] encode(List<Span> spans) {
    try {
      return model.tokenizer().encode(spans);
    } catch (UnboundedPatternException _) {
      throw RequestFault.badValue("messages", "The text takes too long to be cut into tokens");
    }
  }

  private List<Span> spans(List<Message> messages, Map<String, Object> variables) {
    if (messages.isEmpty()) {
      throw RequestFault.badValue("messages", "'messages' must have one message or more");
    }
    ChatTemplate template =
        model
            .template()
            .orElseThrow(() ->
                RequestFault.badRequest(
                    "no_chat_template",
                    "messages",
                    "This model has no chat template; use /v1/completions"));
    Map<String, Object> known = known(variables, template);
    Message last = messages.getLast();
    boolean continues = last.role().equals(ASSISTANT) && messages.size() > 1;
    List<Message> rendered = continues ? messages.subList(0, messages.size() - 1) : messages;
    List<Span> spans = new ArrayList<>(render(template, rendered, known));
    if (continues) {
      spans.add(Span.plain(last.text()));
    }
    return spans;
  }

  /** The variables that the template names. */
  private static Map<String, Object> known(Map<String, Object> variables, ChatTemplate template) {
    Map<String, Object> known = new LinkedHashMap<>();
    for (Map.Entry<String, Object> variable : variables.entrySet()) {
      String name = variable.getKey();
      if (FIXED_VARIABLES.contains(name) || name.endsWith("_token")) {
        throw RequestFault.badValue(
            "chat_template_kwargs",
            "'%s' is not a variable that a request may set".formatted(ForeignText.part(name)));
      }
      if (template.source().contains(name)) {
        known.put(name, variable.getValue());
      }
    }
    return known;
  }

  /** A template may insist on turns that alternate: then neighbours of the same role become one. */
  private static List<Span> render(
      ChatTemplate template, List<Message> messages, Map<String, Object> variables) {
    RenderOptions options = RenderOptions.DEFAULT.withVariables(variables);
    try {
      return template.render(messages, options);
    } catch (TemplateException first) {
      List<Message> merged = merge(messages);
      if (merged.size() == messages.size()) {
        throw refused(first);
      }
      try {
        return template.render(merged, options);
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
