package org.llamajvm.models.tool;

/**
 * What follows {@code [TOOL_CALLS]}: a list of objects, or, in later models, {@code name[ARGS]{…}},
 * perhaps with {@code [CALL_ID]…} before the arguments. For one thread.
 */
final class MistralCalls implements CallMachine {

  private static final String ARGUMENTS = "[ARGS]";
  private static final String CALL_ID = "[CALL_ID]";

  private final CallSink sink;
  private final StringBuilder head = new StringBuilder();
  private final JsonScanner scanner = new JsonScanner();
  private JsonCalls list;
  private String function = "";
  private boolean inArguments;
  private boolean begun;

  MistralCalls(CallSink sink) {
    this.sink = sink;
  }

  @Override
  public Step next(char c) {
    if (list != null) {
      return list.next(c);
    }
    if (inArguments) {
      return inArguments(c);
    }
    if (head.isEmpty() && JsonScanner.isSpace(c)) {
      return Step.MORE;
    }
    if (head.isEmpty() && (c == '[' || c == '{')) {
      list = new JsonCalls(sink, "");
      return list.next(c);
    }
    return inHead(c);
  }

  private Step inHead(char c) {
    head.append(c);
    int bracket = head.indexOf("[");
    if (bracket < 0) {
      return c == '{' ? arguments(head.substring(0, head.length() - 1), c) : partOfName(c);
    }
    String marks = head.substring(bracket);
    if (marks.endsWith(ARGUMENTS)) {
      return arguments(head.substring(0, bracket), ' ');
    }
    boolean known =
        ARGUMENTS.startsWith(marks) || CALL_ID.startsWith(marks) || marks.startsWith(CALL_ID);
    return known && marks.length() <= ToolName.LONGEST ? Step.MORE : Step.BAD;
  }

  private Step partOfName(char c) {
    return ToolName.isPart(c) && head.length() <= ToolName.LONGEST ? Step.MORE : Step.BAD;
  }

  private Step arguments(String name, char c) {
    inArguments = true;
    function = name;
    return sink.knows(name) ? inArguments(c) : Step.BAD;
  }

  private Step inArguments(char c) {
    if (!begun) {
      if (JsonScanner.isSpace(c)) {
        return Step.MORE;
      }
      if (c != '{') {
        return Step.BAD;
      }
      begun = true;
      sink.begin(function);
    }
    Step step = scanner.next(c);
    if (step != Step.BAD) {
      sink.arguments(c);
    }
    if (step == Step.END) {
      sink.end();
    }
    return step;
  }

  @Override
  public boolean mayEnd() {
    return list != null && list.mayEnd();
  }
}
