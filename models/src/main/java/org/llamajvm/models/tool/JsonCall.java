package org.llamajvm.models.tool;

import java.util.Optional;

/**
 * Reads one call as an object of JSON with the members {@code name}, and {@code arguments} or
 * {@code parameters}, in any order; others have no effect. For one thread.
 */
final class JsonCall {

  private static final int LONGEST_KEY = 256;
  private static final int LONGEST_NAME = 1024;

  private enum State {
    BEGIN,
    KEY_OR_END,
    KEY,
    IN_KEY,
    COLON,
    VALUE,
    IN_NAME,
    IN_ARGUMENTS,
    IN_OTHER,
    AFTER_VALUE
  }

  private final CallSink sink;
  private final StringBuilder held = new StringBuilder();
  private State state = State.BEGIN;
  private String key = "";
  private JsonScanner scanner = new JsonScanner();
  private String name; // null before it is known
  private String early; // arguments that came before the name; null if there are none
  private boolean argued;
  private boolean begun;

  JsonCall(CallSink sink) {
    this.sink = sink;
  }

  /** Takes the next character. */
  Step next(char c) {
    return switch (state) {
      case BEGIN -> c == '{' ? to(State.KEY_OR_END) : Step.BAD;
      case KEY_OR_END -> isSpace(c) ? Step.MORE : c == '}' ? close() : key(c);
      case KEY -> isSpace(c) ? Step.MORE : key(c);
      case IN_KEY -> inKey(c);
      case COLON -> isSpace(c) ? Step.MORE : c == ':' ? to(State.VALUE) : Step.BAD;
      case VALUE -> isSpace(c) ? Step.MORE : value(c);
      case IN_NAME -> inName(c);
      case IN_ARGUMENTS -> inArguments(c);
      case IN_OTHER -> inOther(c);
      case AFTER_VALUE -> isSpace(c) ? Step.MORE : afterValue(c);
    };
  }

  private static boolean isSpace(char c) {
    return JsonScanner.isSpace(c);
  }

  private Step to(State next) {
    state = next;
    return Step.MORE;
  }

  private Step key(char c) {
    if (c != '"') {
      return Step.BAD;
    }
    hold();
    return scan(c, State.IN_KEY);
  }

  private void hold() {
    held.setLength(0);
    scanner = new JsonScanner();
  }

  private Step scan(char c, State next) {
    held.append(c);
    return scanner.next(c) == Step.BAD ? Step.BAD : to(next);
  }

  private Step inKey(char c) {
    held.append(c);
    Step step = scanner.next(c);
    if (step != Step.END) {
      return held.length() > LONGEST_KEY ? Step.BAD : step;
    }
    key = JsonStrings.value(held);
    return to(State.COLON);
  }

  private Step value(char c) {
    hold();
    return switch (key) {
      case "name" -> c == '"' && name == null ? scan(c, State.IN_NAME) : Step.BAD;
      case "arguments", "parameters" -> {
        if (argued) {
          yield Step.BAD;
        }
        argued = true;
        if (name != null && c == '{') {
          begin();
          sink.arguments(c);
        }
        yield scan(c, State.IN_ARGUMENTS);
      }
      default -> scan(c, State.IN_OTHER);
    };
  }

  private Step inName(char c) {
    held.append(c);
    Step step = scanner.next(c);
    if (step != Step.END) {
      return held.length() > LONGEST_NAME ? Step.BAD : step;
    }
    name = JsonStrings.value(held);
    if (!sink.knows(name)) {
      return Step.BAD;
    }
    if (early != null) {
      begin();
      sink.arguments(early);
    }
    return to(State.AFTER_VALUE);
  }

  private void begin() {
    begun = true;
    sink.begin(name);
  }

  private Step inArguments(char c) {
    Step step = scanner.next(c);
    boolean streams = begun;
    if (step == Step.BAD) {
      return step;
    }
    if (streams) {
      if (step != Step.BEFORE) {
        sink.arguments(c);
      }
    } else if (step != Step.BEFORE) {
      held.append(c);
    }
    if (step == Step.MORE) {
      return step;
    }
    if (!streams && !takeArguments()) {
      return Step.BAD;
    }
    state = State.AFTER_VALUE;
    return step == Step.BEFORE ? next(c) : Step.MORE;
  }

  /** Some models write the arguments as a string that holds JSON, or null if there are none. */
  private boolean takeArguments() {
    Optional<String> object = JsonStrings.object(held);
    object.ifPresent(json -> {
      if (name != null) {
        begin();
        sink.arguments(json);
      } else {
        early = json;
      }
    });
    return object.isPresent();
  }

  private Step inOther(char c) {
    Step step = scanner.next(c);
    return switch (step) {
      case MORE, BAD -> step;
      case END -> to(State.AFTER_VALUE);
      case BEFORE -> {
        state = State.AFTER_VALUE;
        yield next(c);
      }
    };
  }

  private Step afterValue(char c) {
    return c == ',' ? to(State.KEY) : c == '}' ? close() : Step.BAD;
  }

  private Step close() {
    if (name == null) {
      return Step.BAD;
    }
    if (!begun) {
      begin();
      sink.arguments("{}");
    }
    sink.end();
    return Step.END;
  }
}
