package org.llamajvm.models.tool;

/**
 * An answer of a model that knows no form of calls of its own: {@code {"tool_call": {…}}} or {@code
 * {"tool_calls": [{…}, …]}}, from the bracket on. For one thread.
 */
final class GenericCalls implements CallMachine {

  private static final String KEY = "{\"tool_call";

  private final JsonCalls calls;
  private int inKey;
  private State state = State.KEY;

  private enum State {
    KEY,
    KEY_END,
    COLON,
    CALLS,
    CLOSE
  }

  GenericCalls(CallSink sink) {
    calls = new JsonCalls(sink, "");
  }

  @Override
  public Step next(char c) {
    boolean space = JsonScanner.isSpace(c);
    return switch (state) {
      case KEY -> inKey(c, space);
      case KEY_END ->
          c == '"' ? to(State.COLON) : c == 's' && inKey == KEY.length() ? plural() : Step.BAD;
      case COLON -> space ? Step.MORE : c == ':' ? to(State.CALLS) : Step.BAD;
      case CALLS -> {
        Step step = calls.next(c);
        yield step == Step.END ? to(State.CLOSE) : step;
      }
      case CLOSE -> space ? Step.MORE : c == '}' ? Step.END : Step.BAD;
    };
  }

  private Step inKey(char c, boolean space) {
    if (space && inKey == 1) {
      return Step.MORE;
    }
    if (c != KEY.charAt(inKey)) {
      return Step.BAD;
    }
    return ++inKey == KEY.length() ? to(State.KEY_END) : Step.MORE;
  }

  private Step plural() {
    inKey++;
    return Step.MORE;
  }

  private Step to(State next) {
    state = next;
    return Step.MORE;
  }

  @Override
  public boolean mayEnd() {
    return state == State.CLOSE;
  }
}
