package org.llamajvm.convert.llama2c;

import org.llamajvm.convert.files.LittleEndian;
import org.llamajvm.convert.files.MappedFile;
import org.llamajvm.convert.llama.LlamaShape;
import org.llamajvm.format.ModelFormatException;

/**
 * The first 256 bytes of a version 1 checkpoint: magic, version, seven 32-bit sizes, one flag,
 * zeros. All little-endian.
 *
 * @param shape the sizes
 * @param maxPositions longest sequence
 * @param sharedHead whether the head is the embeddings
 */
record Llama2cHeader(LlamaShape shape, int maxPositions, boolean sharedHead) {

  /** Bytes before the first weight. */
  static final int BYTES = 256;

  private static final int MAGIC = 0x616B3432;
  private static final int VERSION = 1;
  private static final int MOST_LAYERS = 100_000;

  /** Whether a file begins with the magic number. */
  static boolean begins(MappedFile file) {
    return file.size() >= 4 && LittleEndian.i32(file.segment(), 0) == MAGIC;
  }

  static Llama2cHeader read(MappedFile file) throws ModelFormatException {
    file.slice(0, BYTES, "llama2.c header");
    int version = size(file, 4);
    if (!begins(file) || version != VERSION) {
      throw ModelFormatException.unsupported(
          file.path(),
          4,
          begins(file)
              ? "llama2.c checkpoint has version %d, expected 1".formatted(version)
              : "no llama2.c checkpoint with a header; export it again with --version 1");
    }
    int dim = positive(file, 8, "dim");
    int hidden = positive(file, 12, "hidden_dim");
    int layers = positive(file, 16, "n_layers");
    int heads = positive(file, 20, "n_heads");
    int kvHeads = positive(file, 24, "n_kv_heads");
    int vocabulary = positive(file, 28, "vocab_size");
    int positions = positive(file, 32, "max_seq_len");
    int shared = LittleEndian.u8(file.segment(), 36);
    if (dim % heads != 0
        || dim / heads % 2 != 0
        || heads % kvHeads != 0
        || layers > MOST_LAYERS
        || shared > 1) {
      throw ModelFormatException.corrupt(
          file.path(),
          8,
          "header says dim %d, n_layers %d, n_heads %d, n_kv_heads %d, shared classifier %d"
              .formatted(dim, layers, heads, kvHeads, shared));
    }
    LlamaShape shape = new LlamaShape(dim, hidden, layers, heads, kvHeads, dim / heads, vocabulary);
    return new Llama2cHeader(shape, positions, shared == 1);
  }

  private static int size(MappedFile file, long offset) {
    return LittleEndian.i32(file.segment(), offset);
  }

  private static int positive(MappedFile file, long offset, String name)
      throws ModelFormatException {
    int value = size(file, offset);
    if (value <= 0) {
      throw ModelFormatException.corrupt(
          file.path(), offset, "header says %s %d".formatted(name, value));
    }
    return value;
  }
}
