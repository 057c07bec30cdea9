package org.llamajvm.convert.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import org.llamajvm.format.JsonObject;

/** A checkpoint whose files are all mapped in one arena, which it owns. */
public final class ArenaCheckpoint implements Checkpoint {

  /**
   * What a checkpoint consists of.
   *
   * @param description what was found, for messages
   * @param config Hugging Face's configuration
   * @param tensors the tensors in transformers' order
   * @param sideFiles files to hand on
   * @param files every file that was opened
   */
  public record Content(
      String description,
      JsonObject config,
      List<CheckpointTensor> tensors,
      List<SideFile> sideFiles,
      List<Path> files) {

    /** Copies what could be changed. */
    public Content {
      tensors = List.copyOf(tensors);
      sideFiles = List.copyOf(sideFiles);
      files = List.copyOf(files);
    }
  }

  /** Maps files in the arena and says what they hold. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens the files.
     *
     * @throws IOException if a file cannot be read or is not what it should be
     */
    Content open(Arena arena) throws IOException;
  }

  private final Arena arena;
  private final Content content;

  private ArenaCheckpoint(Arena arena, Content content) {
    this.arena = arena;
    this.content = content;
  }

  /**
   * Opens a checkpoint; if that fails, nothing stays mapped.
   *
   * @throws IOException if {@code opener} does
   */
  @SuppressWarnings("MustBeClosedChecker") // the checkpoint closes it, or the finally does
  public static Checkpoint open(Opener opener) throws IOException {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try {
      Checkpoint checkpoint = new ArenaCheckpoint(arena, opener.open(arena));
      opened = true;
      return checkpoint;
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  @Override
  public String description() {
    return content.description();
  }

  @Override
  public JsonObject config() {
    return content.config();
  }

  @Override
  public List<CheckpointTensor> tensors() {
    return content.tensors();
  }

  @Override
  public List<SideFile> sideFiles() {
    return content.sideFiles();
  }

  @Override
  public List<Path> files() {
    return content.files();
  }

  @Override
  public void close() {
    arena.close();
  }
}
