package org.llamajvm.convert.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.llamajvm.loader.ModelFormatException;

/** Reads a JSON file that holds one object. */
public final class JsonFile {

  private static final long MOST_BYTES = 64L << 20;

  private JsonFile() {}

  /**
   * Reads a file.
   *
   * @throws ModelFormatException if it is larger than 64 MiB, is no JSON, names a key twice or does
   *     not hold an object
   * @throws IOException if it cannot be read
   */
  public static ObjectNode read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw ModelFormatException.unsupported(
          file, "JSON file of %d bytes, at most %d".formatted(size, MOST_BYTES));
    }
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    JsonNode root;
    try {
      root = mapper.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw ModelFormatException.corrupt(
          file,
          e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset()),
          "no JSON: " + e.getOriginalMessage());
    }
    if (!(root instanceof ObjectNode object)) {
      throw ModelFormatException.corrupt(file, "JSON file does not hold an object");
    }
    return object;
  }
}
