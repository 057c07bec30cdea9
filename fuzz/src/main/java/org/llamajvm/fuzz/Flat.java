package org.llamajvm.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Formats without the parts that a random change always breaks: lengths and checksums are computed
 * when the file is written.
 */
final class Flat {

  private static final int LENGTH_BYTES = 8;

  private Flat() {}

  /** A zip archive of entries (length of name, name, length of content in two bytes, content). */
  static byte[] zip(byte[] flat) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(flat).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Set<String> names = new HashSet<>();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      while (in.remaining() > 2) {
        String name = new String(take(in, in.get() & 0xFF), StandardCharsets.ISO_8859_1);
        byte[] content = in.remaining() < 2 ? new byte[0] : take(in, in.getShort() & 0xFFFF);
        if (names.add(name)) {
          zip.putNextEntry(stored(name, content));
          zip.write(content);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static ZipEntry stored(String name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    return entry;
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[Math.min(length, in.remaining())];
    in.get(bytes);
    return bytes;
  }

  /** The entries of an archive for {@link #zip}. */
  static byte[] unzip(Path archive) throws IOException {
    ByteArrayOutputStream flat = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] name = entry.getName().getBytes(StandardCharsets.ISO_8859_1);
        byte[] content = zip.getInputStream(entry).readAllBytes();
        flat.write(name.length);
        flat.write(name);
        flat.write(content.length);
        flat.write(content.length >>> 8);
        flat.write(content);
      }
    }
    return flat.toByteArray();
  }

  /** A safetensors file of a header, a zero, and data. */
  static byte[] safetensors(byte[] flat) {
    int end = 0;
    while (end < flat.length && flat[end] != 0) {
      end++;
    }
    byte[] data = Arrays.copyOfRange(flat, Math.min(end + 1, flat.length), flat.length);
    return ByteBuffer.allocate(LENGTH_BYTES + end + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(end)
        .put(flat, 0, end)
        .put(data)
        .array();
  }

  /** Header and data of a safetensors file for {@link #safetensors}. */
  static byte[] unpackSafetensors(byte[] file) {
    int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    ByteArrayOutputStream flat = new ByteArrayOutputStream();
    flat.write(file, LENGTH_BYTES, header);
    flat.write(0);
    flat.write(file, LENGTH_BYTES + header, file.length - LENGTH_BYTES - header);
    return flat.toByteArray();
  }
}
