package org.llamajvm.convert.zip;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.format.ModelFormatException;

/**
 * A zip archive (APPNOTE 6.3, zip64 included) of which every entry is stored without compression,
 * as PyTorch and {@code numpy.savez} write them. Immutable; entries borrow the mapped file.
 *
 * <p>Opening it checks that no two entries have the same name or share a byte, that names stay
 * below the archive's root, and that local headers agree with the central directory. Checksums are
 * compared when an entry is {@linkplain ZipEntry#check checked}, since that reads every byte.
 */
public final class StoredZip {

  private final MappedFile file;
  private final Map<String, ZipEntry> entries;

  private StoredZip(MappedFile file, Map<String, ZipEntry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * Reads the central directory.
   *
   * @throws ModelFormatException if the file is no zip archive, is cut short, contradicts itself,
   *     or has an entry that is compressed or encrypted
   */
  public static StoredZip open(MappedFile file) throws ModelFormatException {
    DirectoryPlace place = DirectoryPlace.find(file);
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    for (ZipEntry entry : new DirectoryReader(file, place).read()) {
      if (entries.put(entry.name(), entry) != null) {
        throw ModelFormatException.corrupt(
            file.path(), "two entries are named '%s'".formatted(entry.name()));
      }
    }
    return new StoredZip(file, Collections.unmodifiableMap(entries));
  }

  /** The archive's file. */
  public MappedFile file() {
    return file;
  }

  /** The entries by name, in the order of the central directory. */
  public Map<String, ZipEntry> entries() {
    return entries;
  }

  /** The entry of this name, if there is one. */
  public Optional<ZipEntry> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }
}
