package org.llamajvm.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Opens files that others made. Before anything is read it is looked at what lies at the path: a
 * pipe would make the program wait for ever, a device would never end, and a pointer of Git LFS or
 * a web page is what a failed download leaves.
 */
public final class PlainFile {

  private static final int BEGINNING = 256;
  private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";

  /** The kind of a file in the mode of Unix, and its values. */
  private static final int KIND = 0170000;

  private static final int PIPE = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int SOCKET = 0140000;

  private PlainFile() {}

  /**
   * Whether there is anything at a path, be it a link that leads nowhere: then {@link #read} says
   * so.
   */
  public static boolean isThere(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Reads a whole file.
   *
   * @param most bytes that such a file may have
   * @throws java.nio.file.NoSuchFileException if there is nothing at the path
   * @throws UnfitFileException if there is no file but something else, or if the file is larger, a
   *     pointer of Git LFS, or a web page
   * @throws IOException if it cannot be read
   */
  public static byte[] read(Path path, long most) throws IOException {
    checkKind(path);
    long size = Files.size(path);
    if (size > most) {
      throw tooLarge(path, size, most);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8));
    }
    if (bytes.length > most) { // files of /proc and growing ones do not say their size
      throw tooLarge(path, bytes.length, most);
    }
    checkBeginning(path, bytes);
    return bytes;
  }

  /**
   * Checks a file that is about to be opened.
   *
   * @throws java.nio.file.NoSuchFileException if there is nothing at the path
   * @throws UnfitFileException as {@link #read}, but for the size
   * @throws IOException if it cannot be read
   */
  public static void check(Path path) throws IOException {
    checkKind(path);
    try (InputStream in = Files.newInputStream(path)) {
      checkBeginning(path, in.readNBytes(BEGINNING));
    }
  }

  /**
   * Checks that there is a file at a path, or nothing, and reads none of it.
   *
   * @throws UnfitFileException if there is a directory, a pipe, a socket, a device, or a link that
   *     leads nowhere
   */
  public static void checkKind(Path path) throws UnfitFileException {
    if (Files.isRegularFile(path) || !isThere(path)) {
      return;
    }
    if (Files.isDirectory(path)) {
      throw new UnfitFileException("A directory where a file is expected", path);
    }
    if (!Files.exists(path)) {
      throw new UnfitFileException(
          "A link to a file that is not there%s; download it again, or copy the files themselves"
              .formatted(target(path)),
          path);
    }
    throw new UnfitFileException("%s where a file is expected".formatted(kind(path)), path);
  }

  private static String target(Path link) {
    try {
      return ", " + ForeignText.part(Files.readSymbolicLink(link).toString());
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String kind(Path path) {
    try {
      return switch ((int) Files.getAttribute(path, "unix:mode") & KIND) {
        case PIPE -> "A named pipe";
        case SOCKET -> "A socket";
        case CHARACTER_DEVICE, BLOCK_DEVICE -> "A device";
        default -> "Something else";
      };
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return "Something else";
    }
  }

  private static UnfitFileException tooLarge(Path path, long size, long most) {
    return new UnfitFileException(
        "The file has %d bytes or more; such a file has at most %d".formatted(size, most), path);
  }

  private static void checkBeginning(Path path, byte[] bytes) throws UnfitFileException {
    String text =
        new String(bytes, 0, Math.min(bytes.length, BEGINNING), StandardCharsets.ISO_8859_1);
    if (text.startsWith(LFS_POINTER)) {
      throw new UnfitFileException(
          "A pointer of Git LFS and not the file itself; run 'git lfs pull' in the repository",
          path);
    }
    String page = text.stripLeading().toLowerCase(Locale.ROOT);
    if (page.startsWith("<!doctype html") || page.startsWith("<html")) {
      throw new UnfitFileException(
          "A web page and not the file itself; download the file, for which its host may want a login",
          path);
    }
  }
}
