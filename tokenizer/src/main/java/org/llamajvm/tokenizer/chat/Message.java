package org.llamajvm.tokenizer.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One message of a conversation.
 *
 * @param role who speaks: {@code system}, {@code user}, {@code assistant}, {@code tool}, …
 * @param fields everything else, in the order in which it was given: {@code content}, and whatever
 *     the template knows, such as {@code tool_calls} or {@code name}. Values are what JSON has:
 *     {@code null}, {@code Boolean}, numbers, {@code String}, {@code List} and {@code Map}
 */
public record Message(String role, Map<String, Object> fields) {
  /**
   * Copies the fields.
   *
   * @throws IllegalArgumentException if {@code role} is among them
   */
  public Message {
    Objects.requireNonNull(role, "role");
    if (fields.containsKey("role")) {
      throw new IllegalArgumentException("The role of a message is not one of its fields");
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A message of text. */
  public static Message of(String role, String content) {
    Objects.requireNonNull(content, "content");
    return new Message(role, Map.of("content", content));
  }

  /** What the program tells the model about the conversation. */
  public static Message system(String content) {
    return of("system", content);
  }

  /** What the user says. */
  public static Message user(String content) {
    return of("user", content);
  }

  /** What the model answered. */
  public static Message assistant(String content) {
    return of("assistant", content);
  }

  /** This message with one field more, or another value of it. */
  public Message with(String field, Object value) {
    Objects.requireNonNull(field, "field");
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(field, value);
    return new Message(role, more);
  }

  /** The text of the message; empty if its content is not text. */
  public String text() {
    return fields.get("content") instanceof String text ? text : "";
  }
}
