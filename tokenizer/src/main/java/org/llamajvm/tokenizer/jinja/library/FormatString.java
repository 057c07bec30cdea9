package org.llamajvm.tokenizer.jinja.library;

import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Arguments;
import org.llamajvm.tokenizer.jinja.value.Printer;
import org.llamajvm.tokenizer.jinja.value.Str;
import org.llamajvm.tokenizer.jinja.value.StrBuilder;
import org.llamajvm.tokenizer.jinja.value.Texts;
import org.llamajvm.tokenizer.jinja.value.Value;

/**
 * Text with fields in braces, as {@code str.format} of Python fills them: {@code {}}, {@code {0}}
 * and {@code {name}}, each with {@code !s} or {@code !r}. Once.
 */
final class FormatString {

  private final Str format;
  private final Arguments arguments;
  private final StrBuilder out = new StrBuilder();
  private int counted; // fields without a number so far
  private boolean numbered; // whether one had a number

  FormatString(Str format, Arguments arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /**
   * Fills the fields.
   *
   * @throws TemplateException if a brace stands alone, an argument is missing, or a field asks for
   *     what is not supported
   */
  Str format() {
    String text = format.text();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '{' && c != '}') {
        continue;
      }
      out.append(format, from, i);
      boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
      if (doubled) {
        out.append(format, i, i + 1);
        i++;
      } else if (c == '{') {
        int end = end(text, i);
        Str value = field(text.substring(i + 1, end));
        arguments.meter().spendText(value.units());
        out.append(format.isMarkup() ? Texts.escape(value) : value);
        i = end;
      } else {
        throw TemplateException.runtime("Single '}' encountered in format string");
      }
      from = i + 1;
    }
    Str made = out.append(format, from, text.length()).build();
    return format.isMarkup() ? made.asMarkup() : made;
  }

  private static int end(String text, int open) {
    int end = text.indexOf('}', open);
    if (end < 0) {
      throw TemplateException.runtime(
          open + 1 == text.length()
              ? "Single '{' encountered in format string"
              : "expected '}' before end of string");
    }
    return end;
  }

  private Str field(String field) {
    boolean quoted = field.endsWith("!r");
    String name = quoted || field.endsWith("!s") ? field.substring(0, field.length() - 2) : field;
    if (!name.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_')) {
      throw TemplateException.runtime(
          "the field {%s} of format() is not supported; only {}, {0} and {name} are"
              .formatted(field));
    }
    Value value = argument(name);
    return quoted ? Printer.repr(value) : Printer.print(value);
  }

  private Value argument(String name) {
    boolean number = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!name.isEmpty() && !number) {
      Value value = arguments.keywords().get(name);
      if (value == null) {
        throw TemplateException.runtime("format() has no argument '" + name + "'");
      }
      return value;
    }
    numbered |= number;
    counted += number ? 0 : 1;
    if (numbered && counted > 0) {
      throw TemplateException.runtime("format() has fields with a number and fields without");
    }
    int index = number ? index(name) : counted - 1;
    if (index >= arguments.positional().size()) {
      throw TemplateException.runtime(
          "Replacement index " + index + " out of range for positional args tuple");
    }
    return arguments.positional().get(index);
  }

  private static int index(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }
}
