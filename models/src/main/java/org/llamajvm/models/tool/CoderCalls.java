package org.llamajvm.models.tool;

import java.util.Map;
import org.llamajvm.format.JsonText;

/**
 * A call as Qwen3-Coder writes it, behind {@code <tool_call>}: {@code <function=f> <parameter=a>
 * value </parameter> </function> </tool_call>}. Values are plain text; what type the function's
 * schema gives them decides how they are read. For one thread.
 */
final class CoderCalls implements CallMachine {

  private static final String FUNCTION = "<function=";
  private static final String PARAMETER = "<parameter=";
  private static final String PARAMETER_END = "</parameter>";
  private static final String FUNCTION_END = "</function>";

  private enum State {
    FUNCTION,
    NAME,
    PARAMETER,
    KEY,
    VALUE,
    CLOSE
  }

  private final CallSink sink;
  private final ToolTypes types;
  private final StringBuilder held = new StringBuilder();
  private State state = State.FUNCTION;
  private String function = "";
  private String key = "";
  private boolean first = true;
  private JsonCalls json; // of a model that was held to it; null if there is none
  private boolean ended;
  private int closed;

  CoderCalls(CallSink sink, ToolTypes types) {
    this.sink = sink;
    this.types = types;
  }

  @Override
  public Step next(char c) {
    if (json == null && state == State.FUNCTION && held.isEmpty() && c == '{') {
      json = new JsonCalls(sink, ToolFormat.HERMES_END);
    }
    return json == null ? inTags(c) : json.next(c);
  }

  private Step inTags(char c) {
    return switch (state) {
      case FUNCTION -> tag(c, FUNCTION, FUNCTION, State.NAME);
      case NAME -> name(c);
      case PARAMETER -> tag(c, PARAMETER, FUNCTION_END, State.KEY);
      case KEY -> key(c);
      case VALUE -> value(c);
      case CLOSE -> close(c);
    };
  }

  private Step to(State next) {
    held.setLength(0);
    state = next;
    return Step.MORE;
  }

  /** One of two tags, white space before it aside. */
  private Step tag(char c, String wanted, String other, State next) {
    if (held.isEmpty() && JsonScanner.isSpace(c)) {
      return Step.MORE;
    }
    String text = held.append(c).toString();
    if (text.equals(wanted)) {
      return to(next);
    }
    if (text.equals(other)) {
      sink.arguments(first ? "{}" : "}");
      sink.end();
      ended = true;
      return to(State.CLOSE);
    }
    return wanted.startsWith(text) || other.startsWith(text) ? Step.MORE : Step.BAD;
  }

  private Step name(char c) {
    if (c != '>') {
      held.append(c);
      return held.length() > ToolName.LONGEST ? Step.BAD : Step.MORE;
    }
    function = held.toString();
    if (!sink.knows(function)) {
      return Step.BAD;
    }
    sink.begin(function);
    return to(State.PARAMETER);
  }

  private Step key(char c) {
    if (c != '>') {
      held.append(c);
      return held.length() > ToolName.LONGEST ? Step.BAD : Step.MORE;
    }
    key = held.toString();
    return to(State.VALUE);
  }

  private Step value(char c) {
    held.append(c);
    int text = held.length() - PARAMETER_END.length();
    if (c != '>' || text < 0 || !held.substring(text).equals(PARAMETER_END)) {
      return Step.MORE;
    }
    sink.arguments(first ? "{" : ",");
    first = false;
    sink.arguments(JsonText.compact(key) + ":" + json(held.substring(0, text)));
    return to(State.PARAMETER);
  }

  private String json(String value) {
    int from = value.startsWith("\n") ? 1 : 0;
    int to = value.endsWith("\n") && value.length() > from ? value.length() - 1 : value.length();
    String text = value.substring(from, to);
    return !types.isText(function, key) && JsonStrings.isJson(text.strip())
        ? text.strip()
        : JsonText.compact(text);
  }

  private Step close(char c) {
    if (closed == 0 && JsonScanner.isSpace(c)) {
      return Step.MORE;
    }
    String tag = ToolFormat.HERMES_END;
    if (c != tag.charAt(closed)) {
      return Step.BAD;
    }
    return ++closed == tag.length() ? Step.END : Step.MORE;
  }

  @Override
  public boolean mayEnd() {
    return json == null ? ended : json.mayEnd();
  }

  /** Which parameters are text. */
  interface ToolTypes {

    /** Whether a parameter of a function is text, by its schema. */
    boolean isText(String function, String parameter);

    /** By the schemas of functions, each by its name. */
    static ToolTypes of(Map<String, Tool> tools) {
      return (function, parameter) ->
          tools.get(function).parameters().get("properties") instanceof Map<?, ?> properties
              && properties.get(parameter) instanceof Map<?, ?> schema
              && "string".equals(schema.get("type"));
    }
  }
}
