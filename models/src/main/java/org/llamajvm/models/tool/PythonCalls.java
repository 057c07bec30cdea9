package org.llamajvm.models.tool;

import java.util.Optional;

/**
 * Calls as Python writes them: {@code [f(a=1), g(b="x")]}, or {@code f.call(a=1)} alone. What is in
 * the brackets becomes JSON when it is complete. For one thread.
 */
final class PythonCalls implements CallMachine {

  private static final String METHOD = ".call";

  private enum State {
    BEGIN,
    NAME,
    ARGUMENTS,
    TEXT,
    ESCAPE,
    AFTER_CALL
  }

  private final CallSink sink;
  private final StringBuilder name = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private State state = State.BEGIN;
  private boolean list;
  private int depth; // brackets that are open within those of the call
  private char quote;

  PythonCalls(CallSink sink) {
    this.sink = sink;
  }

  @Override
  public Step next(char c) {
    return switch (state) {
      case BEGIN -> begin(c);
      case NAME -> name(c);
      case ARGUMENTS -> arguments(c);
      case TEXT -> {
        arguments.append(c);
        yield to(c == '\\' ? State.ESCAPE : c == quote ? State.ARGUMENTS : State.TEXT);
      }
      case ESCAPE -> {
        arguments.append(c);
        yield to(State.TEXT);
      }
      case AFTER_CALL -> afterCall(c);
    };
  }

  private Step to(State next) {
    state = next;
    return Step.MORE;
  }

  private Step begin(char c) {
    if (JsonScanner.isSpace(c)) {
      return Step.MORE;
    }
    if (c == '[' && !list) {
      list = true;
      return Step.MORE;
    }
    name.setLength(0);
    return name(c);
  }

  private Step name(char c) {
    if (c == '(' && !name.isEmpty()) {
      arguments.setLength(0);
      return sink.knows(name()) ? to(State.ARGUMENTS) : Step.BAD;
    }
    if (!ToolName.isPart(c)) {
      return Step.BAD;
    }
    name.append(c);
    return to(State.NAME);
  }

  private String name() {
    String text = name.toString();
    return list || !text.endsWith(METHOD)
        ? text
        : text.substring(0, text.length() - METHOD.length());
  }

  private Step arguments(char c) {
    if (c == ')' && depth == 0) {
      return call();
    }
    arguments.append(c);
    switch (c) {
      case '(', '[', '{' -> depth++;
      case ')', ']', '}' -> depth--;
      case '"', '\'' -> {
        quote = c;
        return to(State.TEXT);
      }
      default -> {}
    }
    return depth < 0 ? Step.BAD : Step.MORE;
  }

  private Step call() {
    Optional<String> json = PythonArguments.json(arguments.toString());
    if (json.isEmpty()) {
      return Step.BAD;
    }
    sink.begin(name());
    sink.arguments(json.get());
    sink.end();
    state = State.AFTER_CALL;
    return list ? Step.MORE : Step.END;
  }

  private Step afterCall(char c) {
    if (JsonScanner.isSpace(c)) {
      return Step.MORE;
    }
    return c == ',' ? to(State.BEGIN) : c == ']' ? Step.END : Step.BAD;
  }

  @Override
  public boolean mayEnd() {
    return state == State.AFTER_CALL;
  }
}
