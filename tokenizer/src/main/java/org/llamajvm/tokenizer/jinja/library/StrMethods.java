package org.llamajvm.tokenizer.jinja.library;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.syntax.Whitespace;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Sequences;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.Texts;
import org.llamajvm.tokenizer.jinja.value.Value;

/** Methods of text. */
final class StrMethods {
  private static final Map<String, BiFunction<Str, Arguments, Value>> METHODS = methods();
  private static final Set<String> WITH_KEYWORDS =
      Set.of("format", "split", "rsplit", "splitlines");

  /** Methods of Python's {@code str} that no known chat template uses. */
  private static final Set<String> UNSUPPORTED =
      Set.of(
          "casefold",
          "center",
          "encode",
          "expandtabs",
          "format_map",
          "isalnum",
          "isalpha",
          "isascii",
          "isdecimal",
          "isdigit",
          "isidentifier",
          "islower",
          "isnumeric",
          "isprintable",
          "isspace",
          "istitle",
          "isupper",
          "ljust",
          "maketrans",
          "partition",
          "rindex",
          "rjust",
          "rpartition",
          "swapcase",
          "translate",
          "zfill");

  private StrMethods() {}

  static Optional<BiFunction<Str, Arguments, Value>> find(String name) {
    return Optional.ofNullable(METHODS.get(name))
        .map(method ->
            WITH_KEYWORDS.contains(name)
                ? method
                : (text, arguments) -> method.apply(text, arguments.withoutKeywords(name)));
  }

  static boolean isUnsupported(String name) {
    return UNSUPPORTED.contains(name);
  }

  private static Map<String, BiFunction<Str, Arguments, Value>> methods() {
    Map<String, BiFunction<Str, Arguments, Value>> methods = new HashMap<>();
    methods.put("strip", (text, arguments) -> strip(text, arguments, true, true));
    methods.put("lstrip", (text, arguments) -> strip(text, arguments, true, false));
    methods.put("rstrip", (text, arguments) -> strip(text, arguments, false, true));
    methods.put("upper", (text, arguments) -> plain(text, arguments, Texts::upper));
    methods.put("lower", (text, arguments) -> plain(text, arguments, Texts::lower));
    methods.put("title", (text, arguments) -> plain(text, arguments, Texts::title));
    methods.put("capitalize", (text, arguments) -> plain(text, arguments, Texts::capitalize));
    methods.put("split", StrMethods::split);
    methods.put("rsplit", StrMethods::splitFromEnd);
    methods.put("splitlines", StrMethods::lines);
    methods.put("replace", StrMethods::replace);
    methods.put("join", StrMethods::join);
    methods.put("format", (text, arguments) -> new FormatString(text, arguments).format());
    methods.put(
        "startswith",
        (text, arguments) -> affix("startswith", String::startsWith, text, arguments));
    methods.put(
        "endswith", (text, arguments) -> affix("endswith", String::endsWith, text, arguments));
    methods.put("removeprefix", StrMethods::removePrefix);
    methods.put("removesuffix", StrMethods::removeSuffix);
    methods.put("find", (text, arguments) -> Value.Int.of(find(text, arguments, false)));
    methods.put("rfind", (text, arguments) -> Value.Int.of(find(text, arguments, true)));
    methods.put("index", StrMethods::index);
    methods.put("count", StrMethods::count);
    return Map.copyOf(methods);
  }

  private static Value plain(Str text, Arguments arguments, UnaryOperator<Str> change) {
    arguments.check("str method", 0);
    return change.apply(text);
  }

  static Str strip(Str text, Arguments arguments, boolean left, boolean right) {
    arguments.check("strip", 0, "chars");
    Optional<Str> chars = arguments.text(0, "chars");
    arguments.meter().spendSearch(text.units(), chars.map(Str::units).orElse(0));
    return chars.isEmpty()
        ? Texts.strip(text, Whitespace::is, left, right)
        : Texts.strip(text, c -> chars.get().text().indexOf(c) >= 0, left, right);
  }

  private static Value split(Str text, Arguments arguments) {
    arguments.check("split", 0, "sep", "maxsplit");
    int limit = arguments.integer(1, "maxsplit", -1);
    return Value.ListValue.of(
        arguments
            .text(0, "sep")
            .map(separator -> Texts.split(text, separator, limit, arguments.meter()))
            .orElseGet(() -> Texts.words(text, limit, arguments.meter())));
  }

  private static Value splitFromEnd(Str text, Arguments arguments) {
    arguments.check("rsplit", 0, "sep", "maxsplit");
    int limit = arguments.integer(1, "maxsplit", -1);
    return Value.ListValue.of(
        arguments
            .text(0, "sep")
            .map(separator -> Texts.splitFromEnd(text, separator, limit, arguments.meter()))
            .orElseGet(() -> Texts.wordsFromEnd(text, limit, arguments.meter())));
  }

  private static Value lines(Str text, Arguments arguments) {
    arguments.check("splitlines", 0, "keepends");
    return Value.ListValue.of(Texts.lines(text, arguments.flag(0, "keepends"), arguments.meter()));
  }

  private static Value replace(Str text, Arguments arguments) {
    arguments.check("replace", 2, "old", "new", "count");
    Str replacement = arguments.text(1, "new").orElseThrow(() -> notText("replace"));
    Str made =
        Texts.replace(
            text,
            arguments.text(0, "old").orElseThrow(() -> notText("replace")),
            text.isMarkup() ? Texts.escape(replacement) : replacement,
            arguments.integer(2, "count", -1),
            arguments.meter());
    return text.isMarkup() ? made.asMarkup() : made;
  }

  private static Value join(Str separator, Arguments arguments) {
    Value items = arguments.check("join", 1, "iterable").positional().getFirst();
    List<Value> values = Sequences.items(items, arguments.meter());
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof Str)) {
        throw TemplateException.runtime(
            "sequence item "
                + i
                + ": expected str instance, "
                + values.get(i).typeName()
                + " found");
      }
    }
    Stream<Str> parts = values.stream().map(value -> (Str) value);
    return separator.isMarkup()
        ? Texts.join(separator, parts.map(Texts::escape).toList()).asMarkup()
        : Texts.join(separator, parts.toList());
  }

  private static Value affix(
      String name, BiPredicate<String, String> test, Str text, Arguments arguments) {
    arguments.check(name, 1, "prefix", "start", "end");
    Str part = window(text, arguments);
    Value wanted = arguments.get(0, "prefix").orElseThrow();
    List<Value> options =
        wanted instanceof Value.TupleValue tuple ? tuple.items() : List.of(wanted);
    boolean found = false;
    for (Value option : options) {
      if (!(option instanceof Str affix)) {
        throw TemplateException.runtime(
            name + " first arg must be str or a tuple of str, not " + option.typeName());
      }
      arguments.meter().spendText(Math.min(part.units(), affix.units()));
      found |= test.test(part.text(), affix.text());
    }
    return Value.Bool.of(found);
  }

  /** The stretch of a text between the optional second and third argument. */
  private static Str window(Str text, Arguments arguments) {
    return (Str)
        Sequences.slice(
            text,
            arguments.get(1, "start").orElse(Value.None.NONE),
            arguments.get(2, "end").orElse(Value.None.NONE),
            Value.None.NONE,
            arguments.meter());
  }

  /** Where {@link #window} starts, in code points; past the end where it starts there. */
  private static int start(Str text, Arguments arguments) {
    int start = arguments.given(1, "start").isEmpty() ? 0 : arguments.integer(1, "start", 0);
    return start < 0 ? Math.max(0, start + text.length()) : start;
  }

  private static Value removePrefix(Str text, Arguments arguments) {
    Str prefix = required("removeprefix", arguments);
    return text.text().startsWith(prefix.text()) ? text.substring(prefix.units()) : text;
  }

  private static Value removeSuffix(Str text, Arguments arguments) {
    Str suffix = required("removesuffix", arguments);
    return text.text().endsWith(suffix.text())
        ? text.substring(0, text.units() - suffix.units())
        : text;
  }

  private static int find(Str text, Arguments arguments, boolean last) {
    arguments.check("find", 1, "sub", "start", "end");
    Str wanted = arguments.text(0, "sub").orElseThrow(() -> notText("find"));
    Str part = window(text, arguments);
    if (start(text, arguments) > text.length()) {
      return -1;
    }
    arguments.meter().spendSearch(part.units(), wanted.units());
    int at = last ? part.text().lastIndexOf(wanted.text()) : part.text().indexOf(wanted.text());
    if (at < 0) {
      return -1;
    }
    return start(text, arguments) + part.codePointIndex(at);
  }

  private static Value index(Str text, Arguments arguments) {
    int at = find(text, arguments, false);
    if (at < 0) {
      throw TemplateException.runtime("substring not found");
    }
    return Value.Int.of(at);
  }

  private static Value count(Str text, Arguments arguments) {
    arguments.check("count", 1, "sub", "start", "end");
    Str wanted = arguments.text(0, "sub").orElseThrow(() -> notText("count"));
    Str part = window(text, arguments);
    if (start(text, arguments) > text.length()) {
      return Value.Int.of(0);
    }
    arguments.meter().spendSearch(part.units(), wanted.units());
    return Value.Int.of(
        wanted.units() == 0 ? part.length() + 1 : occurrences(part.text(), wanted.text()));
  }

  private static int occurrences(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static Str required(String name, Arguments arguments) {
    return arguments.check(name, 1, "value").text(0, "value").orElseThrow(() -> notText(name));
  }

  private static TemplateException notText(String name) {
    return TemplateException.runtime(name + "() argument must be str, not NoneType");
  }
}
