package org.llamajvm.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON piece by piece, for files that are too large to be kept as values. A key must not be
 * there twice in one object. Used by one thread at a time.
 */
public final class JsonStream implements AutoCloseable {

  /** One piece of JSON. */
  public enum Piece {
    /** An object begins. */
    OBJECT("an object"),
    /** An object ends. */
    OBJECT_END("the end of an object"),
    /** An array begins. */
    ARRAY("an array"),
    /** An array ends. */
    ARRAY_END("the end of an array"),
    /** The key of a member; its value comes next. */
    KEY("a key"),
    /** A string. */
    STRING("a string"),
    /** A number without fraction and exponent. */
    WHOLE_NUMBER("a whole number"),
    /** Any other number. */
    FRACTION("a fraction"),
    /** True or false. */
    FLAG("a truth value"),
    /** Null. */
    NULL("null"),
    /** Nothing is left. */
    END("cut off");

    private final String label;

    Piece(String label) {
      this.label = label;
    }

    /** The piece in words, to stand in a message. */
    public String label() {
      return label;
    }
  }

  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final JsonParser parser;

  private JsonStream(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Begins before the first piece.
   *
   * @param json borrowed, not to be changed
   * @throws IOException if the text cannot be read, see {@link #next()}
   */
  public static JsonStream of(byte[] json) throws IOException {
    return new JsonStream(
        FACTORY.createParser(
            new InputStreamReader(
                new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder())));
  }

  /**
   * Goes to the next piece.
   *
   * @throws NotJsonException if the text breaks JSON's grammar, ends too early, or has a key twice
   * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
   */
  public Piece next() throws IOException {
    try {
      JsonToken token = parser.nextToken();
      parser.finishToken();
      return piece(token);
    } catch (JsonProcessingException e) {
      throw new NotJsonException(e);
    }
  }

  private static Piece piece(JsonToken token) {
    return switch (token) {
      case null -> Piece.END;
      case START_OBJECT -> Piece.OBJECT;
      case END_OBJECT -> Piece.OBJECT_END;
      case START_ARRAY -> Piece.ARRAY;
      case END_ARRAY -> Piece.ARRAY_END;
      case FIELD_NAME -> Piece.KEY;
      case VALUE_STRING -> Piece.STRING;
      case VALUE_NUMBER_INT -> Piece.WHOLE_NUMBER;
      case VALUE_NUMBER_FLOAT -> Piece.FRACTION;
      case VALUE_TRUE, VALUE_FALSE -> Piece.FLAG;
      case VALUE_NULL -> Piece.NULL;
      case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("text has no " + token);
    };
  }

  /**
   * The key or the string that was read last.
   *
   * @throws IOException never, since the piece was read whole
   */
  public String text() throws IOException {
    return parser.getText();
  }

  /**
   * The whole number that was read last.
   *
   * @throws NotJsonException if it has more than 64 bits
   */
  public long number() throws IOException {
    try {
      return parser.getLongValue();
    } catch (JsonProcessingException e) {
      throw new NotJsonException(e);
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
