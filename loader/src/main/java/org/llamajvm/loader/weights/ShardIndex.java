package org.llamajvm.loader.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.JsonObject;
import org.llamajvm.format.ModelException;

/**
 * What {@value #FILE_NAME} says: in which file each tensor lies.
 *
 * @param file the index itself
 * @param fileOf the file's name for each tensor's name
 */
public record ShardIndex(Path file, Map<String, String> fileOf) {

  /** The name of the index in a model's directory. */
  public static final String FILE_NAME = "model.safetensors.index.json";

  private static final String MAP = "weight_map";

  /** Copies the map, in its order. */
  public ShardIndex {
    fileOf = Collections.unmodifiableMap(new LinkedHashMap<>(fileOf));
  }

  /**
   * Reads an index.
   *
   * @throws ModelException if it is not JSON, has no {@code weight_map}, or names a file outside
   *     its directory
   * @throws IOException if reading fails
   */
  public static ShardIndex read(Path file) throws IOException {
    JsonObject root = JsonObject.read(file, new IndexDialect());
    if (!root.isObject(MAP) || root.object(MAP).keys().isEmpty()) {
      throw IndexDialect.corrupt(file, 0, "it has no weight_map");
    }
    JsonObject map = root.object(MAP);
    Map<String, String> fileOf = new LinkedHashMap<>();
    for (String tensor : map.keys()) {
      fileOf.put(tensor, checkedName(map, tensor));
    }
    return new ShardIndex(file, fileOf);
  }

  /** The files that hold the tensors, each once, sorted by name. */
  public List<String> shards() {
    return fileOf.values().stream().distinct().sorted().toList();
  }

  private static String checkedName(JsonObject map, String tensor) throws ModelException {
    if (!(map.value(tensor) instanceof String name)
        || name.isEmpty()
        || name.matches(".*[/\\\\\\x00].*")
        || name.matches("\\.+")) {
      throw map.wrong(tensor, "the name of a file beside the index");
    }
    return name;
  }
}
