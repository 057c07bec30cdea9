package org.llamajvm.tokenizer.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.JsonProblem;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.PlainFile;
import org.llamajvm.tokenizer.TokenizerFormatException;

/** Reads JSON files token by token, with errors that name the file and the place. */
final class Json implements AutoCloseable {

  private static final int DEEPEST = 64;
  private static final long LARGEST = 1L << 28;

  private final Path file;
  private final byte[] bytes;
  private final JsonParser parser;

  private Json(Path file, byte[] bytes, JsonParser parser) {
    this.file = file;
    this.bytes = bytes;
    this.parser = parser;
  }

  /** Opens a file whose value is an object, and goes to its first member. */
  static Json open(Path file) throws IOException {
    byte[] bytes = PlainFile.read(file, LARGEST);
    if (bytes.length == 0) {
      throw new TokenizerFormatException(
          Kind.TRUNCATED, "it is empty; expected a JSON object", file, 0);
    }
    JsonFactory factory =
        JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();
    Json json = new Json(file, bytes, factory.createParser(bytes));
    json.expect(json.next(), JsonToken.START_OBJECT);
    return json;
  }

  /** A whole file. */
  static JsonObject readAll(Path file) throws IOException {
    try (Json json = open(file)) {
      Map<String, Object> members = json.object(0);
      if (json.next() != null) {
        throw json.failure(Kind.CORRUPT, "something follows the JSON object");
      }
      return TokenizerDialect.object(file, "", members);
    }
  }

  JsonToken next() throws IOException {
    try {
      JsonToken token = parser.nextToken();
      parser.finishToken();
      return token;
    } catch (JsonEOFException e) {
      throw failure(Kind.TRUNCATED, "it ends inside of a JSON value");
    } catch (JsonProcessingException e) {
      throw failure(Kind.CORRUPT, "it is no JSON: " + JsonProblem.describe(e));
    } catch (CharConversionException e) {
      throw failure(Kind.CORRUPT, "it is not UTF-8 text");
    }
  }

  /** The name of the next member of an object, or null at its end. */
  String nextMember() throws IOException {
    JsonToken token = next();
    if (token == JsonToken.END_OBJECT) {
      return null;
    }
    expect(token, JsonToken.FIELD_NAME);
    return parser.currentName();
  }

  void expect(JsonToken actual, JsonToken expected) throws IOException {
    if (actual == null) {
      throw failure(Kind.TRUNCATED, "it ends before a JSON value");
    }
    if (actual != expected) {
      throw failure(Kind.CORRUPT, "expected %s, found %s".formatted(expected, actual));
    }
  }

  JsonParser parser() {
    return parser;
  }

  /** The value at the next token, of any kind. */
  Object value() throws IOException {
    return value(next(), 0);
  }

  private Object value(JsonToken token, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw failure(Kind.CORRUPT, "JSON values are nested more than " + DEEPEST + " deep");
    }
    if (token == null) {
      throw failure(Kind.TRUNCATED, "it ends before a JSON value");
    }
    return switch (token) {
      case START_OBJECT -> object(depth + 1);
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (JsonToken item = next(); item != JsonToken.END_ARRAY; item = next()) {
          items.add(value(item, depth + 1));
        }
        yield items;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw failure(Kind.CORRUPT, "expected a JSON value, found " + token);
    };
  }

  private double number() throws IOException {
    try {
      return parser.getDoubleValue();
    } catch (JsonProcessingException e) {
      throw failure(Kind.CORRUPT, "expected a number; " + JsonProblem.describe(e));
    }
  }

  /** The number at the current token if it is an id, or -1. */
  int id() throws IOException {
    double number = number();
    int limit = Math.max(bytes.length, 1 << 20); // a larger id would cost memory, and be no one's
    return number >= 0 && number < limit && number == (int) number ? (int) number : -1;
  }

  private Map<String, Object> object(int depth) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name = nextMember(); name != null; name = nextMember()) {
      members.put(name, value(next(), depth));
    }
    return members;
  }

  TokenizerFormatException failure(Kind kind, String problem) {
    long chars = parser.currentLocation().getCharOffset();
    String text = new String(bytes, StandardCharsets.UTF_8);
    String before = text.substring(0, Math.clamp(chars, 0, text.length()));
    return new TokenizerFormatException(
        kind, problem, file, before.getBytes(StandardCharsets.UTF_8).length);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
