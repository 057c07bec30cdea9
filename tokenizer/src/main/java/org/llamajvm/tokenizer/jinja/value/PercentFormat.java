package org.llamajvm.tokenizer.jinja.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/** {@code "%s" % value}: printf-style formatting. */
public final class PercentFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\d{1,9})?(?:\\.(\\d{0,9}))?(.)", Pattern.DOTALL);

  private PercentFormat() {}

  /**
   * The format with its directives replaced.
   *
   * @param arguments a tuple of values, a dictionary for named directives, or one value
   * @throws TemplateException if the directives and the values do not go together
   */
  public static Str format(Str format, Value arguments) {
    List<Value> values =
        arguments instanceof Value.TupleValue tuple ? tuple.items() : List.of(arguments);
    StrBuilder out = new StrBuilder();
    Matcher matcher = DIRECTIVE.matcher(format.text());
    int from = 0;
    int used = 0;
    for (int at = format.text().indexOf('%'); at >= 0; at = format.text().indexOf('%', from)) {
      out.append(format, from, at);
      if (!matcher.find(at) || matcher.start() != at) {
        throw TemplateException.runtime("incomplete format");
      }
      from = matcher.end();
      if (matcher.group(5).equals("%")) {
        out.append(format, from - 1, from);
        continue;
      }
      Value value;
      if (matcher.group(1) != null) {
        value = named(arguments, matcher.group(1));
      } else if (used < values.size()) {
        value = values.get(used++);
      } else {
        throw TemplateException.runtime("not enough arguments for format string");
      }
      out.append(directive(matcher, value));
    }
    boolean subscriptable =
        arguments instanceof Dict
            || arguments instanceof Value.ListValue
            || arguments instanceof Value.Range
            || arguments instanceof Value.Undefined;
    if (used < values.size() && !subscriptable) {
      throw TemplateException.runtime("not all arguments converted during string formatting");
    }
    return out.append(format, from, format.units()).build();
  }

  private static Value named(Value arguments, String name) {
    if (!(arguments instanceof Dict dict)) {
      throw TemplateException.runtime("format requires a mapping");
    }
    return dict.get(Str.trusted(name))
        .orElseThrow(() -> TemplateException.runtime("KeyError: '" + name + "'"));
  }

  private static Str directive(Matcher matcher, Value value) {
    String flags = matcher.group(2);
    int width = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    boolean left = flags.indexOf('-') >= 0;
    String digits = matcher.group(4);
    int precision = digits == null ? -1 : digits.isEmpty() ? 0 : Integer.parseInt(digits);
    char type = matcher.group(5).charAt(0);
    return switch (type) {
      case 's', 'r' -> {
        Str text = type == 's' ? Printer.print(value) : Printer.repr(value);
        if (precision >= 0 && precision < text.length()) {
          text = text.substring(0, text.unitIndex(precision));
        }
        yield Texts.pad(text, width, Str.trusted(" "), !left, false);
      }
      case 'd', 'i', 'u', 'x', 'X', 'o', 'f', 'F', 'e', 'E', 'g', 'G' -> {
        String body = number(value, type, precision);
        String sign =
            isNegative(value) ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        boolean zeros = flags.indexOf('0') >= 0 && !left;
        if (zeros) {
          Str padded =
              Texts.pad(Str.trusted(body), width - sign.length(), Str.trusted("0"), true, false);
          yield Str.trusted(sign).plus(padded);
        }
        yield Texts.pad(Str.trusted(sign + body), width, Str.trusted(" "), !left, false);
      }
      default -> throw TemplateException.runtime("unsupported format character '" + type + "'");
    };
  }

  private static boolean isNegative(Value value) {
    double number = Numbers.real(value).orElse(0);
    return number < 0 || (number == 0 && 1 / number < 0);
  }

  private static String number(Value value, char type, int precision) {
    if (!Numbers.isNumber(value)) {
      throw TemplateException.runtime(
          "%" + type + " format: a real number is required, not " + value.typeName());
    }
    if ("diuxXo".indexOf(type) < 0) {
      return NumberFormat.real(
          Numbers.real(value).orElseThrow(), type, precision < 0 ? 6 : precision);
    }
    BigInteger integer;
    if (value instanceof Value.Real real) {
      if (!Double.isFinite(real.value()) || "xXo".indexOf(type) >= 0) {
        throw TemplateException.runtime("%" + type + " format: an integer is required, not float");
      }
      integer = new BigDecimal(real.value()).toBigInteger();
    } else {
      integer = Numbers.integer(value).orElseThrow();
    }
    String digits = NumberFormat.integer(integer, type);
    return Texts.pad(Str.trusted(digits), precision, Str.trusted("0"), true, false).text();
  }
}
