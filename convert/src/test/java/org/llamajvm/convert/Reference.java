package org.llamajvm.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tensors as the safetensors library wrote them, read by the shortest way. */
public final class Reference {

  /** Shape, type and bytes of one tensor. */
  public record Tensor(List<Long> shape, String type, ByteBuffer data) {

    /** A copy of the bytes. */
    public byte[] bytes() {
      byte[] copy = new byte[data.remaining()];
      data.get(data.position(), copy);
      return copy;
    }
  }

  private Reference() {}

  /** The tensors of all safetensors files in a directory. */
  public static Map<String, Tensor> directory(Path directory) throws IOException {
    Map<String, Tensor> all = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        all.putAll(file(file));
      }
    }
    return all;
  }

  private static Map<String, Tensor> file(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong());
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : new ObjectMapper().readTree(header).properties()) {
      if (!entry.getKey().equals("__metadata__")) {
        JsonNode value = entry.getValue();
        List<Long> shape = new ArrayList<>();
        value.get("shape").forEach(size -> shape.add(size.longValue()));
        int from = 8 + length + value.get("data_offsets").get(0).intValue();
        int to = 8 + length + value.get("data_offsets").get(1).intValue();
        ByteBuffer data = bytes.slice(from, to - from);
        tensors.put(entry.getKey(), new Tensor(shape, value.get("dtype").textValue(), data));
      }
    }
    return tensors;
  }
}
