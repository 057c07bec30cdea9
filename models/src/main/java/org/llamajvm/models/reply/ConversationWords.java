package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.tool.CallIds;
import org.llamajvm.models.tool.CallText;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;

/**
 * Puts functions, calls and results into what a template knows: its variables and messages where it
 * has words for them, plain text where it has none. Safe for use by many threads.
 */
final class ConversationWords {

  private static final String SYSTEM = "system";
  private static final String USER = "user";
  private static final String ASSISTANT = "assistant";
  private static final String TOOL = "tool";
  private static final String TOOL_CALLS = "tool_calls";
  private static final String TOOL_CALL_ID = "tool_call_id";
  private static final String CONTENT = "content";
  private static final String FUNCTION = "function";
  private static final String ARGUMENTS = "arguments";

  private final ChatTemplate template;
  private final ToolFormat shown;
  private volatile TemplateSkills skills; // null until they matter; two are equal

  /**
   * Does nothing yet.
   *
   * @param shown the form of calls that the template seems to have
   */
  ConversationWords(ChatTemplate template, ToolFormat shown) {
    this.template = template;
    this.shown = shown;
  }

  /** The form of calls that the template has. */
  ToolFormat family() {
    return shown == ToolFormat.GENERIC ? shown : skills().family();
  }

  /** What a template is given. */
  record Given(List<Message> messages, RenderOptions options) {}

  /**
   * Writes a conversation.
   *
   * @param told functions that the model is told of
   * @param rendering its tools are replaced
   */
  Given write(List<Message> messages, List<Tool> told, RenderOptions rendering) {
    List<Message> written =
        hasCalls(messages) ? withCalls(CallTurns.of(messages, family())) : messages;
    return told.isEmpty()
        ? new Given(written, rendering)
        : new Given(withOffer(written, told), withOffer(rendering, told));
  }

  private TemplateSkills skills() {
    if (skills == null) {
      skills = TemplateSkills.of(template, shown);
    }
    return skills;
  }

  private boolean isTold(TemplateSkills.Offer way) {
    return family() != ToolFormat.GENERIC && skills().offer() == way;
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

  /** gpt-oss is shown what it thought before a call, under another name than other models. */
  private Message withThought(Message message) {
    Object thought = message.fields().get("reasoning_content");
    return family() == ToolFormat.HARMONY && thought != null && message.text().isBlank()
        ? message.with("thinking", thought)
        : message;
  }

  private boolean writesCalls() {
    return family() != ToolFormat.GENERIC && skills().calls();
  }

  private Message calling(Message message, List<?> calls, Map<String, String> names) {
    List<Map<String, Object>> written = new ArrayList<>();
    List<Map<String, Object>> functions = new ArrayList<>();
    for (Object call : calls) {
      Map<?, ?> map = call instanceof Map<?, ?> object ? object : Map.of();
      Map<?, ?> function = map.get(FUNCTION) instanceof Map<?, ?> object ? object : Map.of();
      String name = String.valueOf(function.get("name"));
      String id = CallIds.fitting(family(), String.valueOf(map.get("id")));
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
      return withThought(message).with(CONTENT, message.text()).with(TOOL_CALLS, written);
    }
    String text = message.text().isBlank() ? "" : message.text() + "\n";
    Map<String, Object> fields = new LinkedHashMap<>(message.fields());
    fields.remove(TOOL_CALLS);
    fields.put(CONTENT, text + CallText.calls(family(), functions));
    return new Message(ASSISTANT, fields);
  }

  private Message result(Message message, Map<String, String> names) {
    String id = CallIds.fitting(family(), String.valueOf(message.fields().get(TOOL_CALL_ID)));
    Object given = message.fields().get("name");
    String name = given instanceof String text ? text : names.getOrDefault(id, "the function");
    return family() != ToolFormat.GENERIC && skills().results()
        ? message.with(TOOL_CALL_ID, id).with("name", name)
        : Message.user(CallText.result(name, message.text()));
  }
}
