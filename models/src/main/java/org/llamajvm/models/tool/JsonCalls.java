package org.llamajvm.models.tool;

/**
 * Calls as objects of JSON: one, or a list of them, and perhaps a tag behind them. For one thread.
 */
final class JsonCalls implements CallMachine {

  private enum State {
    BEGIN,
    NEXT,
    IN_CALL,
    AFTER_CALL,
    CLOSE
  }

  private final CallSink sink;
  private final String close;
  private State state = State.BEGIN;
  private boolean list;
  private JsonCall call;
  private int closed; // characters of the tag

  /**
   * Begins before the object or list.
   *
   * @param close the tag behind it, or nothing
   */
  JsonCalls(CallSink sink, String close) {
    this.sink = sink;
    this.close = close;
  }

  @Override
  public Step next(char c) {
    boolean space = JsonScanner.isSpace(c);
    return switch (state) {
      case BEGIN -> {
        if (c == '[') {
          list = true;
          state = State.NEXT;
          yield Step.MORE;
        }
        yield space ? Step.MORE : begin(c);
      }
      case NEXT -> space ? Step.MORE : begin(c);
      case IN_CALL -> inCall(c);
      case AFTER_CALL -> space ? Step.MORE : afterCall(c);
      case CLOSE -> space && closed == 0 ? Step.MORE : inTag(c);
    };
  }

  private Step begin(char c) {
    call = new JsonCall(sink);
    state = State.IN_CALL;
    return call.next(c);
  }

  private Step inCall(char c) {
    Step step = call.next(c);
    if (step != Step.END) {
      return step;
    }
    state = State.AFTER_CALL;
    return list ? Step.MORE : ended();
  }

  private Step ended() {
    state = State.CLOSE;
    return close.isEmpty() ? Step.END : Step.MORE;
  }

  private Step afterCall(char c) {
    if (c == ',') {
      state = State.NEXT;
      return Step.MORE;
    }
    return c == ']' ? ended() : Step.BAD;
  }

  private Step inTag(char c) {
    if (c != close.charAt(closed)) {
      return Step.BAD;
    }
    return ++closed == close.length() ? Step.END : Step.MORE;
  }

  @Override
  public boolean mayEnd() {
    return state == State.AFTER_CALL || state == State.CLOSE;
  }
}
