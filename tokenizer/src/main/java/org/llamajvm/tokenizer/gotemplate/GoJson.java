package org.llamajvm.tokenizer.gotemplate;

import java.util.List;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Dict;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * Values as JSON, as Go's {@code json.Marshal} writes them: without blanks, and with what HTML
 * would read escaped. Entries of plain maps are sorted, those of structs keep their order.
 */
final class GoJson {

  private final Meter meter;
  private final StrBuilder out = new StrBuilder();
  private boolean sorted = true;

  private GoJson(Meter meter) {
    this.meter = meter;
  }

  static Str write(Value value, Meter meter) {
    GoJson json = new GoJson(meter);
    json.value(value);
    return json.out.build();
  }

  private void value(Value value) {
    meter.spend(1);
    switch (value) {
      case Str text -> quote(text);
      case Value.None _ -> out.append("null");
      case Value.Bool bool -> out.append(bool.value() ? "true" : "false");
      case Value.Int number -> out.append(number.value().toString());
      case Value.Real number -> out.append(GoNumbers.json(number.value()));
      case Value.ListValue list -> items(list.items());
      case Dict dict -> entries(sorted ? GoValues.sorted(dict) : dict.entries());
      case Struct struct -> inOrder(struct.json());
      case Ordered ordered -> inOrder(ordered.map());
      default -> throw TemplateException.runtime("JSON has no " + value.typeName());
    }
  }

  private void inOrder(Value value) {
    boolean before = sorted;
    sorted = false;
    value(value);
    sorted = before;
  }

  private void items(List<Value> items) {
    out.append("[");
    String separator = "";
    for (Value item : items) {
      out.append(separator);
      value(item);
      separator = ",";
    }
    out.append("]");
  }

  private void entries(List<Dict.Entry> entries) {
    out.append("{");
    String separator = "";
    for (Dict.Entry entry : entries) {
      out.append(separator);
      value(entry.key());
      out.append(":");
      value(entry.value());
      separator = ",";
    }
    out.append("}");
  }

  private void quote(Str str) {
    meter.spendText(str.units());
    out.appendQuoted(str, GoJson::escape);
  }

  private static String escape(char c) {
    return switch (c) {
      case '<', '>', '&', '\u2028', '\u2029' -> StrBuilder.unicode(c);
      default -> "";
    };
  }
}
