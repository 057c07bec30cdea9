package org.llamajvm.models.reply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.llamajvm.format.JsonText;
import org.llamajvm.models.tool.Tool;
import org.llamajvm.models.tool.ToolFormat;
import org.llamajvm.tokenizer.Span;
import org.llamajvm.tokenizer.chat.ChatTemplate;
import org.llamajvm.tokenizer.chat.Message;
import org.llamajvm.tokenizer.chat.RenderOptions;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * What a chat template does with functions, found out by trying: templates do not say so, and they
 * leave out in silence what they do not know.
 *
 * @param family the form in which it writes calls; the generic one if that cannot be read back
 * @param offer how it is told of functions
 * @param calls whether it writes calls of an assistant
 * @param results whether it writes messages of the role {@code tool}
 * @param system whether it writes a system message
 */
record TemplateSkills(
    ToolFormat family, Offer offer, boolean calls, boolean results, boolean system) {

  /** How a template is told of functions. */
  enum Offer {
    /** By the variable {@code tools}. */
    TOOLS,
    /** By the variable {@code xml_tools}. */
    XML_TOOLS,
    /** By a member {@code tools} of the system message, a text. */
    SYSTEM_MEMBER,
    /** Not at all. */
    NONE
  }

  static final String XML_TOOLS = "xml_tools";
  private static final String NAME = "probe_tool_name";
  private static final String VALUE = "probe_value";
  private static final String ID = "probe0000"; // nine characters, as some templates demand
  private static final Message QUESTION = Message.user("probe_question");

  /**
   * Tries a template.
   *
   * @param shown the form of calls that its text shows
   */
  static TemplateSkills of(ChatTemplate template, ToolFormat shown) {
    Offer offer = offer(template);
    Map<String, Object> arguments = Map.of("probe_key", VALUE);
    Map<String, Object> call =
        Map.of(
            "id", ID, "type", "function", "function", Map.of("name", NAME, "arguments", arguments));
    Message calling = Message.assistant("").with("tool_calls", List.of(call));
    Message result = Message.of("tool", "probe_result").with("tool_call_id", ID).with("name", NAME);
    RenderOptions plain = RenderOptions.DEFAULT;
    String turns = written(template, List.of(QUESTION, calling, result), plain);
    boolean calls = turns.contains(VALUE);
    return new TemplateSkills(
        calls && !isReadable(turns, shown) ? ToolFormat.GENERIC : shown,
        offer,
        calls,
        turns.contains("probe_result"),
        writes(template, List.of(Message.system("probe_system"), QUESTION), plain, "probe_system"));
  }

  private static Offer offer(ChatTemplate template) {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("name", NAME);
    definition.put("description", "probe");
    definition.put("parameters", Map.of("type", "object", "properties", Map.of()));
    List<Map<String, Object>> tools =
        List.of(new LinkedHashMap<>(Map.of("type", "function", "function", definition)));
    List<Message> messages = List.of(Message.system("probe"), QUESTION);
    RenderOptions plain = RenderOptions.DEFAULT;
    if (writes(template, messages, plain.withTools(tools), NAME)
        || writes(template, List.of(QUESTION), plain.withTools(tools), NAME)) {
      return Offer.TOOLS;
    }
    if (writes(template, messages, plain.withVariables(Map.of(XML_TOOLS, tools)), NAME)) {
      return Offer.XML_TOOLS;
    }
    List<Message> member = new ArrayList<>();
    member.add(messages.getFirst().with("tools", JsonText.compact(tools)));
    member.add(QUESTION);
    return writes(template, member, plain, NAME) ? Offer.SYSTEM_MEMBER : Offer.NONE;
  }

  /**
   * Whether a call is read in a conversation as its family writes it. Calls without a mark are only
   * told from text where an answer begins.
   */
  private static boolean isReadable(String turns, ToolFormat family) {
    if (family.marks().isEmpty() || family == ToolFormat.LLAMA) {
      return true;
    }
    ReplyFormat format =
        new ReplyFormat(
            Optional.empty(), false, family, List.of(Tool.of(NAME, "", "")), true, false, "");
    return new ReplyReader(format, "")
        .push(turns).stream().anyMatch(ReplyPart.CallEnd.class::isInstance);
  }

  private static boolean writes(
      ChatTemplate template, List<Message> messages, RenderOptions options, String text) {
    return written(template, messages, options).contains(text);
  }

  /** What a template writes; nothing if it fails. */
  private static String written(
      ChatTemplate template, List<Message> messages, RenderOptions options) {
    try {
      return template.render(messages, options).stream()
          .map(Span::text)
          .collect(Collectors.joining());
    } catch (TemplateException _) {
      return "";
    }
  }
}
