package org.llamajvm.tokenizer.jinja.value;

import java.util.HexFormat;
import java.util.List;

/** Values as text: {@code str} and {@code repr} of Python. */
public final class Printer {
  private Printer() {}

  /** A value as it appears in output. */
  public static Str print(Value value) {
    return switch (value) {
      case Str str -> str;
      case Value.Undefined undefined -> Str.EMPTY;
      default -> repr(value);
    };
  }

  /** A value as it appears inside a list. */
  public static Str repr(Value value) {
    StrBuilder out = new StrBuilder();
    repr(value, out);
    return out.build();
  }

  private static void repr(Value value, StrBuilder out) {
    switch (value) {
      case Str str when str.isMarkup() -> {
        out.append("Markup(");
        quote(str, out);
        out.append(")");
      }
      case Str str -> quote(str, out);
      case Value.None none -> out.append("None");
      case Value.Bool bool -> out.append(bool.value() ? "True" : "False");
      case Value.Int integer -> out.append(integer.value().toString());
      case Value.Real real -> out.append(Numbers.print(real.value()));
      case Value.Undefined undefined -> out.append("Undefined");
      case Value.ListValue list -> items("[", list.items(), "]", out);
      case Value.TupleValue tuple ->
          items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", out);
      case Value.DictView view -> items(view.typeName() + "([", view.items(), "])", out);
      case Dict dict -> entries(dict, out);
      case Value.Range range -> {
        String step = range.step() == 1 ? "" : ", " + range.step();
        out.append("range(" + range.start() + ", " + range.stop() + step + ")");
      }
      case Stream stream -> out.append("<" + stream.typeName() + " object>");
      case HostObject object -> out.append(object.describe());
    }
  }

  private static void items(String open, List<Value> items, String close, StrBuilder out) {
    out.append(open);
    String separator = "";
    for (Value item : items) {
      out.append(separator);
      repr(item, out);
      separator = ", ";
    }
    out.append(close);
  }

  private static void entries(Dict dict, StrBuilder out) {
    out.append("{");
    String separator = "";
    for (Dict.Entry entry : dict.entries()) {
      out.append(separator);
      repr(entry.key(), out);
      out.append(": ");
      repr(entry.value(), out);
      separator = ", ";
    }
    out.append("}");
  }

  private static void quote(Str str, StrBuilder out) {
    String text = str.text();
    boolean doubled = text.indexOf('\'') >= 0 && text.indexOf('"') < 0;
    char quote = doubled ? '"' : '\'';
    out.append(String.valueOf(quote));
    int from = 0;
    int c;
    for (int i = 0; i < text.length(); i += Character.charCount(c)) {
      c = text.codePointAt(i);
      boolean slashed = c == quote || c == '\\';
      if (slashed || !isPrintable(c)) {
        out.append(str, from, i).appendLike(str, i, slashed ? "\\" + (char) c : escape(c));
        from = i + Character.charCount(c);
      }
    }
    out.append(str, from, text.length());
    out.append(String.valueOf(quote));
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          c < 0x100
              ? "\\x" + HexFormat.of().toHexDigits((byte) c)
              : c < 0x10000
                  ? "\\u" + HexFormat.of().toHexDigits((char) c)
                  : "\\U" + HexFormat.of().toHexDigits(c);
    };
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
