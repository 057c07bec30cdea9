package org.llamajvm.loader.convert;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.llamajvm.loader.checkpoint.Checkpoint;
import org.llamajvm.loader.detect.Checkpoints;
import org.llamajvm.loader.progress.Progress;
import org.llamajvm.loader.quantize.Rounding;

/** Converts in a process of its own, so that it can be killed. */
public final class ConvertProcess {

  private ConvertProcess() {}

  static ConvertOptions options(long maxShardBytes) {
    return new ConvertOptions(
        Optional.of(new ConvertOptions.Quantization(4, 64, Rounding.LEAST_SQUARES, false)),
        Optional.empty(),
        Layout.INTERLEAVED,
        maxShardBytes,
        2);
  }

  /**
   * Takes source, target and largest size of a file; prints a line when it begins to write.
   *
   * @throws IOException if the conversion fails
   */
  public static void main(String[] args) throws IOException {
    try (Checkpoint checkpoint = Checkpoints.open(Path.of(args[0]))) {
      Converter converter = new Converter(checkpoint, options(Long.parseLong(args[2])));
      System.out.println("begin");
      System.out.flush();
      converter.run(Path.of(args[1]), Existing.RESUME, Progress.SILENT);
    }
  }
}
