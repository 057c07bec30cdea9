package org.llamajvm.convert.write;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.llamajvm.convert.files.PartialFile;
import org.llamajvm.convert.files.WrittenFile;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.plan.PlannedTensor.Entry;
import org.llamajvm.convert.plan.PlannedTensor.Form;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.format.JsonText;

/** Writes one safetensors file. */
public final class ShardWriter {

  /** The tensors begin at a multiple of this, so that what is aligned in itself stays so. */
  private static final int ALIGNMENT = 64;

  private final Path directory;
  private final TensorStream stream;

  /**
   * Writes into a directory.
   *
   * @param stream makes the bytes of the tensors, borrowed
   */
  public ShardWriter(Path directory, TensorStream stream) {
    this.directory = directory;
    this.stream = stream;
  }

  /**
   * A finished file.
   *
   * @param file the file
   * @param errors what was lost in every tensor that was quantised, by name
   */
  public record Shard(WrittenFile file, Map<String, QuantizationError> errors) {}

  /**
   * Writes a file whole.
   *
   * @throws IOException if the input is damaged, or the file cannot be written
   */
  public Shard write(PlannedShard shard) throws IOException {
    Map<String, QuantizationError> errors = new LinkedHashMap<>();
    try (PartialFile file = PartialFile.create(directory.resolve(shard.name()))) {
      file.append(MemorySegment.ofArray(header(shard)));
      for (PlannedTensor tensor : shard.tensors()) {
        QuantizationError error = stream.write(tensor, file);
        if (tensor.isQuantized()) {
          errors.put(tensor.source().name(), error);
        }
      }
      return new Shard(file.finish(), errors);
    }
  }

  /** Length and JSON, filled up with spaces as the format allows. */
  static byte[] header(PlannedShard shard) {
    Map<String, Object> root = new LinkedHashMap<>();
    Map<String, Object> metadata = new LinkedHashMap<>();
    root.put("__metadata__", metadata);
    metadata.put("format", format(shard));
    long at = 0;
    for (PlannedTensor tensor : shard.tensors()) {
      tensor.layout().ifPresent(text -> metadata.put(tensor.source().name(), text));
      for (Entry entry : tensor.entries()) {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("dtype", entry.dtype().name());
        node.put("shape", entry.shape());
        node.put("data_offsets", List.of(at, at + entry.bytes()));
        root.put(entry.name(), node);
        at += entry.bytes();
      }
    }
    byte[] json = JsonText.compact(root).getBytes(StandardCharsets.UTF_8);
    int length = Math.ceilDiv(json.length + 8, ALIGNMENT) * ALIGNMENT;
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(length - 8L).put(json);
    while (buffer.hasRemaining()) {
      buffer.put((byte) ' ');
    }
    return buffer.array();
  }

  /** Whose layout the file has: transformers reads only files that say {@code pt}. */
  private static String format(PlannedShard shard) {
    if (shard.tensors().stream().anyMatch(t -> t.form() instanceof Form.Interleaved)) {
      return "llama-jvm";
    }
    return shard.tensors().stream().anyMatch(t -> t.form() instanceof Form.RowMajor) ? "mlx" : "pt";
  }
}
