package org.llamajvm.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/** Reads the body of a request. */
public final class JsonBody {

  private static final JsonDialect DIALECT = new BodyDialect();

  private JsonBody() {}

  /**
   * The object that the bytes hold.
   *
   * @throws ModelException if they are not UTF-8, hold none, a key twice, or half a surrogate pair;
   *     the front of the server turns it into a refusal
   */
  public static JsonObject parse(byte[] bytes) throws ModelException {
    checkEncoding(bytes);
    JsonObject object = JsonObject.parse(null, bytes, DIALECT);
    for (String key : object.keys()) {
      checkText(key, key);
      checkText(key, object.value(key));
    }
    return object;
  }

  /** The parser lets characters pass that are written in more bytes than they take. */
  private static void checkEncoding(byte[] bytes) throws ModelException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException _) {
      throw new BadJsonException(null, "The body is not JSON: it is not UTF-8 text");
    }
  }

  /**
   * An object inside a body that is reached by another way than its keys.
   *
   * @param path where it is, for messages
   * @throws ModelException if the value is no object
   */
  @SuppressWarnings("unchecked") // maps of JSON have strings as keys
  public static JsonObject object(String path, Object value) throws ModelException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new BadJsonException(path, "'%s' must be an object".formatted(path));
    }
    return JsonObject.of(null, path, (Map<String, Object>) map, DIALECT);
  }

  private static void checkText(String parameter, Object value) throws ModelException {
    switch (value) {
      case String text -> {
        if (hasHalfPair(text)) {
          throw new BadJsonException(
              parameter, "'%s' has half of a surrogate pair".formatted(parameter));
        }
      }
      case List<?> items -> {
        for (Object item : items) {
          checkText(parameter, item);
        }
      }
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          checkText(parameter, entry.getKey());
          checkText(parameter, entry.getValue());
        }
      }
      case null, default -> {}
    }
  }

  private static boolean hasHalfPair(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
