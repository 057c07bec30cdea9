package org.llamajvm.convert.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file that belongs to a model beside its weights. */
public sealed interface SideFile {

  /** Name of the file in the model's directory, without any directory. */
  String name();

  /**
   * Opens the content for reading; the caller closes it.
   *
   * @throws IOException if the file cannot be opened
   */
  InputStream open() throws IOException;

  /**
   * A file that is handed on as it is.
   *
   * @param name name in the model's directory
   * @param source where it lies now
   */
  record Copied(String name, Path source) implements SideFile {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(source);
    }
  }

  /** A file that was translated from another form. */
  final class Made implements SideFile {

    private final String name;
    private final byte[] content;

    /**
     * Makes a file in memory.
     *
     * @param name name in the model's directory
     * @param content its bytes, copied
     */
    public Made(String name, byte[] content) {
      this.name = name;
      this.content = content.clone();
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }
}
