package org.llamajvm.convert.huggingface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointFormat;

/** Safetensors files with a {@code config.json}, as Hugging Face, mlx-lm and this project write. */
public final class SafetensorsFormat implements CheckpointFormat {

  /** The format. */
  public SafetensorsFormat() {}

  @Override
  public String description() {
    return "*.safetensors with config.json";
  }

  @Override
  public boolean matches(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .anyMatch(name ->
              name.endsWith(".safetensors")
                  || name.endsWith(".safetensors.index.json")
                  || name.endsWith(".safetensors.partial"));
    }
  }

  @Override
  public Checkpoint open(Path directory) throws IOException {
    return SafetensorsCheckpoint.open(directory);
  }
}
