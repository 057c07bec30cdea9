package org.llamajvm.loader.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.loader.ModelFormatException;

/**
 * What {@value #FILE_NAME} says: in which file each tensor lies.
 *
 * @param file the index itself
 * @param fileOf the file's name for each tensor's name
 */
public record ShardIndex(Path file, Map<String, String> fileOf) {

  /** The name of the index in a model's directory. */
  public static final String FILE_NAME = "model.safetensors.index.json";

  private static final String WHAT = "safetensors index";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Copies the map, in its order. */
  public ShardIndex {
    fileOf = Collections.unmodifiableMap(new LinkedHashMap<>(fileOf));
  }

  /**
   * Reads an index.
   *
   * @throws ModelFormatException if it is not JSON, has no {@code weight_map}, or names a file
   *     outside its directory
   * @throws IOException if reading fails
   */
  public static ShardIndex read(Path file) throws IOException {
    JsonNode root;
    try {
      root = MAPPER.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw ModelFormatException.corrupt(file, offset, WHAT, e.getOriginalMessage());
    }
    JsonNode map = root.path("weight_map");
    if (!map.isObject() || map.isEmpty()) {
      throw ModelFormatException.corrupt(file, 0, WHAT, "it has no weight_map");
    }
    Map<String, String> fileOf = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      fileOf.put(entry.getKey(), checkedName(entry.getValue(), entry.getKey(), file));
    }
    return new ShardIndex(file, fileOf);
  }

  /** The files that hold the tensors, each once, sorted by name. */
  public List<String> shards() {
    return fileOf.values().stream().distinct().sorted().toList();
  }

  private static String checkedName(JsonNode value, String tensor, Path index)
      throws ModelFormatException {
    String name = value.textValue();
    if (name == null
        || name.isEmpty()
        || name.matches(".*[/\\\\\\x00].*")
        || name.matches("\\.+")) {
      throw ModelFormatException.corrupt(
          index,
          0,
          WHAT,
          "tensor '%s' lies in %s, expected the name of a file beside the index"
              .formatted(tensor, value));
    }
    return name;
  }
}
