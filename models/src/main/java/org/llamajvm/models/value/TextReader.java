package org.llamajvm.models.value;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.function.Function;

/** Reads values that have a text. */
@SuppressWarnings("serial") // never serialised
final class TextReader<T> extends FromStringDeserializer<T> {

  private static final long serialVersionUID = 1;

  private final Class<T> type;
  private final Function<String, T> parse;

  TextReader(Class<T> type, Function<String, T> parse) {
    super(type);
    this.type = type;
    this.parse = parse;
  }

  @Override
  protected T _deserialize(String value, DeserializationContext context) throws IOException {
    try {
      return parse.apply(value);
    } catch (DateTimeException e) {
      return type.cast(context.handleWeirdStringValue(type, value, "%s", e.getMessage()));
    }
  }
}
