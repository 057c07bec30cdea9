package org.llamajvm.spark.answer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonStream;
import org.llamajvm.format.JsonStream.Piece;

/** Reads any JSON: maps, lists, strings, {@link Numeral}, truth values and null. For one text. */
final class JsonValue {

  /**
   * A number as it is written.
   *
   * @param text of any size
   */
  record Numeral(String text) {}

  private final JsonStream stream;

  private JsonValue(JsonStream stream) {
    this.stream = stream;
  }

  /**
   * Reads a whole text.
   *
   * @throws IOException if it is no JSON, saying why
   */
  static Object read(String json) throws IOException {
    try (JsonStream stream = JsonStream.of(json.getBytes(StandardCharsets.UTF_8))) {
      Object value = new JsonValue(stream).value(stream.next());
      if (stream.next() != Piece.END) {
        throw new IOException("something follows the JSON text");
      }
      return value;
    }
  }

  private Object value(Piece piece) throws IOException {
    return switch (piece) {
      case OBJECT -> members();
      case ARRAY -> items();
      case STRING -> stream.text();
      case WHOLE_NUMBER, FRACTION -> new Numeral(stream.text());
      case FLAG -> Boolean.valueOf(stream.text());
      case NULL -> null;
      case END -> throw new IOException("the text is empty");
      case KEY, OBJECT_END, ARRAY_END ->
          throw new IllegalStateException("no value begins with " + piece.label());
    };
  }

  private Map<String, Object> members() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (stream.next() == Piece.KEY) {
      String key = stream.text();
      members.put(key, value(stream.next()));
    }
    return members;
  }

  private List<Object> items() throws IOException {
    List<Object> items = new ArrayList<>();
    for (Piece piece = stream.next(); piece != Piece.ARRAY_END; piece = stream.next()) {
      items.add(value(piece));
    }
    return items;
  }
}
