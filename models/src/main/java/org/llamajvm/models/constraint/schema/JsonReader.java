package org.llamajvm.models.constraint.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonStream;
import org.llamajvm.format.JsonStream.Piece;

/**
 * Reads any JSON: maps, lists, strings, {@link JsonNumber}, truth values and null. For one text.
 */
public final class JsonReader {

  private final JsonStream stream;

  private JsonReader(JsonStream stream) {
    this.stream = stream;
  }

  /**
   * Reads a whole text.
   *
   * @throws org.llamajvm.format.NotJsonException if it is no JSON, or has a key twice in an object
   * @throws IOException if it is not in UTF-8
   */
  public static Object read(byte[] json) throws IOException {
    try (JsonStream stream = JsonStream.of(json)) {
      JsonReader reader = new JsonReader(stream);
      Object value = reader.value(stream.next());
      if (stream.next() != Piece.END) {
        throw new IOException("something follows the JSON text");
      }
      return value;
    }
  }

  /**
   * Reads a whole text.
   *
   * @throws org.llamajvm.format.NotJsonException if it is no JSON, or has a key twice in an object
   */
  public static Object read(String json) throws IOException {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  private Object value(Piece piece) throws IOException {
    return switch (piece) {
      case OBJECT -> object();
      case ARRAY -> array();
      case STRING -> stream.text();
      case WHOLE_NUMBER, FRACTION -> new JsonNumber(stream.text());
      case FLAG -> Boolean.valueOf(stream.text());
      case NULL -> null;
      case END -> throw new IOException("the JSON text is empty");
      case KEY, OBJECT_END, ARRAY_END -> throw new IllegalStateException("no value: " + piece);
    };
  }

  private Map<String, Object> object() throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (stream.next() == Piece.KEY) {
      String key = stream.text();
      members.put(key, value(stream.next()));
    }
    return members;
  }

  private List<Object> array() throws IOException {
    List<Object> items = new ArrayList<>();
    for (Piece piece = stream.next(); piece != Piece.ARRAY_END; piece = stream.next()) {
      items.add(value(piece));
    }
    return items;
  }
}
