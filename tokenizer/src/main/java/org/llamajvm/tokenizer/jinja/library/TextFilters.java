package org.llamajvm.tokenizer.jinja.library;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.syntax.Whitespace;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.JsonWriter;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Texts;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Filters whose result is text. */
final class TextFilters {
  private TextFilters() {}

  static void register(Map<String, Filters.Filter> filters) {
    plain(filters, "upper", Texts::upper);
    plain(filters, "lower", Texts::lower);
    plain(filters, "capitalize", Texts::capitalize);
    plain(filters, "title", TextFilters::title);
    plain(filters, "string", text -> text);
    plain(filters, "safe", Str::asMarkup);
    plain(filters, "e", Texts::escape);
    plain(filters, "escape", Texts::escape);
    filters.put(
        "trim",
        (input, arguments) -> StrMethods.strip(Printer.print(input), arguments, true, true));
    filters.put("replace", TextFilters::replace);
    filters.put("indent", TextFilters::indent);
    filters.put("join", TextFilters::join);
    filters.put("tojson", TextFilters::toJson);
  }

  private static void plain(
      Map<String, Filters.Filter> filters, String name, UnaryOperator<Str> change) {
    filters.put(
        name,
        (input, arguments) -> {
          arguments.check(name, 0);
          Str text = Printer.print(input);
          arguments.meter().spendText(text.units());
          return change.apply(text);
        });
  }

  /** Jinja's own title case: words start after white space, dashes and opening brackets. */
  private static Str title(Str text) {
    StrBuilder out = new StrBuilder();
    int from = 0;
    boolean separators = isSeparator(text, 0);
    for (int i = 0; i <= text.units(); i++) {
      if (i < text.units() && isSeparator(text, i) == separators) {
        continue;
      }
      Str run = text.substring(from, i);
      if (separators || run.units() == 0) {
        out.append(run);
      } else {
        int first = Character.charCount(run.text().codePointAt(0));
        out.append(Texts.upper(run.substring(0, first))).append(Texts.lower(run.substring(first)));
      }
      from = i;
      separators = !separators;
    }
    return out.build();
  }

  private static boolean isSeparator(Str text, int unit) {
    return unit < text.units()
        && (Whitespace.is(text.text().charAt(unit))
            || "-({[<".indexOf(text.text().charAt(unit)) >= 0);
  }

  private static Value replace(Value input, Arguments arguments) {
    arguments.check("replace", 2, "old", "new", "count");
    return Texts.replace(
        Printer.print(input),
        Printer.print(arguments.get(0, "old").orElseThrow()),
        Printer.print(arguments.get(1, "new").orElseThrow()),
        arguments.given(2, "count").isEmpty() ? -1 : arguments.integer(2, "count", -1),
        arguments.meter());
  }

  private static Value indent(Value input, Arguments arguments) {
    arguments.check("indent", 0, "width", "first", "blank");
    Value width = arguments.get(0, "width").orElse(Value.Int.of(4));
    Str indention =
        width instanceof Str text
            ? text
            : Texts.repeat(Str.trusted(" "), Math.max(0, arguments.integer(0, "width", 4)));
    if (!(input instanceof Str text)) {
      throw input instanceof Value.Undefined undefined
          ? undefined.use()
          : TemplateException.runtime("indent needs text, got " + input.typeName());
    }
    boolean blank = arguments.flag(2, "blank");
    List<Value> lines = Texts.lines(text.plus(Str.trusted("\n")), false, arguments.meter());
    StrBuilder out = new StrBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Str line = (Str) lines.get(i);
      if (i > 0) {
        out.append("\n");
      }
      if (i == 0 ? arguments.flag(1, "first") : blank || line.units() > 0) {
        out.append(indention);
      }
      out.append(line);
    }
    return out.build();
  }

  private static Value join(Value input, Arguments arguments) {
    arguments.check("join", 0, "d", "attribute");
    Optional<Value> attribute = arguments.given(1, "attribute");
    Str separator = arguments.get(0, "d").map(Printer::print).orElse(Str.EMPTY);
    Meter meter = arguments.meter();
    StrBuilder out = new StrBuilder();
    boolean first = true;
    for (Value item : Sequences.items(input, meter)) {
      out.append(first ? Str.EMPTY : separator);
      out.append(
          Printer.print(
              attribute.isPresent() ? Attributes.path(item, attribute.get(), meter) : item));
      first = false;
    }
    return out.build();
  }

  private static Value toJson(Value input, Arguments arguments) {
    arguments.check("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    Optional<String> indent =
        arguments
            .given(1, "indent")
            .map(value ->
                value instanceof Str text
                    ? text.text()
                    : " ".repeat(Math.clamp(arguments.integer(1, "indent", 0), 0, 1000)));
    String itemSeparator = indent.isPresent() ? "," : ", ";
    String keySeparator = ": ";
    Optional<Value> separators = arguments.given(2, "separators");
    if (separators.isPresent()) {
      List<Value> pair = Sequences.items(separators.get(), arguments.meter());
      if (pair.size() != 2) {
        throw TemplateException.runtime("tojson separators must be a pair");
      }
      itemSeparator = Printer.print(pair.get(0)).text();
      keySeparator = Printer.print(pair.get(1)).text();
    }
    return new JsonWriter(
            arguments.flag(0, "ensure_ascii"),
            indent,
            itemSeparator,
            keySeparator,
            arguments.flag(3, "sort_keys"))
        .write(input, arguments.meter());
  }
}
