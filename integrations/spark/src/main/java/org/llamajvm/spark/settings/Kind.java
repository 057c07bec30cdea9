package org.llamajvm.spark.settings;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.llamajvm.tokenizer.chat.ChatTemplate;

/** What the text of a setting must be. */
enum Kind {
  TEXT("a text"),
  LIST("texts, separated by commas"),
  FLAG("true or false"),
  COUNT("a number of 1 or more"),
  COUNT_OR_ZERO("a number of 0 or more"),
  BYTES("a number of bytes of 1 or more"),
  INTEGER("a whole number"),
  NUMBER("a number"),
  DIGEST("64 hexadecimal digits"),
  TIME("a time such as 2026-11-30T12:00:00Z"),
  KV_TYPE("f32, f16 or q8"),
  CHAT_TEMPLATE("one of " + String.join(", ", ChatTemplate.builtInNames()));

  private final String expected;

  Kind(String expected) {
    this.expected = expected;
  }

  String expected() {
    return expected;
  }

  boolean accepts(String text) {
    try {
      return switch (this) {
        case TEXT -> !text.isEmpty();
        case LIST -> !TextList.parse(text).isEmpty();
        case FLAG -> text.equals("true") || text.equals("false");
        case COUNT -> Integer.parseInt(text) >= 1;
        case COUNT_OR_ZERO -> Integer.parseInt(text) >= 0;
        case BYTES -> Long.parseLong(text) >= 1;
        case INTEGER -> !Long.toString(Long.parseLong(text)).isEmpty();
        case NUMBER -> Double.isFinite(Double.parseDouble(text));
        case DIGEST -> text.matches("[0-9A-Fa-f]{64}");
        case TIME -> Instant.parse(text).isAfter(Instant.MIN);
        case KV_TYPE -> text.matches("f32|f16|q8");
        case CHAT_TEMPLATE -> ChatTemplate.builtInNames().contains(text);
      };
    } catch (NumberFormatException | DateTimeParseException _) {
      return false;
    }
  }
}
