package org.llamajvm.convert.zip;

import static org.llamajvm.convert.files.LittleEndian.i32;
import static org.llamajvm.convert.files.LittleEndian.i64;
import static org.llamajvm.convert.files.LittleEndian.u16;
import static org.llamajvm.convert.files.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.format.ModelFormatException;

/** Reads the central directory, and the local headers that it points to. */
final class DirectoryReader {

  /** Bytes of a record of the central directory before its name. */
  static final int RECORD_BYTES = 46;

  private static final int RECORD = 0x02014B50;
  private static final int LOCAL_HEADER = 0x04034B50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int ZIP64_EXTRA = 0x0001;
  private static final long IN_EXTRA = 0xFFFFFFFFL;
  private static final int ENCRYPTED = 1;

  private final MappedFile file;
  private final MemorySegment bytes;
  private final DirectoryPlace place;

  DirectoryReader(MappedFile file, DirectoryPlace place) {
    this.file = file;
    this.bytes = file.segment();
    this.place = place;
  }

  /** All entries in the order of the directory, checked against each other. */
  List<ZipEntry> read() throws ModelFormatException {
    List<ZipEntry> entries = new ArrayList<>();
    long at = place.offset();
    long end = place.offset() + place.size();
    for (long i = 0; i < place.entries(); i++) {
      if (at > end - RECORD_BYTES || i32(bytes, at) != RECORD) {
        throw corrupt(at, "entry %d of the central directory is damaged".formatted(i));
      }
      long next = at + RECORD_BYTES + nameBytes(at) + extraBytes(at) + u16(bytes, at + 32);
      if (next > end) {
        throw corrupt(at, "entry %d runs past the central directory".formatted(i));
      }
      entries.add(entry(at));
      at = next;
    }
    checkApart(entries);
    return entries;
  }

  private ZipEntry entry(long at) throws ModelFormatException {
    String name = name(at + RECORD_BYTES, nameBytes(at));
    if ((u16(bytes, at + 8) & ENCRYPTED) != 0) {
      throw ModelFormatException.unsupported(
          file.path(), at, "entry '%s' is encrypted".formatted(name));
    }
    if (u16(bytes, at + 10) != 0) {
      throw ModelFormatException.unsupported(
          file.path(),
          at,
          "entry '%s' is compressed (method %d); save it without compression"
              .formatted(name, u16(bytes, at + 10)));
    }
    Zip64 extra = new Zip64(at + RECORD_BYTES + nameBytes(at), extraBytes(at));
    long size = extra.resolve(u32(bytes, at + 24));
    long stored = extra.resolve(u32(bytes, at + 20));
    long header = extra.resolve(u32(bytes, at + 42));
    if (size != stored) {
      throw corrupt(
          at, "stored entry '%s' has %d bytes but takes %d".formatted(name, size, stored));
    }
    long offset = contentOffset(name, header);
    if (size < 0 || size > place.offset() - offset) {
      throw ModelFormatException.truncated(
          file.path(),
          offset,
          "entry '%s' has %d bytes, %d left before the central directory"
              .formatted(name, size, place.offset() - offset));
    }
    return new ZipEntry(file, name, header, offset, size, u32(bytes, at + 16));
  }

  private long contentOffset(String name, long header) throws ModelFormatException {
    if (header < 0
        || header > place.offset() - LOCAL_HEADER_BYTES
        || i32(bytes, header) != LOCAL_HEADER) {
      throw corrupt(header, "entry '%s' has no local header here".formatted(name));
    }
    long nameAt = header + LOCAL_HEADER_BYTES;
    int nameBytes = u16(bytes, header + 26);
    long offset = nameAt + nameBytes + u16(bytes, header + 28);
    if (offset > place.offset() || !name(nameAt, nameBytes).equals(name)) {
      throw corrupt(header, "local header is not that of entry '%s'".formatted(name));
    }
    return offset;
  }

  private String name(long at, int length) throws ModelFormatException {
    ByteBuffer raw = ByteBuffer.wrap(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    String name;
    try {
      name = StandardCharsets.UTF_8.newDecoder().decode(raw).toString();
    } catch (CharacterCodingException e) {
      throw corrupt(at, "name of an entry is not UTF-8");
    }
    if (leavesRoot(name)) {
      throw corrupt(at, "entry '%s' would lie outside the archive".formatted(name));
    }
    return name;
  }

  private static boolean leavesRoot(String name) {
    return name.isEmpty()
        || name.startsWith("/")
        || name.chars().anyMatch(c -> c == '\\' || c == ':' || c < ' ')
        || List.of(name.split("/", -1)).contains("..");
  }

  private void checkApart(List<ZipEntry> entries) throws ModelFormatException {
    List<ZipEntry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(ZipEntry::headerOffset));
    for (int i = 1; i < ordered.size(); i++) {
      ZipEntry before = ordered.get(i - 1);
      ZipEntry after = ordered.get(i);
      if (before.offset() + before.size() > after.headerOffset()) {
        throw corrupt(
            after.headerOffset(),
            "entries '%s' and '%s' overlap".formatted(before.name(), after.name()));
      }
    }
  }

  private int nameBytes(long at) {
    return u16(bytes, at + 28);
  }

  private int extraBytes(long at) {
    return u16(bytes, at + 30);
  }

  private ModelFormatException corrupt(long at, String problem) {
    return ModelFormatException.corrupt(file.path(), at, problem);
  }

  /** The 64-bit fields of an entry, which stand in for those that are 0xFFFFFFFF, in order. */
  private final class Zip64 {

    private long at = -1;
    private long end = -1;

    Zip64(long extra, int length) {
      long field = extra;
      while (field <= extra + length - 4) {
        int size = u16(bytes, field + 2);
        if (u16(bytes, field) == ZIP64_EXTRA) {
          at = field + 4;
          end = Math.min(at + size, extra + length);
          return;
        }
        field += 4 + size;
      }
    }

    long resolve(long value) throws ModelFormatException {
      if (value != IN_EXTRA) {
        return value;
      }
      if (at < 0 || at > end - 8) {
        throw corrupt(Math.max(at, 0), "64-bit size of an entry is missing");
      }
      at += 8;
      return i64(bytes, at - 8);
    }
  }
}
