package org.llamajvm.models;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.llamajvm.loader.gguf.TextLengths;
import org.llamajvm.models.memory.MachineMemory;
import org.llamajvm.models.source.GgufSource;
import org.llamajvm.models.source.ModelSource;

/**
 * Reads the outlines of many models. Of GGUF files whose vocabulary is as long as that of one
 * before it reads no vocabulary. Safe to share between threads.
 */
public final class OutlineReader {

  private final MachineMemory machine;
  private final TextLengths lengths = new TextLengths();

  /**
   * Will look into models.
   *
   * @param machine that would run them
   */
  public OutlineReader(MachineMemory machine) {
    this.machine = machine;
  }

  /** The machine that would run the models. */
  public MachineMemory machine() {
    return machine;
  }

  /**
   * Looks into a model.
   *
   * @throws org.llamajvm.format.ModelException as {@link ModelOutline#read}; a vocabulary that is
   *     passed over is not checked
   * @throws IOException if a file cannot be read
   */
  public ModelOutline read(Path path) throws IOException {
    Optional<Path> gguf = GgufSource.find(path);
    try (ModelSource source =
        gguf.isPresent() ? GgufSource.open(gguf.get(), lengths) : ModelSource.open(path)) {
      return ModelOutline.read(source, machine);
    }
  }
}
