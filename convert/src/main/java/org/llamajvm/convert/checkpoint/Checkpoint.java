package org.llamajvm.convert.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.format.JsonObject;

/**
 * The weights of one model as they lie on disk, seen through Hugging Face's names and layout:
 * slices are joined, rotary rows are half-split, names and order are those of transformers.
 *
 * <p>A checkpoint owns the mappings of its files; tensors borrow them and must not be used once it
 * is closed. Everything but {@link #close()} may be called by several threads at once.
 */
public interface Checkpoint extends AutoCloseable {

  /** What was found, for messages: {@code Meta checkpoint, 2 slices, in DIR}. */
  String description();

  /**
   * The configuration as Hugging Face's {@code config.json} has it, with {@code quantization} if
   * tensors are quantised.
   */
  JsonObject config();

  /**
   * The tensors in the order of transformers: embeddings, layers by number, final norm, head. The
   * head is absent if it is tied to the embeddings.
   */
  List<CheckpointTensor> tensors();

  /** Files to hand on beside the weights: tokenizer, generation configuration, licence. */
  List<SideFile> sideFiles();

  /** Every file that was opened: what must not change while the checkpoint is read. */
  List<Path> files();

  /**
   * Unmaps the files.
   *
   * @throws IOException if a file cannot be closed
   */
  @Override
  void close() throws IOException;
}
