package org.llamajvm.tokenizer.gotemplate;

import java.nio.charset.StandardCharsets;
import org.llamajvm.tokenizer.jinja.syntax.TemplateException;
import org.llamajvm.tokenizer.jinja.value.Meter;
import org.llamajvm.tokenizer.jinja.value.Str;

/** Text as Go sees it: bytes of UTF-8. */
final class Utf8Text {

  private Utf8Text() {}

  static int length(Str text, Meter meter) {
    meter.spendText(text.units());
    return text.text().getBytes(StandardCharsets.UTF_8).length;
  }

  /** The byte at an index inside the text. */
  static int at(Str text, int index, Meter meter) {
    meter.spendText(text.units());
    return text.text().getBytes(StandardCharsets.UTF_8)[index] & 0xFF;
  }

  /** The text from one byte to before another; both must lie between characters. */
  static Str slice(Str text, int from, int to, Meter meter) {
    meter.spendText(2L * text.units());
    return text.substring(unit(text.text(), from), unit(text.text(), to));
  }

  private static int unit(String text, int index) {
    int bytes = 0;
    int unit = 0;
    while (bytes < index) {
      int codePoint = text.codePointAt(unit);
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      unit += Character.charCount(codePoint);
    }
    if (bytes > index) {
      throw TemplateException.runtime("slice cuts a character of more than one byte");
    }
    return unit;
  }
}
