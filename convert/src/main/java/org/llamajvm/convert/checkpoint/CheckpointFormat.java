package org.llamajvm.convert.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** One way of laying a checkpoint out in a directory. Stateless, hence safe to share. */
public interface CheckpointFormat {

  /** What the directory must hold, for messages: {@code consolidated.NN.pth with params.json}. */
  String description();

  /**
   * Whether the directory holds a checkpoint of this format, by the names of its files alone.
   *
   * @throws IOException if the directory cannot be listed
   */
  boolean matches(Path directory) throws IOException;

  /**
   * Opens the directory; the caller closes the checkpoint.
   *
   * @throws org.llamajvm.format.ModelFormatException if a file is not what it should be
   * @throws IOException if a file cannot be read
   */
  Checkpoint open(Path directory) throws IOException;
}
