package org.llamajvm.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.llamajvm.format.JsonStream.Piece;

/** Reads any JSON as maps, lists, strings, numbers, truth values and null. For one text. */
public final class JsonTree {

  private final JsonStream stream;
  private final Function<String, ?> number;
  private final Runnable each;

  private JsonTree(JsonStream stream, Function<String, ?> number, Runnable each) {
    this.stream = stream;
    this.number = number;
    this.each = each;
  }

  /**
   * Reads a whole text.
   *
   * @param number makes a number of its text, which is as it was written
   * @throws NotJsonException if it is no JSON, or has a key twice in an object
   * @throws IOException if it is not in UTF-8, is empty, or goes on after its value
   */
  public static Object read(byte[] json, Function<String, ?> number) throws IOException {
    return read(json, number, () -> {});
  }

  private static Object read(byte[] json, Function<String, ?> number, Runnable each)
      throws IOException {
    try (JsonStream stream = JsonStream.of(json)) {
      Object value = new JsonTree(stream, number, each).value(stream.next());
      if (stream.next() != Piece.END) {
        throw new IOException("something follows the JSON text");
      }
      return value;
    }
  }

  /**
   * Reads a whole text.
   *
   * @param number makes a number of its text, which is as it was written
   * @throws NotJsonException if it is no JSON, or has a key twice in an object
   * @throws IOException if it is empty, or goes on after its value
   */
  public static Object read(String json, Function<String, ?> number) throws IOException {
    return read(json, number, () -> {});
  }

  /**
   * Reads a whole text, of which nobody knows how much it holds.
   *
   * @param number makes a number of its text, which is as it was written
   * @param each is called before each value; what it throws ends the reading
   * @throws NotJsonException if it is no JSON, or has a key twice in an object
   * @throws IOException if it is empty, or goes on after its value
   */
  public static Object read(String json, Function<String, ?> number, Runnable each)
      throws IOException {
    return read(json.getBytes(StandardCharsets.UTF_8), number, each);
  }

  private Object value(Piece piece) throws IOException {
    each.run();
    return switch (piece) {
      case OBJECT -> object();
      case ARRAY -> array();
      case STRING -> stream.text();
      case WHOLE_NUMBER, FRACTION -> number.apply(stream.text());
      case FLAG -> Boolean.valueOf(stream.text());
      case NULL -> null;
      case END -> throw new IOException("the JSON text is empty");
      case KEY, OBJECT_END, ARRAY_END ->
          throw new IllegalStateException("no value begins with " + piece.label());
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
