package org.llamajvm.spark.settings;

import java.util.function.Predicate;

/** What the text of a setting must be. */
enum Kind {
  TEXT("a text", text -> !text.isEmpty()),
  LIST("texts, separated by commas", text -> !TextList.parse(text).isEmpty()),
  FLAG("true or false", text -> text.equals("true") || text.equals("false")),
  COUNT("a number of 1 or more", text -> Integer.parseInt(text) >= 1),
  COUNT_OR_ZERO("a number of 0 or more", text -> Integer.parseInt(text) >= 0),
  BYTES("a number of bytes of 1 or more", text -> Long.parseLong(text) >= 1),
  INTEGER("a whole number", text -> Long.parseLong(text) <= Long.MAX_VALUE),
  NUMBER("a number", text -> Double.isFinite(Double.parseDouble(text)));

  private final String expected;
  private final Predicate<String> check;

  Kind(String expected, Predicate<String> check) {
    this.expected = expected;
    this.check = check;
  }

  String expected() {
    return expected;
  }

  boolean accepts(String text) {
    try {
      return check.test(text);
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
