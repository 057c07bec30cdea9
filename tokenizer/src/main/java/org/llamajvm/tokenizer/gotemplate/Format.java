package org.llamajvm.tokenizer.gotemplate;

import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/** {@code printf} with {@code %s}, {@code %v}, {@code %d}, {@code %q}, {@code %t}, {@code %%}. */
final class Format {

  private final Meter meter;

  Format(Meter meter) {
    this.meter = meter;
  }

  Str print(List<Value> arguments) {
    if (arguments.isEmpty() || !(arguments.getFirst() instanceof Str format)) {
      throw TemplateException.runtime("printf takes a text first");
    }
    StrBuilder out = new StrBuilder();
    String text = format.text();
    int used = 1;
    int from = 0;
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', from)) {
      out.append(format, from, at);
      char verb = at + 1 < text.length() ? text.charAt(at + 1) : 0;
      if (verb == '%') {
        out.append("%");
      } else if (used < arguments.size()) {
        out.append(value(verb, arguments.get(used++)));
      } else {
        throw TemplateException.runtime("printf has no value for %" + verb);
      }
      from = at + 2;
    }
    if (used < arguments.size()) {
      throw TemplateException.runtime("printf has more values than its text names");
    }
    Str result = out.append(format, Math.min(from, text.length()), text.length()).build();
    meter.made(result);
    return result;
  }

  private Str value(char verb, Value value) {
    boolean fits =
        switch (verb) {
          case 'v' -> true;
          case 's' -> value instanceof Str;
          case 'q' -> value instanceof Str;
          case 'd' -> value instanceof Value.Int;
          case 't' -> value instanceof Value.Bool;
          default -> throw TemplateException.runtime("printf knows no %" + verb + " here");
        };
    if (!fits) {
      throw TemplateException.runtime(
          "printf gets a value of type %s for %%%s".formatted(GoValues.type(value), verb));
    }
    if (verb == 'q') {
      return quoted((Str) value);
    }
    return value == Value.None.NONE ? Str.trusted("<nil>") : GoValues.print(value, meter);
  }

  private Str quoted(Str str) {
    meter.spendText(str.units());
    StrBuilder out = new StrBuilder().append("\"");
    String text = str.text();
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '"' -> out.appendLike(str, i, "\\\"");
        case '\\' -> out.appendLike(str, i, "\\\\");
        case '\n' -> out.appendLike(str, i, "\\n");
        case '\r' -> out.appendLike(str, i, "\\r");
        case '\t' -> out.appendLike(str, i, "\\t");
        default -> out.append(str, i, i + 1);
      }
    }
    return out.append("\"").build();
  }
}
