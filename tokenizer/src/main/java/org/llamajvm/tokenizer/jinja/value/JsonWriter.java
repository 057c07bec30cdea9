package org.llamajvm.tokenizer.jinja.value;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * A value as JSON, with the spacing and the escapes of Python's {@code json.dumps}.
 *
 * @param ascii whether everything beyond ASCII is escaped
 * @param indent what each level is indented by; empty for all on one line
 * @param itemSeparator what stands between items
 * @param keySeparator what stands between a key and its value
 * @param sorted whether keys are put in order
 */
public record JsonWriter(
    boolean ascii,
    Optional<String> indent,
    String itemSeparator,
    String keySeparator,
    boolean sorted) {

  /**
   * The JSON text of a value.
   *
   * @throws TemplateException if JSON has no such value
   */
  public Str write(Value value, Meter meter) {
    StrBuilder out = new StrBuilder();
    write(value, 0, out, meter);
    return out.build();
  }

  private void write(Value value, int level, StrBuilder out, Meter meter) {
    switch (value) {
      case Str text -> quote(text, out);
      case Value.ListValue list -> items(list.items(), level, out, meter);
      case Value.TupleValue tuple -> items(tuple.items(), level, out, meter);
      case Dict dict -> entries(dict, level, out, meter);
      default -> {
        String scalar = scalar(value);
        if (scalar.isEmpty()) {
          throw TemplateException.runtime(
              "Object of type " + value.typeName() + " is not JSON serializable");
        }
        out.append(scalar);
      }
    }
  }

  /** The JSON of a number, truth value or nothing; empty for other values. */
  private static String scalar(Value value) {
    return switch (value) {
      case Value.None none -> "null";
      case Value.Bool bool -> bool.value() ? "true" : "false";
      case Value.Int integer -> integer.value().toString();
      case Value.Real real -> {
        double number = real.value();
        yield Double.isNaN(number)
            ? "NaN"
            : Double.isInfinite(number)
                ? number > 0 ? "Infinity" : "-Infinity"
                : Numbers.print(number);
      }
      default -> "";
    };
  }

  private void items(List<Value> items, int level, StrBuilder out, Meter meter) {
    meter.spend(items.size());
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append("[");
    String separator = "";
    for (Value item : items) {
      out.append(separator);
      newLine(level + 1, out);
      write(item, level + 1, out, meter);
      separator = itemSeparator;
    }
    newLine(level, out);
    out.append("]");
  }

  private void entries(Dict dict, int level, StrBuilder out, Meter meter) {
    meter.spend(dict.size());
    if (dict.size() == 0) {
      out.append("{}");
      return;
    }
    List<Dict.Entry> entries = dict.entries();
    if (sorted) {
      Comparator<Dict.Entry> order = (a, b) -> Comparisons.compare(a.key(), b.key(), "<", meter);
      entries = entries.stream().sorted(order).toList();
    }
    out.append("{");
    String separator = "";
    for (Dict.Entry entry : entries) {
      out.append(separator);
      newLine(level + 1, out);
      quote(key(entry.key()), out);
      out.append(keySeparator);
      write(entry.value(), level + 1, out, meter);
      separator = itemSeparator;
    }
    newLine(level, out);
    out.append("}");
  }

  private static Str key(Value key) {
    if (key instanceof Str text) {
      return text;
    }
    String scalar = scalar(key);
    if (scalar.isEmpty()) {
      throw TemplateException.runtime(
          "keys must be str, int, float, bool or None, not " + key.typeName());
    }
    return Str.trusted(scalar);
  }

  private void newLine(int level, StrBuilder out) {
    if (indent.isPresent()) {
      out.append("\n");
      for (int i = 0; i < level; i++) {
        out.append(indent.get());
      }
    }
  }

  private void quote(Str str, StrBuilder out) {
    out.appendQuoted(str, this::escape);
  }

  private String escape(char c) {
    return switch (c) {
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default -> ascii && c > 0x7f ? StrBuilder.unicode(c) : "";
    };
  }
}
