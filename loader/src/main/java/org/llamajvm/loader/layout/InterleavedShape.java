package org.llamajvm.loader.layout;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedFormat;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * The shape of an interleaved matrix. Files have affine 4-bit groups alone; there, the metadata of
 * a safetensors file says it, since the shape of the tensor itself tells neither how many of its
 * rows are filling nor how scales are stored.
 *
 * @param rows number of outputs, without filling
 * @param cols number of inputs
 * @param format of the groups
 */
public record InterleavedShape(int rows, int cols, InterleavedFormat format) {

  private static final Pattern TEXT =
      Pattern.compile(
          "interleaved rows=(\\d{1,9}) cols=(\\d{1,9}) bits=4 group_size=(\\d{1,9})"
              + " scales=(F16|BF16)");

  /** A shape of affine 4-bit groups. */
  public InterleavedShape(int rows, int cols, int groupSize, FloatType scaleType) {
    this(rows, cols, InterleavedFormat.affine4(groupSize, scaleType));
  }

  /** The shape of a matrix. */
  public static InterleavedShape of(InterleavedMatrix matrix) {
    return new InterleavedShape(matrix.rows(), matrix.cols(), matrix.format());
  }

  /** Reads what {@link #text} writes; empty if {@code text} is something else. */
  public static Optional<InterleavedShape> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int rows = Integer.parseInt(matcher.group(1));
    int cols = Integer.parseInt(matcher.group(2));
    int groupSize = Integer.parseInt(matcher.group(3));
    if (rows == 0 || cols == 0 || groupSize == 0 || groupSize % 8 != 0 || cols % groupSize != 0) {
      return Optional.empty();
    }
    return Optional.of(
        new InterleavedShape(rows, cols, groupSize, FloatType.valueOf(matcher.group(4))));
  }

  /**
   * The entry of the metadata.
   *
   * @throws IllegalStateException if groups are not those that files have
   */
  public String text() {
    if (!format.equals(InterleavedFormat.affine4(groupSize(), scaleType()))) {
      throw new IllegalStateException("no file has " + format);
    }
    return String.format(
        Locale.ROOT,
        "interleaved rows=%d cols=%d bits=4 group_size=%d scales=%s",
        rows,
        cols,
        groupSize(),
        scaleType());
  }

  /** Columns of a group. */
  public int groupSize() {
    return format.groupSize();
  }

  /** How scales and biases are stored. */
  public FloatType scaleType() {
    return format.scaleType();
  }

  /** The shape of the tensor of 32-bit words: blocks, groups, lines, rows of a block. */
  public long[] tensorShape() {
    return new long[] {
      blocks(), cols / groupSize(), format.codeLines() + 1, InterleavedFormat.BLOCK_ROWS
    };
  }

  /** Number of blocks of sixteen rows, the last one perhaps filled up. */
  public int blocks() {
    return InterleavedFormat.blocks(rows);
  }

  /** Bytes of the tensor. */
  public long byteSize() {
    return format.byteSize(rows, cols);
  }
}
