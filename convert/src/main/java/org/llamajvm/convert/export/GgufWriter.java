package org.llamajvm.convert.export;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.llamajvm.convert.files.PartialFile;
import org.llamajvm.convert.plan.PlannedShard;
import org.llamajvm.convert.plan.PlannedTensor;
import org.llamajvm.convert.quantize.QuantizationError;
import org.llamajvm.convert.write.ShardWriter;
import org.llamajvm.convert.write.TensorStream;

/** Writes the GGUF files of a plan. */
public final class GgufWriter {

  private final GgufPlan plan;
  private final Path directory;
  private final TensorStream stream;

  /**
   * Writes into a directory.
   *
   * @param stream makes the bytes of the tensors, borrowed
   */
  public GgufWriter(GgufPlan plan, Path directory, TensorStream stream) {
    this.plan = plan;
    this.directory = directory;
    this.stream = stream;
  }

  /**
   * Writes a file whole.
   *
   * @throws IOException if the input is damaged, or the file cannot be written
   */
  public ShardWriter.Shard write(PlannedShard shard) throws IOException {
    Map<String, QuantizationError> errors = new LinkedHashMap<>();
    try (PartialFile file = PartialFile.create(directory.resolve(shard.name()))) {
      file.append(MemorySegment.ofArray(plan.header(shard)));
      for (PlannedTensor tensor : shard.tensors()) {
        QuantizationError error = stream.write(tensor, file);
        if (tensor.isQuantized()) {
          errors.put(tensor.source().name(), error);
        }
        byte[] padding = new byte[GgufPlan.padding(tensor.outputBytes())];
        file.append(MemorySegment.ofArray(padding));
      }
      return new ShardWriter.Shard(file.finish(), errors);
    }
  }
}
