package org.llamajvm.tokenizer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/** What a library made of the strings; written by {@code src/test/python/reference.py}. */
public record Reference(
    List<Encoded> encoded,
    String chatBegin,
    String chatEnd,
    List<Chat> chats,
    List<Decoded> decoded) {

  /** CRC-32 of the ids of a user's text and of trusted text, and of what the former decode to. */
  public record Encoded(int plain, int trusted, int text) {}

  /** CRC-32 of the ids of a whole chat with the string at {@code index} in its middle. */
  public record Chat(int index, int trusted) {}

  /**
   * Ids, CRC-32 of their text without and with special tokens (0: unknown), and what a stream gave.
   */
  public record Decoded(List<Integer> ids, int text, int shown, Optional<String> stream) {
    int[] array() {
      return ids.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /** The strings of {@code hard_strings.py}. */
  public static List<String> strings() {
    try (DataInputStream in = open("strings.gz")) {
      int n = in.readInt();
      List<String> strings = new ArrayList<>(n);
      for (int i = 0; i < n; i++) {
        strings.add(utf8(in, in.readUnsignedShort()));
      }
      return strings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Reference read(String resource) {
    try (DataInputStream in = open(resource)) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A reference that is in no resource. */
  static Reference read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      return read(in);
    }
  }

  private static Reference read(DataInputStream in) throws IOException {
    List<Encoded> encoded = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      encoded.add(new Encoded(in.readInt(), in.readInt(), in.readInt()));
    }
    String begin = utf8(in, in.readUnsignedShort());
    String end = utf8(in, in.readUnsignedShort());
    List<Chat> chats = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      chats.add(new Chat(in.readInt(), in.readInt()));
    }
    List<Decoded> decoded = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      List<Integer> ids = new ArrayList<>();
      for (int m = in.readUnsignedShort(); m > 0; m--) {
        ids.add(in.readInt());
      }
      int text = in.readInt();
      int shown = in.readInt();
      int length = in.readUnsignedShort();
      decoded.add(
          new Decoded(
              ids,
              text,
              shown,
              length == 0xffff ? Optional.empty() : Optional.of(utf8(in, length))));
    }
    return new Reference(encoded, begin, end, chats, decoded);
  }

  static int crc(int[] ids) {
    ByteBuffer bytes = ByteBuffer.allocate(ids.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(ids);
    return crc(bytes.array());
  }

  static int crc(String text) {
    return crc(text.getBytes(StandardCharsets.UTF_8));
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static DataInputStream open(String resource) throws IOException {
    InputStream in = Reference.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("no resource " + resource + "; run reference.py");
    }
    return new DataInputStream(new GZIPInputStream(in));
  }

  private static String utf8(DataInputStream in, int length) throws IOException {
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
