package org.llamajvm.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointFormat;
import org.llamajvm.convert.gguf.GgufCheckpoint;
import org.llamajvm.convert.huggingface.SafetensorsFormat;
import org.llamajvm.convert.llama2c.Llama2cFormat;
import org.llamajvm.convert.meta.MetaFormat;
import org.llamajvm.convert.npz.NpzFormat;
import org.llamajvm.convert.torch.BinFormat;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.models.source.GgufSource;

/** Opens any checkpoint. */
public final class Checkpoints {

  /** The formats that are known; of several in one directory the first is taken. */
  private static final List<CheckpointFormat> FORMATS =
      List.of(
          new SafetensorsFormat(),
          new BinFormat(),
          new MetaFormat(),
          new NpzFormat(),
          new Llama2cFormat());

  private Checkpoints() {}

  /**
   * Opens the checkpoint in a directory, or a GGUF file; the caller closes it.
   *
   * @throws NotDirectoryException if {@code directory} is neither
   * @throws ModelFormatException if it holds no checkpoint that is known, or a damaged one
   * @throws IOException if a file cannot be read
   */
  public static Checkpoint open(Path directory) throws IOException {
    Optional<Path> gguf = GgufSource.find(directory);
    if (gguf.isPresent()) {
      return GgufCheckpoint.open(gguf.get());
    }
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    for (CheckpointFormat format : FORMATS) {
      if (format.matches(directory)) {
        return format.open(directory);
      }
    }
    throw ModelFormatException.unsupported(
        directory,
        FORMATS.stream()
            .map(CheckpointFormat::description)
            .collect(
                Collectors.joining(
                    "; ", "no checkpoint found, expected a GGUF file or one of: ", "")));
  }
}
