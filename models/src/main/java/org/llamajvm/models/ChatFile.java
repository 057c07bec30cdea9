package org.llamajvm.models;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.llamajvm.engine.generate.CacheState;
import org.llamajvm.engine.tensor.Layouts;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.format.PlainFile;
import org.llamajvm.format.Sha256;

/**
 * A conversation in a file. Numbers are little-endian.
 *
 * <pre>
 * offset  bytes
 *      0      8   "LLAMCHAT"
 *      8      4   version, 1
 *     12      4   H, length of the header
 *     16      H   header: JSON in UTF-8, see {@link ChatHeader}
 *   16+H      C   KV cache as its layout, which the header names, arranges it; C is in the header
 * 16+H+C     32   SHA-256 of everything before
 * </pre>
 *
 * <p>Owns the mapping of the file that it reads.
 */
final class ChatFile implements AutoCloseable {

  private static final String FORMAT = "conversation";
  private static final byte[] MAGIC = "LLAMCHAT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int FIXED = 16;
  private static final int CHECKSUM = 32;
  private static final int CHUNK = 1 << 24;
  private static final int ROOM = 1 << 20;

  /** More than the text and the tokens of any context. */
  private static final int LONGEST_HEADER = 1 << 28;

  private final Arena arena;
  private final Path file;
  private final ChatState state;
  private final MemorySegment cache;

  private ChatFile(Arena arena, Path file, ChatState state, MemorySegment cache) {
    this.arena = arena;
    this.file = file;
    this.state = state;
    this.cache = cache;
  }

  /**
   * Writes a file beside the one that is meant, then puts it in its place.
   *
   * @param cache whose bytes to keep, if any
   * @throws IOException if that fails, such as for want of room or of the right; what was there
   *     before is left alone
   */
  static void write(Path file, ChatState state, Optional<CacheState> cache) throws IOException {
    long cacheBytes = cache.map(c -> c.byteSize(state.cachedTokens().length)).orElse(0L);
    byte[] header = ChatHeader.write(state, cacheBytes);
    try {
      PlainFile.checkKind(file);
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      try (TemporaryFile temporary = TemporaryFile.create(target.getParent())) {
        fill(temporary.channel(), header, cache, cacheBytes);
        temporary.moveTo(target);
      }
    } catch (IOException e) {
      throw new IOException("Cannot save to %s: %s".formatted(file, reason(e)), e);
    }
  }

  private static void fill(
      FileChannel channel, byte[] header, Optional<CacheState> cache, long cacheBytes)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long checked = FIXED + header.length + cacheBytes;
      takeRoom(channel, checked + CHECKSUM);
      MemorySegment bytes = channel.map(MapMode.READ_WRITE, 0, checked + CHECKSUM, arena);
      MemorySegment.copy(MAGIC, 0, bytes, ValueLayout.JAVA_BYTE, 0, MAGIC.length);
      bytes.set(Layouts.INT, 8, VERSION);
      bytes.set(Layouts.INT, 12, header.length);
      MemorySegment.copy(header, 0, bytes, ValueLayout.JAVA_BYTE, FIXED, header.length);
      cache.ifPresent(c -> c.copyTo(bytes.asSlice(FIXED + header.length, cacheBytes)));
      byte[] checksum = checksum(bytes.asSlice(0, checked));
      MemorySegment.copy(checksum, 0, bytes, ValueLayout.JAVA_BYTE, checked, CHECKSUM);
      bytes.force();
    }
  }

  /** Fills a file with zeros: on a full disk this fails in order, a store to a mapping does not. */
  private static void takeRoom(FileChannel channel, long size) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(size, ROOM));
    for (long left = size; left > 0; ) {
      left -= channel.write(zeros.clear().limit((int) Math.min(left, zeros.capacity())));
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such directory";
      case AccessDeniedException _ -> "no permission to write there";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> e.getMessage();
    };
  }

  /**
   * Opens a file and checks all of it.
   *
   * @throws ModelFormatException if it is not a conversation, truncated, damaged, or of a version
   *     that is not known
   * @throws IOException if it cannot be read, or is no file at all
   */
  @SuppressWarnings("MustBeClosedChecker") // the file that is returned owns the arena
  static ChatFile open(Path file) throws IOException {
    PlainFile.checkKind(file);
    Arena arena = Arena.ofConfined();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      return read(file, bytes, arena);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static ChatFile read(Path file, MemorySegment bytes, Arena arena) throws IOException {
    long size = bytes.byteSize();
    long begin = Math.min(MAGIC.length, size);
    if (bytes.asSlice(0, begin).mismatch(MemorySegment.ofArray(MAGIC).asSlice(0, begin)) >= 0) {
      throw ModelFormatException.unsupported(
          file, 0, FORMAT, "the file does not begin with LLAMCHAT; it is no saved conversation");
    }
    if (size < FIXED + CHECKSUM) {
      throw truncated(file, FIXED + CHECKSUM, size);
    }
    int version = bytes.get(Layouts.INT, 8);
    if (version != VERSION) {
      throw ModelFormatException.unsupported(
          file, 8, FORMAT, "version %d, expected %d".formatted(version, VERSION));
    }
    long headerBytes = Integer.toUnsignedLong(bytes.get(Layouts.INT, 12));
    if (headerBytes > size - FIXED - CHECKSUM) {
      throw truncated(file, FIXED + headerBytes + CHECKSUM, size);
    }
    if (headerBytes > LONGEST_HEADER) {
      throw ModelFormatException.corrupt(
          file,
          12,
          FORMAT,
          "expected a header of %d bytes or fewer, found %d"
              .formatted(LONGEST_HEADER, headerBytes));
    }
    long checked = size - CHECKSUM;
    byte[] expected = bytes.asSlice(checked).toArray(ValueLayout.JAVA_BYTE);
    if (!MessageDigest.isEqual(expected, checksum(bytes.asSlice(0, checked)))) {
      throw ModelFormatException.corrupt(
          file, checked, FORMAT, "the checksum is not that of the bytes; the file is damaged");
    }
    MemorySegment header = bytes.asSlice(FIXED, headerBytes);
    long from = FIXED + headerBytes;
    ChatState state = ChatHeader.read(file, header.toArray(ValueLayout.JAVA_BYTE), checked - from);
    return new ChatFile(arena, file, state, bytes.asSlice(from, checked - from));
  }

  private static ModelFormatException truncated(Path file, long expected, long actual) {
    return ModelFormatException.truncated(
        file, actual, FORMAT, "expected %d bytes or more, found %d".formatted(expected, actual));
  }

  private static byte[] checksum(MemorySegment bytes) {
    MessageDigest digest = Sha256.digest();
    for (long offset = 0; offset < bytes.byteSize(); offset += CHUNK) {
      long length = Math.min(CHUNK, bytes.byteSize() - offset);
      digest.update(bytes.asSlice(offset, length).asByteBuffer());
    }
    return digest.digest();
  }

  /**
   * Checks that all tokens are a model's.
   *
   * @throws ModelFormatException if one is not
   */
  void checkTokens(int vocabularySize) throws ModelFormatException {
    for (int[] tokens : List.of(state.cachedTokens(), state.known().tokens())) {
      for (int token : tokens) {
        if (token >= vocabularySize) {
          throw ModelFormatException.corrupt(
              file,
              FIXED,
              FORMAT,
              "token %d where the vocabulary has %d tokens".formatted(token, vocabularySize));
        }
      }
    }
  }

  /** Everything but the KV cache. */
  ChatState state() {
    return state;
  }

  /**
   * The KV cache, borrowed.
   *
   * @param target for which it is meant, of the same layout
   * @throws ModelFormatException if its length is not that of the tokens
   */
  MemorySegment cache(CacheState target) throws ModelFormatException {
    long expected = target.byteSize(state.cachedTokens().length);
    if (cache.byteSize() != expected) {
      throw ModelFormatException.corrupt(
          file,
          -1,
          FORMAT,
          "expected a KV cache of %d bytes, found %d".formatted(expected, cache.byteSize()));
    }
    return cache;
  }

  @Override
  public void close() {
    arena.close();
  }
}
