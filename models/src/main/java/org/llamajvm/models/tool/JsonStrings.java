package org.llamajvm.models.tool;

import java.util.Optional;

/** Strings of JSON, and what is in them. */
final class JsonStrings {

  private JsonStrings() {}

  /**
   * The value of a string.
   *
   * @param json a string of JSON, with its quotes
   */
  static String value(CharSequence json) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        value.append(c);
        continue;
      }
      char escaped = json.charAt(++i);
      if (escaped == 'u') {
        value.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
        i += 4;
      } else {
        value.append(plain(escaped));
      }
    }
    return value.toString();
  }

  private static char plain(char escaped) {
    return switch (escaped) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> escaped;
    };
  }

  /**
   * The object that a value stands for: itself, what is in a string, or an empty one for null.
   *
   * @param json a complete value
   * @return empty if it stands for none
   */
  static Optional<String> object(CharSequence json) {
    return switch (json.charAt(0)) {
      case '{' -> Optional.of(json.toString());
      case 'n' -> Optional.of("{}");
      case '"' -> {
        String text = value(json).strip();
        yield text.isEmpty() ? Optional.of("{}") : Optional.of(text).filter(JsonStrings::isObject);
      }
      default -> Optional.empty();
    };
  }

  /** Whether a text is an object of JSON, and nothing else. */
  static boolean isObject(String text) {
    return text.startsWith("{") && isJson(text);
  }

  /** Whether a text is one value of JSON, and nothing else. */
  static boolean isJson(String text) {
    JsonScanner scanner = new JsonScanner();
    for (int i = 0; i < text.length(); i++) {
      Step step = scanner.next(text.charAt(i));
      if (step != Step.MORE) {
        return step == Step.END && i == text.length() - 1;
      }
    }
    return scanner.next(' ') == Step.BEFORE;
  }
}
