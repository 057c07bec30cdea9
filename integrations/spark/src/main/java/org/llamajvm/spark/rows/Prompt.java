package org.llamajvm.spark.rows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.llamajvm.tokenizer.chat.Message;
import scala.collection.Iterable;
import scala.jdk.javaapi.CollectionConverters;

/** What a row asks. */
sealed interface Prompt {

  /** What a seed is made of if the row has no key. */
  String identity();

  /** A text to continue, or what a user says. */
  record Text(String text) implements Prompt {
    @Override
    public String identity() {
      return text;
    }
  }

  /** A conversation. */
  record Messages(List<Message> messages) implements Prompt {
    @Override
    public String identity() {
      return messages.stream()
          .map(message -> message.role() + ":" + message.text())
          .collect(Collectors.joining("\n"));
    }
  }

  /**
   * Reads a value of the prompts' column, which is a text or an array of structs.
   *
   * @throws IllegalArgumentException if a message has no role
   */
  static Prompt of(Object value) {
    return value instanceof Iterable<?> list ? messages(list) : new Text(String.valueOf(value));
  }

  private static Messages messages(Iterable<?> list) {
    List<Message> messages = new ArrayList<>();
    for (Object element : CollectionConverters.asJavaCollection(list)) {
      messages.add(element instanceof Row row ? message(row) : withoutRole());
    }
    return new Messages(messages);
  }

  private static Message withoutRole() {
    throw new IllegalArgumentException("A message must have a role, such as user");
  }

  private static Message message(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name : row.schema().fieldNames()) {
      Object value = row.getAs(name);
      if (value != null) {
        fields.put(name, String.valueOf(value));
      }
    }
    return fields.remove("role") instanceof String role ? new Message(role, fields) : withoutRole();
  }
}
