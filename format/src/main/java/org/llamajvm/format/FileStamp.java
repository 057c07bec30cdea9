package org.llamajvm.format;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;
import static org.llamajvm.format.ModelException.Kind.TRUNCATED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/**
 * What a file was like when it was opened. A mapped file must stay as it is; where reading it fails
 * nevertheless, this tells what has happened to it.
 *
 * @param file which
 * @param bytes its size
 * @param modified when it was last written
 */
public record FileStamp(Path file, long bytes, FileTime modified) {

  /**
   * Looks at a file.
   *
   * @throws IOException if that is not possible
   */
  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(file, attributes.size(), attributes.lastModifiedTime());
  }

  /**
   * Why the mapping of some files cannot be read any more.
   *
   * @param files as they were when they were mapped
   * @param place what to name if none of them was changed
   */
  public static ModelFormatException fault(List<FileStamp> files, Path place) {
    for (FileStamp file : files) {
      Optional<ModelFormatException> change = file.change();
      if (change.isPresent()) {
        return change.get();
      }
    }
    return ModelFormatException.of(
        CORRUPT,
        "A mapped file could not be read, and none was changed: its disk or its network fails",
        place);
  }

  private Optional<ModelFormatException> change() {
    try {
      FileStamp now = of(file);
      if (now.bytes < bytes) {
        return Optional.of(
            ModelFormatException.of(
                TRUNCATED,
                "A file was cut off while it was in use, from %d bytes to %d; restore it, then open it again"
                    .formatted(bytes, now.bytes),
                file));
      }
      return now.equals(this)
          ? Optional.empty()
          : Optional.of(
              ModelFormatException.of(
                  CORRUPT, "A file was changed while it was in use; open it again", file));
    } catch (NoSuchFileException e) {
      return Optional.of(
          ModelFormatException.of(MISSING, "A file was removed while it was in use", file));
    } catch (IOException e) {
      return Optional.of(
          ModelFormatException.of(MISSING, "A file in use cannot be read any more", file));
    }
  }
}
