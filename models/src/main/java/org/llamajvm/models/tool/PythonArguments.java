package org.llamajvm.models.tool;

import java.util.Optional;
import org.llamajvm.format.JsonText;

/**
 * Arguments of a call in Python, all of them by name and with values that are written out, as an
 * object of JSON. For one thread.
 */
final class PythonArguments {

  private static final int DEEPEST = 100;

  private final String text;
  private final StringBuilder json = new StringBuilder();
  private int at;

  private PythonArguments(String text) {
    this.text = text;
  }

  /** The object; empty if the text is something else. */
  static Optional<String> json(String text) {
    PythonArguments arguments = new PythonArguments(text);
    return arguments.all() ? Optional.of(arguments.json.toString()) : Optional.empty();
  }

  private boolean all() {
    json.append('{');
    skipSpace();
    while (at < text.length()) {
      int begin = at;
      while (at < text.length() && ToolName.isPart(text.charAt(at))) {
        at++;
      }
      if (at == begin) {
        return false;
      }
      json.append(JsonText.compact(text.substring(begin, at))).append(':');
      if (!take('=') || !value(0)) {
        return false;
      }
      skipSpace();
      if (at < text.length() && !comma()) {
        return false;
      }
    }
    closeWith('}');
    return true;
  }

  private void skipSpace() {
    while (at < text.length() && JsonScanner.isSpace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(char c) {
    skipSpace();
    if (at == text.length() || text.charAt(at) != c) {
      return false;
    }
    at++;
    skipSpace();
    return true;
  }

  private boolean comma() {
    json.append(',');
    return take(',');
  }

  /** In Python a comma may stand behind the last item, too. */
  private void closeWith(char bracket) {
    int last = json.length() - 1;
    if (json.charAt(last) == ',') {
      json.setLength(last);
    }
    json.append(bracket);
  }

  private boolean value(int depth) {
    if (at == text.length() || depth > DEEPEST) {
      return false;
    }
    char c = text.charAt(at);
    return switch (c) {
      case '"', '\'' -> string(c);
      case '[' -> items(']', depth);
      case '(' -> items(')', depth);
      case '{' -> entries(depth);
      default -> word();
    };
  }

  private boolean items(char end, int depth) {
    at++;
    json.append('[');
    skipSpace();
    while (!take(end)) {
      if (!value(depth + 1)) {
        return false;
      }
      skipSpace();
      if (at < text.length() && text.charAt(at) != end && !comma()) {
        return false;
      }
    }
    closeWith(']');
    return true;
  }

  private boolean entries(int depth) {
    at++;
    json.append('{');
    skipSpace();
    while (!take('}')) {
      char quote = at < text.length() ? text.charAt(at) : 0;
      if ((quote != '"' && quote != '\'') || !string(quote) || !take(':')) {
        return false;
      }
      json.append(':');
      if (!value(depth + 1)) {
        return false;
      }
      skipSpace();
      if (at < text.length() && text.charAt(at) != '}' && !comma()) {
        return false;
      }
    }
    closeWith('}');
    return true;
  }

  private boolean string(char quote) {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c != '\\') {
        value.append(c);
      } else if (!escape(value)) {
        return false;
      }
    }
    if (at == text.length()) {
      return false;
    }
    at++;
    json.append(JsonText.compact(value.toString()));
    return true;
  }

  private boolean escape(StringBuilder value) {
    if (at == text.length()) {
      return false;
    }
    char c = text.charAt(at++);
    int digits = c == 'x' ? 2 : c == 'u' ? 4 : 0;
    if (digits > 0) {
      if (at + digits > text.length()
          || !text.substring(at, at + digits).chars().allMatch(d -> Character.digit(d, 16) >= 0)) {
        return false;
      }
      value.append((char) Integer.parseInt(text, at, at + digits, 16));
      at += digits;
      return true;
    }
    switch (c) {
      case 'n' -> value.append('\n');
      case 't' -> value.append('\t');
      case 'r' -> value.append('\r');
      case '\\', '\'', '"' -> value.append(c);
      default -> value.append('\\').append(c);
    }
    return true;
  }

  /** A number, or a truth value or nothing, as Python or JSON calls them. */
  private boolean word() {
    int begin = at;
    while (at < text.length() && (ToolName.isPart(text.charAt(at)) || text.charAt(at) == '+')) {
      at++;
    }
    String word = text.substring(begin, at);
    String plain =
        switch (word) {
          case "True" -> "true";
          case "False" -> "false";
          case "None" -> "null";
          default -> word;
        };
    json.append(plain);
    return JsonStrings.isJson(plain);
  }
}
