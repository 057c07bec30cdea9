package org.llamajvm.tokenizer.jinja.value;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;

/**
 * {@code "{}".format(value)}: fields by position or name with a format specification. Attributes
 * and indexes inside a field ({@code {0.name}}) are refused.
 */
public final class BraceFormat {
  private static final Pattern FIELD =
      Pattern.compile("\\{([A-Za-z_0-9]*)(?:!([rs]))?(?::([^{}]*))?\\}");
  private static final Pattern SPECIFICATION =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ])?(0)?(\\d{1,9})?(,)?(?:\\.(\\d{1,9}))?([sdxXobfFeEgG%])?",
          Pattern.DOTALL);

  private BraceFormat() {}

  /**
   * The format with its fields replaced.
   *
   * @throws TemplateException if a field has no value, or its value not this presentation
   */
  public static Str format(Str format, Arguments arguments) {
    StrBuilder out = new StrBuilder();
    String text = format.text();
    Matcher field = FIELD.matcher(text);
    int next = 0;
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '{' && c != '}') {
        out.append(format, i, i + 1);
        i++;
      } else if (i + 1 < text.length() && text.charAt(i + 1) == c) {
        out.append(format, i, i + 1);
        i += 2;
      } else if (c == '{' && field.find(i) && field.start() == i) {
        String name = field.group(1);
        Value value = lookup(arguments, name.isEmpty() ? String.valueOf(next++) : name);
        if ("r".equals(field.group(2))) {
          value = Printer.repr(value);
        } else if ("s".equals(field.group(2))) {
          value = Printer.print(value);
        }
        out.append(present(value, field.group(3) == null ? "" : field.group(3)));
        i = field.end();
      } else {
        throw TemplateException.runtime("malformed or unsupported field in a format string");
      }
    }
    return out.build();
  }

  private static Value lookup(Arguments arguments, String name) {
    if (!Character.isDigit(name.charAt(0))) {
      return arguments
          .get(Integer.MAX_VALUE, name)
          .orElseThrow(() -> TemplateException.runtime("KeyError: '" + name + "'"));
    }
    int index = name.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(name);
    if (index >= arguments.positional().size()) {
      throw TemplateException.runtime(
          "Replacement index " + name + " out of range for positional args tuple");
    }
    return arguments.positional().get(index);
  }

  private static Str present(Value value, String specification) {
    if (specification.isEmpty()) {
      return Printer.print(value);
    }
    Matcher spec = SPECIFICATION.matcher(specification);
    if (!spec.matches()) {
      throw TemplateException.runtime("Invalid format specifier '" + specification + "'");
    }
    int width = spec.group(5) == null ? 0 : Integer.parseInt(spec.group(5));
    int precision = spec.group(7) == null ? -1 : Integer.parseInt(spec.group(7));
    boolean zero = spec.group(4) != null;
    String fill = spec.group(1) != null ? spec.group(1) : zero ? "0" : " ";
    String type = spec.group(8);
    boolean number = Numbers.isNumber(value) && !"s".equals(type);
    String align = spec.group(2) != null ? spec.group(2) : !number ? "<" : zero ? "=" : ">";
    Str sign = Str.EMPTY;
    Str body;
    if (number) {
      double real = Numbers.real(value).orElseThrow();
      String plus = spec.group(3) == null ? "-" : spec.group(3);
      sign = Str.trusted(real < 0 ? "-" : plus.equals("-") ? "" : plus);
      body = Str.trusted(number(value, type, precision, spec.group(6) != null));
    } else if (value instanceof Str text && (type == null || type.equals("s"))) {
      boolean cut = precision >= 0 && precision < text.length();
      body = cut ? text.substring(0, text.unitIndex(precision)) : text;
    } else {
      throw TemplateException.runtime(
          "Unknown format code '"
              + specification
              + "' for object of type '"
              + value.typeName()
              + "'");
    }
    if (align.equals("=")) {
      return sign.plus(Texts.pad(body, width - sign.units(), Str.trusted(fill), true, false));
    }
    Str whole = sign.plus(body);
    if (align.equals("^")) {
      int before = Math.max(0, (width - whole.length()) / 2);
      whole = Texts.pad(whole, whole.length() + before, Str.trusted(fill), true, false);
    }
    return Texts.pad(whole, width, Str.trusted(fill), align.equals(">"), false);
  }

  private static String number(Value value, String type, int precision, boolean group) {
    String digits;
    if (type != null && "fFeEgG%".contains(type)) {
      double real = Numbers.real(value).orElseThrow();
      digits =
          type.equals("%")
              ? NumberFormat.real(real * 100, 'f', precision < 0 ? 6 : precision) + "%"
              : NumberFormat.real(real, type.charAt(0), precision < 0 ? 6 : precision);
    } else if (value instanceof Value.Real real && type == null) {
      digits =
          precision < 0
              ? Numbers.print(Math.abs(real.value()))
              : NumberFormat.real(real.value(), 'g', precision);
    } else {
      BigInteger integer =
          Numbers.integer(value)
              .orElseThrow(() ->
                  TemplateException.runtime(
                      "Unknown format code '" + type + "' for object of type 'float'"));
      digits = NumberFormat.integer(integer, type == null ? 'd' : type.charAt(0));
    }
    return group ? grouped(digits) : digits;
  }

  private static String grouped(String digits) {
    int whole = 0;
    while (whole < digits.length() && Character.isDigit(digits.charAt(whole))) {
      whole++;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int i = whole - 3; i > 0; i -= 3) {
      out.insert(i, ',');
    }
    return out.toString();
  }
}
