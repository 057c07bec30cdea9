package org.llamajvm.loader.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.llamajvm.format.ModelFormatException;

/**
 * The header of a safetensors file, with every rule of the format checked.
 *
 * <p>A file is eight bytes with the little-endian length N of the header, N bytes of UTF-8 JSON (an
 * object, perhaps followed by spaces), then the bytes of the tensors without gap or overlap.
 *
 * @param metadata the free text of {@code __metadata__}, empty if there is none
 * @param tensors in the order of their bytes
 * @param dataOffset byte of the file at which the tensors begin
 * @see <a href="https://huggingface.co/docs/safetensors">safetensors</a>
 */
public record SafetensorsHeader(
    Map<String, String> metadata, List<TensorInfo> tensors, long dataOffset) {

  /** The longest header that the format allows. */
  public static final int MAX_BYTES = 100_000_000;

  /** Bytes that hold the length of the header. */
  public static final int LENGTH_BYTES = 8;

  /** What messages call such a file. */
  static final String WHAT = "safetensors file";

  /** Copies the collections. */
  public SafetensorsHeader {
    metadata = Map.copyOf(metadata);
    tensors = List.copyOf(tensors);
  }

  /**
   * Reads and checks the header of a file.
   *
   * @param channel open for reading, its position is not used
   * @param file named in messages and in the tensors
   * @throws ModelFormatException if the file is shorter than it says, or breaks a rule of the
   *     format
   * @throws IOException if reading fails
   */
  public static SafetensorsHeader read(FileChannel channel, Path file) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw ModelFormatException.truncated(
          file, 0, WHAT, "header length takes 8 bytes, %d left".formatted(size));
    }
    long length =
        readFully(channel, 0, LENGTH_BYTES, file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    if (length < 0 || length > MAX_BYTES) {
      throw ModelFormatException.corrupt(
          file,
          0,
          WHAT,
          "header says %s bytes, at most %d are allowed"
              .formatted(Long.toUnsignedString(length), MAX_BYTES));
    }
    long left = size - LENGTH_BYTES;
    if (length > left) {
      throw ModelFormatException.truncated(
          file, LENGTH_BYTES, WHAT, "header says %d bytes, %d left".formatted(length, left));
    }
    byte[] json = readFully(channel, LENGTH_BYTES, (int) length, file).array();
    long dataOffset = LENGTH_BYTES + length;
    SafetensorsHeader header = new HeaderParser(file, dataOffset).parse(json);
    header.checkCoverage(file, size);
    return header.inOrder();
  }

  private void checkCoverage(Path file, long fileSize) throws ModelFormatException {
    long end = dataOffset;
    TensorInfo previous = null;
    for (TensorInfo tensor : inOrder().tensors) {
      if (tensor.offset() < end) {
        throw ModelFormatException.corrupt(
            file,
            tensor.offset(),
            WHAT,
            "tensor '%s' begins at %d, inside tensor '%s', which ends at %d"
                .formatted(
                    tensor.name(),
                    tensor.offset() - dataOffset,
                    previous == null ? "" : previous.name(),
                    end - dataOffset));
      }
      if (tensor.offset() > end) {
        throw ModelFormatException.corrupt(
            file,
            end,
            WHAT,
            "%d bytes before tensor '%s' belong to no tensor"
                .formatted(tensor.offset() - end, tensor.name()));
      }
      end = tensor.offset() + tensor.bytes();
      if (end > fileSize) {
        throw ModelFormatException.truncated(
            file,
            tensor.offset(),
            WHAT,
            "tensor '%s' takes %d bytes, %d left"
                .formatted(tensor.name(), tensor.bytes(), Math.max(0, fileSize - tensor.offset())));
      }
      previous = tensor;
    }
    if (end < fileSize) {
      throw ModelFormatException.corrupt(
          file,
          end,
          WHAT,
          "%d bytes after the last tensor belong to no tensor".formatted(fileSize - end));
    }
  }

  private SafetensorsHeader inOrder() {
    List<TensorInfo> sorted = new ArrayList<>(tensors);
    sorted.sort(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes));
    return new SafetensorsHeader(metadata, sorted, dataOffset);
  }

  private static ByteBuffer readFully(FileChannel channel, long from, int length, Path file)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException("File became shorter while it was read: " + file);
      }
    }
    return buffer;
  }
}
