package org.llamajvm.loader.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;

/**
 * What the metadata of a safetensors file says of an interleaved tensor, since the shape of the
 * tensor itself tells neither how many of its rows are filling nor how scales are stored.
 *
 * @param rows number of outputs, without filling
 * @param cols number of inputs
 * @param groupSize elements that share a scale and a bias
 * @param scaleType how scales and biases are stored
 */
public record InterleavedShape(int rows, int cols, int groupSize, FloatType scaleType) {

  private static final Pattern TEXT =
      Pattern.compile(
          "interleaved rows=(\\d{1,9}) cols=(\\d{1,9}) bits=4 group_size=(\\d{1,9})"
              + " scales=(F16|BF16)");

  /** The shape of a matrix. */
  public static InterleavedShape of(InterleavedMatrix matrix) {
    return new InterleavedShape(
        matrix.rows(), matrix.cols(), matrix.groupSize(), matrix.scaleType());
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

  /** The entry of the metadata. */
  public String text() {
    return "interleaved rows=%d cols=%d bits=4 group_size=%d scales=%s"
        .formatted(rows, cols, groupSize, scaleType);
  }

  /** The shape of the tensor of 32-bit words: blocks, groups, lines, rows of a block. */
  public long[] tensorShape() {
    return new long[] {blocks(), cols / groupSize, groupSize / 8 + 1, InterleavedMatrix.BLOCK_ROWS};
  }

  /** Number of blocks of sixteen rows, the last one perhaps filled up. */
  public int blocks() {
    return Math.ceilDiv(rows, InterleavedMatrix.BLOCK_ROWS);
  }

  /** Bytes of the tensor. */
  public long byteSize() {
    return InterleavedMatrix.byteSize(groupSize, rows, cols);
  }
}
