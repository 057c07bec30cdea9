package org.llamajvm.models.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;

/** Reads optional numbers, which are empty if they are null or not there. */
@SuppressWarnings("serial") // never serialised
final class OptionalNumberReader<T> extends StdDeserializer<T> {

  private static final long serialVersionUID = 1;

  private final T empty;
  private final Read<T> read;

  /** Reads a number that is there. */
  interface Read<T> {

    T read(JsonParser parser, DeserializationContext context) throws IOException;
  }

  OptionalNumberReader(Class<T> type, T empty, Read<T> read) {
    super(type);
    this.empty = empty;
    this.read = read;
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    return read.read(parser, context);
  }

  @Override
  public T getNullValue(DeserializationContext context) {
    return empty;
  }

  @Override
  public Object getAbsentValue(DeserializationContext context) {
    return empty;
  }
}
