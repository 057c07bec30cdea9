package org.llamajvm.convert.npz;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.llamajvm.convert.rows.MappedRows;
import org.llamajvm.convert.rows.Rows;
import org.llamajvm.convert.rows.StridedRows;
import org.llamajvm.convert.zip.EntryRows;
import org.llamajvm.convert.zip.ZipEntry;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelFormatException;

/**
 * One array of an archive.
 *
 * @param entry where it lies
 * @param header what it is
 */
record NpzArray(ZipEntry entry, NpyHeader header) {

  static NpzArray of(ZipEntry entry) throws ModelFormatException {
    return new NpzArray(entry, NpyHeader.read(entry));
  }

  Path path() {
    return entry.file().path();
  }

  List<Long> shape() {
    return header.shape();
  }

  /** How its elements are stored, if they are floats. */
  Optional<FloatType> floatType() {
    return switch (header.type()) {
      case FLOAT32 -> Optional.of(FloatType.F32);
      case FLOAT16 -> Optional.of(FloatType.F16);
      case BFLOAT16 -> Optional.of(FloatType.BF16);
      case UINT32 -> Optional.empty();
    };
  }

  boolean packed() {
    return header.type() == NpyType.UINT32;
  }

  /** The array by rows; a vector is one row. */
  Rows rows() throws ModelFormatException {
    List<Long> shape = shape();
    if (shape.isEmpty() || shape.size() > 2 || shape.contains(0L)) {
      throw ModelFormatException.corrupt(
          path(),
          entry.offset(),
          "entry '%s' has shape %s, expected one or two axes".formatted(entry.name(), shape));
    }
    MemorySegment data = entry.content().asSlice(header.dataOffset());
    long count = shape.size() == 1 ? 1 : shape.getFirst();
    long cols = shape.getLast();
    int bytes = header.type().bytes();
    Rows rows =
        header.columnsFirst() && shape.size() == 2
            ? new StridedRows(path(), data, bytes, 0, count, cols, 1, count)
            : new MappedRows(path(), data, count, cols * bytes);
    return new EntryRows(entry, rows);
  }
}
