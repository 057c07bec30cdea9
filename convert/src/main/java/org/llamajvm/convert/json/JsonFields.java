package org.llamajvm.convert.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.llamajvm.loader.ModelFormatException;

/**
 * Fields of a JSON object, each with the type that it must have. A field that is null counts as
 * absent.
 *
 * @param file the file, for messages
 * @param object the object
 */
public record JsonFields(Path file, ObjectNode object) {

  /** Whether the field is there. */
  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /**
   * A positive 32-bit integer that must be there.
   *
   * @throws ModelFormatException if it is absent or something else
   */
  public int positive(String name) throws ModelFormatException {
    return optionalPositive(name).orElseThrow(() -> wrong(name, "a positive integer"));
  }

  /**
   * A positive 32-bit integer that may be absent.
   *
   * @throws ModelFormatException if it is something else
   */
  public OptionalInt optionalPositive(String name) throws ModelFormatException {
    OptionalInt value = optionalInteger(name);
    if (value.isPresent() && value.getAsInt() <= 0) {
      throw wrong(name, "a positive integer");
    }
    return value;
  }

  /**
   * A 32-bit integer that may be absent.
   *
   * @throws ModelFormatException if it is something else
   */
  public OptionalInt optionalInteger(String name) throws ModelFormatException {
    if (!has(name)) {
      return OptionalInt.empty();
    }
    JsonNode node = object.get(name);
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong(name, "a 32-bit integer");
    }
    return OptionalInt.of(node.intValue());
  }

  /**
   * A positive, finite number that may be absent.
   *
   * @throws ModelFormatException if it is something else
   */
  public OptionalDouble optionalNumber(String name) throws ModelFormatException {
    if (!has(name)) {
      return OptionalDouble.empty();
    }
    JsonNode node = object.get(name);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue()) || node.doubleValue() <= 0) {
      throw wrong(name, "a positive number");
    }
    return OptionalDouble.of(node.doubleValue());
  }

  /**
   * A truth value that may be absent.
   *
   * @throws ModelFormatException if it is something else
   */
  public Optional<Boolean> optionalBoolean(String name) throws ModelFormatException {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!object.get(name).isBoolean()) {
      throw wrong(name, "true or false");
    }
    return Optional.of(object.get(name).booleanValue());
  }

  private ModelFormatException wrong(String name, String expected) {
    return ModelFormatException.corrupt(
        file,
        "'%s' is %s, expected %s"
            .formatted(name, has(name) ? object.get(name) : "missing", expected));
  }
}
