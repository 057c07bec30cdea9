package org.llamajvm.models.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;

/** Reads fractions, and refuses those that are too large for their type. */
final class FiniteNumbers {

  private FiniteNumbers() {}

  static void addTo(SimpleModule module) {
    module.addDeserializer(Double.class, new Doubles(Double.class));
    module.addDeserializer(Double.TYPE, new Doubles(Double.TYPE));
    module.addDeserializer(Float.class, new Floats(Float.class));
    module.addDeserializer(Float.TYPE, new Floats(Float.TYPE));
  }

  @SuppressWarnings("serial") // never serialised
  private static final class Doubles extends StdDeserializer<Double> {

    private static final long serialVersionUID = 1;

    Doubles(Class<Double> type) {
      super(type);
    }

    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      double value = parser.getDoubleValue();
      if (Double.isInfinite(value)) {
        context.reportInputMismatch(Double.class, "%s is too large", parser.getText());
      }
      return value;
    }
  }

  @SuppressWarnings("serial") // never serialised
  private static final class Floats extends StdDeserializer<Float> {

    private static final long serialVersionUID = 1;

    Floats(Class<Float> type) {
      super(type);
    }

    @Override
    public Float deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      float value = parser.getFloatValue();
      if (Float.isInfinite(value)) {
        context.reportInputMismatch(Float.class, "%s is too large", parser.getText());
      }
      return value;
    }
  }
}
