package org.llamajvm.convert.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.convert.checkpoint.Checkpoint;
import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.convert.checkpoint.SideFile;
import org.llamajvm.format.JsonObject;
import org.llamajvm.models.source.GgufSource;

/** A GGUF file, or all files of a split set. */
public final class GgufCheckpoint implements Checkpoint {

  private final GgufSource source;
  private final JsonObject config;
  private final List<CheckpointTensor> tensors;
  private final List<SideFile> sideFiles;

  private GgufCheckpoint(GgufSource source) throws IOException {
    this.source = source;
    JsonObject stored = source.config();
    this.config = new ImportedConfig(source.model(), stored).read();
    this.tensors = new ImportedTensors(source.model(), stored).list();
    this.sideFiles = ImportedFiles.of(source);
  }

  /**
   * Opens a file, or the set that it is one of; the caller closes the checkpoint.
   *
   * @throws org.llamajvm.format.ModelException if it is damaged, or has what Hugging Face's layout
   *     has no place for
   * @throws IOException if a file cannot be read
   */
  public static Checkpoint open(Path file) throws IOException {
    GgufSource source = GgufSource.open(file);
    boolean opened = false;
    try {
      Checkpoint checkpoint = new GgufCheckpoint(source);
      opened = true;
      return checkpoint;
    } finally {
      if (!opened) {
        source.close();
      }
    }
  }

  @Override
  public String description() {
    int number = files().size();
    return "GGUF, %d file%s, %s".formatted(number, number == 1 ? "" : "s", files().getFirst());
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public List<CheckpointTensor> tensors() {
    return tensors;
  }

  @Override
  public List<SideFile> sideFiles() {
    return sideFiles;
  }

  @Override
  public List<Path> files() {
    return source.model().files();
  }

  @Override
  public void close() {
    source.close();
  }
}
