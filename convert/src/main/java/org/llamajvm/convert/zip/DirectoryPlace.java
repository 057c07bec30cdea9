package org.llamajvm.convert.zip;

import static org.llamajvm.convert.files.LittleEndian.i32;
import static org.llamajvm.convert.files.LittleEndian.i64;
import static org.llamajvm.convert.files.LittleEndian.u16;
import static org.llamajvm.convert.files.LittleEndian.u32;

import java.lang.foreign.MemorySegment;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.format.ModelFormatException;

/**
 * Where the central directory of an archive lies.
 *
 * @param offset first byte
 * @param size bytes
 * @param entries number of entries
 */
record DirectoryPlace(long offset, long size, long entries) {

  private static final int LOCAL_HEADER = 0x04034B50;
  private static final int END = 0x06054B50;
  private static final int END_64 = 0x06064B50;
  private static final int LOCATOR_64 = 0x07064B50;
  private static final int END_BYTES = 22;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_64_BYTES = 20;
  private static final int LONGEST_COMMENT = 0xFFFF;

  /** Finds the end record at the end of the file and follows it. */
  static DirectoryPlace find(MappedFile file) throws ModelFormatException {
    MemorySegment bytes = file.segment();
    if (file.size() < 4 || (i32(bytes, 0) != LOCAL_HEADER && i32(bytes, 0) != END)) {
      throw ModelFormatException.unsupported(
          file.path(), 0, "not a zip archive; save it again with PyTorch 1.6 or later");
    }
    long end = findEnd(file);
    DirectoryPlace place =
        end >= LOCATOR_64_BYTES && i32(bytes, end - LOCATOR_64_BYTES) == LOCATOR_64
            ? read64(file, end - LOCATOR_64_BYTES)
            : read(file, end);
    if (place.offset < 0
        || place.size < 0
        || place.offset > end
        || place.size > end - place.offset
        || place.entries < 0
        || place.entries > place.size / DirectoryReader.RECORD_BYTES) {
      throw ModelFormatException.corrupt(
          file.path(),
          end,
          "central directory of %d entries in %d bytes at %d does not fit before its end record"
              .formatted(place.entries, place.size, place.offset));
    }
    return place;
  }

  private static long findEnd(MappedFile file) throws ModelFormatException {
    MemorySegment bytes = file.segment();
    long last = file.size() - END_BYTES;
    for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
      if (i32(bytes, at) == END && u16(bytes, at + 20) == last - at) {
        return at;
      }
    }
    throw ModelFormatException.truncated(
        file.path(), file.size(), "the zip archive's end record is missing; fetch the file again");
  }

  private static DirectoryPlace read(MappedFile file, long end) throws ModelFormatException {
    MemorySegment bytes = file.segment();
    checkOneDisk(file, end, u16(bytes, end + 4) == 0 && u16(bytes, end + 6) == 0);
    return new DirectoryPlace(u32(bytes, end + 16), u32(bytes, end + 12), u16(bytes, end + 10));
  }

  private static DirectoryPlace read64(MappedFile file, long locator) throws ModelFormatException {
    MemorySegment bytes = file.segment();
    long end = i64(bytes, locator + 8);
    if (end < 0 || end > locator - END_64_BYTES || i32(bytes, end) != END_64) {
      throw ModelFormatException.corrupt(
          file.path(), locator, "no zip64 end record at offset %d".formatted(end));
    }
    checkOneDisk(file, end, i32(bytes, end + 16) == 0 && i32(bytes, end + 20) == 0);
    return new DirectoryPlace(i64(bytes, end + 48), i64(bytes, end + 40), i64(bytes, end + 32));
  }

  private static void checkOneDisk(MappedFile file, long at, boolean one)
      throws ModelFormatException {
    if (!one) {
      throw ModelFormatException.unsupported(
          file.path(), at, "zip archive is spread over several volumes");
    }
  }
}
