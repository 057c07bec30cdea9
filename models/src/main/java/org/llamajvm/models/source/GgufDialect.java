package org.llamajvm.models.source;

import java.nio.file.Path;
import java.util.Map;
import org.llamajvm.format.ConfigDialect;
import org.llamajvm.format.JsonDialect;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;
import org.llamajvm.format.ModelFormatException;

/**
 * Tells problems of a configuration that was made from GGUF metadata by the names that the file
 * has.
 *
 * @param names keys of the file by the names of transformers
 */
record GgufDialect(Map<String, String> names) implements JsonDialect {

  private static final String FORMAT = "GGUF file";

  /** Copies the names. */
  GgufDialect {
    names = Map.copyOf(names);
  }

  @Override
  public long mostBytes() {
    return ConfigDialect.CONFIG.mostBytes();
  }

  @Override
  public boolean isStrict() {
    return true;
  }

  @Override
  public ModelException unreadable(Path file, Fault fault, long offset, String detail) {
    return ConfigDialect.CONFIG.unreadable(file, fault, offset, detail);
  }

  @Override
  public String wholeNumber(Object value, int min, int max) {
    return ConfigDialect.CONFIG.wholeNumber(value, min, max);
  }

  @Override
  public ModelException wrong(JsonObject object, String key, String expected) {
    return ModelFormatException.corrupt(
        object.file(),
        -1,
        FORMAT,
        "key '%s' is %s, expected %s".formatted(name(key), object.json(key), translate(expected)));
  }

  @Override
  public ModelException unsupported(JsonObject object, String key, String supported) {
    return ModelFormatException.unsupported(
        object.file(),
        -1,
        FORMAT,
        "key '%s' is %s; supported: %s".formatted(name(key), object.json(key), supported));
  }

  private String name(String key) {
    return names.getOrDefault(key, key);
  }

  private String translate(String sentence) {
    String translated = sentence;
    for (Map.Entry<String, String> name : names.entrySet()) {
      translated = translated.replace('"' + name.getKey() + '"', "'" + name.getValue() + "'");
    }
    return translated;
  }
}
