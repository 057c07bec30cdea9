package org.llamajvm.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Files written byte by byte, and files that lie beside the repository. */
public final class TestFiles {

  private TestFiles() {}

  /** A safetensors file with this header and {@code dataBytes} bytes 0, 1, 2, … after it. */
  public static Path write(Path file, String header, int dataBytes) throws IOException {
    byte[] data = new byte[dataBytes];
    for (int i = 0; i < dataBytes; i++) {
      data[i] = (byte) i;
    }
    return write(file, header, data);
  }

  /** A safetensors file with this header and these bytes after it. */
  public static Path write(Path file, String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(json.length).put(json).put(data);
    return Files.write(file, buffer.array());
  }

  /** A safetensors file with one-byte tensors of these names. */
  public static Path writeBytes(Path file, String... names) throws IOException {
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < names.length; i++) {
      header
          .append(i == 0 ? "" : ",")
          .append("\"%s\":".formatted(names[i]))
          .append("{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[%d,%d]}".formatted(i, i + 1));
    }
    return write(file, header.append("}").toString(), names.length);
  }

  /** A directory of test models that is kept beside the repository; skips the test without it. */
  public static Path sharedModel(String name) {
    Path root = Path.of(System.getProperty("llama.root", ".")).toAbsolutePath().normalize();
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      Path model = above.resolve("shared/models").resolve(name);
      if (Files.isDirectory(model)) {
        return model;
      }
    }
    return Assumptions.abort("skipped: needs ../shared/models/" + name + " beside the repository");
  }
}
