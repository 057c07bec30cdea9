package org.llamajvm.models.source;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.gguf.GgufMetadata;
import org.llamajvm.loader.gguf.GgufModel;

/** Entries of a configuration on their way from a GGUF file's keys. For one thread. */
final class GgufEntries {

  private final GgufModel model;
  private final String architecture;
  private final Map<String, Object> entries = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();

  GgufEntries(GgufModel model, String architecture) {
    this.model = model;
    this.architecture = architecture;
  }

  GgufMetadata metadata() {
    return model.metadata();
  }

  String architecture() {
    return architecture;
  }

  /** The whole name of one of the architecture's keys. */
  String own(String key) {
    return architecture + "." + key;
  }

  /** A number of the architecture's; 0 counts as absent. */
  OptionalDouble decimal(String key) throws ModelException {
    OptionalDouble value = metadata().decimal(own(key));
    return value.orElse(0) == 0 ? OptionalDouble.empty() : value;
  }

  /** A whole number of the architecture's; 0 counts as absent. */
  OptionalLong integer(String key, int most) throws ModelException {
    OptionalLong value = metadata().integer(own(key), 0, most);
    return value.orElse(0) == 0 ? OptionalLong.empty() : value;
  }

  /**
   * Adds an entry.
   *
   * @param name that transformers gives it
   * @param key of the file that it comes from, for messages
   */
  void put(String name, String key, Object value) {
    entries.put(name, value);
    names.put(name, key);
  }

  /** Adds a number of the architecture's if the file has it. */
  void putDecimal(String name, String key) throws ModelException {
    OptionalDouble value = decimal(key);
    if (value.isPresent()) {
      put(name, own(key), value.getAsDouble());
    }
  }

  /** Adds a whole number of the architecture's if the file has it. */
  void putInteger(String name, String key, int most) throws ModelException {
    OptionalLong value = integer(key, most);
    if (value.isPresent()) {
      put(name, own(key), (int) value.getAsLong());
    }
  }

  ModelException unsupported(String key, Object value, String supported) {
    return ModelFormatException.unsupported(
        model.files().getFirst(),
        -1,
        "GGUF file",
        "key '%s' is %s; supported: %s".formatted(key, value, supported));
  }

  JsonObject toJson() {
    return JsonObject.of(model.files().getFirst(), "", entries, new GgufDialect(names));
  }
}
