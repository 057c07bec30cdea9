package org.llamajvm.models.source;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.BlockType;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.safetensors.Dtype;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.TensorStore;

/**
 * The experts of gpt-oss as it was published: rows of gates and ups alternate in one tensor, as
 * MXFP4 with blocks and scales apart, or as floats with the axes exchanged. They are copied into
 * stacks of gates, of ups and of downs, in the order of ggml's blocks or of rows.
 *
 * @param store borrowed
 * @param arena what copies live as long as, borrowed; empty if nothing of the matrices counts but
 *     their sizes
 */
record FusedExperts(TensorStore store, Optional<Arena> arena) {

  private static final Pattern EXPERTS =
      Pattern.compile("(?<module>.+\\.experts\\.)(?<part>gate|up|down)_proj\\.(?<kind>\\w+)");

  private static final long ALIGNMENT = 64;
  private static final int ELEMENTS = 32; // of a block
  private static final int CODE_BYTES = 16;
  private static final int BLOCK_BYTES = 1 + CODE_BYTES;
  private static final String BLOCKS = "_blocks";

  /**
   * Where a projection lies.
   *
   * @param tensor name of the tensor without the ending of its kind
   * @param stride rows of the tensor for a row of the projection
   * @param first the first of these rows
   */
  private record Place(String tensor, int stride, int first) {}

  private static Optional<Place> place(String name) {
    Matcher matcher = EXPERTS.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String module = matcher.group("module");
    return Optional.of(
        switch (matcher.group("part")) {
          case "down" -> new Place(module + "down_proj", 1, 0);
          case "gate" -> new Place(module + "gate_up_proj", 2, 0);
          default -> new Place(module + "gate_up_proj", 2, 1);
        });
  }

  /** The tensor that has what a name stands for, if it lies in such a tensor. */
  Optional<String> storedName(String name) {
    return place(name)
        .map(place ->
            switch (name.substring(name.lastIndexOf('.') + 1)) {
              case "weight" -> isThere(place.tensor() + BLOCKS) ? BLOCKS : "";
              case "scales" -> "_scales";
              default -> "_bias";
            })
        .map(ending -> place(name).orElseThrow().tensor() + ending)
        .filter(this::isThere);
  }

  private boolean isThere(String name) {
    return store.find(name).isPresent();
  }

  /**
   * The projection of all experts of a layer, which {@link #storedName} knows.
   *
   * @param module its name, without {@code .weight}
   * @return (count · rows, cols)
   * @throws ModelFormatException if a tensor has another shape, or a type that is not supported
   */
  Matrix stacked(String module, int count, int rows, int cols) throws ModelFormatException {
    String stored = storedName(module + ".weight").orElseThrow();
    Place place = place(module + ".weight").orElseThrow();
    return stored.endsWith(BLOCKS)
        ? blocks(place, count, rows, cols)
        : floats(place, count, rows, cols);
  }

  private BlockMatrix blocks(Place place, int count, int rows, int cols)
      throws ModelFormatException {
    TensorInfo codes = store.info(place.tensor() + BLOCKS);
    TensorInfo scales = store.info(place.tensor() + "_scales");
    long storedRows = (long) rows * place.stride();
    int blocks = cols / ELEMENTS;
    codes.checkShape(count, storedRows, blocks, CODE_BYTES);
    scales.checkShape(count, storedRows, blocks);
    checkBytes(codes);
    checkBytes(scales);
    long rowBytes = BlockType.MXFP4.rowBytes(cols);
    long bytes = (long) count * rows * rowBytes;
    if (arena.isEmpty()) {
      return new BlockMatrix(BlockType.MXFP4, count * rows, cols, sized(place, bytes));
    }
    MemorySegment from = store.segment(codes.name());
    MemorySegment exponents = store.segment(scales.name());
    MemorySegment to = arena.get().allocate(bytes, ALIGNMENT);
    IntStream.range(0, count * rows)
        .parallel()
        .forEach(row -> {
          long source = ((long) row * place.stride() + place.first()) * blocks;
          for (int block = 0; block < blocks; block++) {
            long target = row * rowBytes + (long) block * BLOCK_BYTES;
            to.set(
                ValueLayout.JAVA_BYTE,
                target,
                exponents.get(ValueLayout.JAVA_BYTE, source + block));
            reorder(from, (source + block) * CODE_BYTES, to, target + 1);
          }
        });
    return new BlockMatrix(BlockType.MXFP4, count * rows, cols, to);
  }

  private static void checkBytes(TensorInfo info) throws ModelFormatException {
    if (info.dtype() != Dtype.U8) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is %s; supported is U8".formatted(info.name(), info.dtype()),
          info.file());
    }
  }

  /** Neighbours share a byte there; here an element shares it with the one 16 places on. */
  private static void reorder(MemorySegment from, long source, MemorySegment to, long target) {
    for (int i = 0; i < CODE_BYTES / 2; i++) {
      int low = from.get(ValueLayout.JAVA_BYTE, source + i);
      int high = from.get(ValueLayout.JAVA_BYTE, source + CODE_BYTES / 2 + i);
      to.set(ValueLayout.JAVA_BYTE, target + 2L * i, (byte) ((low & 0x0F) | (high & 0x0F) << 4));
      to.set(
          ValueLayout.JAVA_BYTE, target + 2L * i + 1, (byte) ((low & 0xF0) >> 4 | (high & 0xF0)));
    }
  }

  private FloatMatrix floats(Place place, int count, int rows, int cols)
      throws ModelFormatException {
    TensorInfo info = store.info(place.tensor());
    int storedRows = rows * place.stride();
    info.checkShape(count, cols, storedRows);
    FloatType type = info.floatType();
    int size = type.bytes();
    long bytes = (long) count * rows * cols * size;
    if (arena.isEmpty()) {
      return new FloatMatrix(type, count * rows, cols, sized(place, bytes));
    }
    MemorySegment from = store.segment(info.name());
    MemorySegment to = arena.get().allocate(bytes, ALIGNMENT);
    IntStream.range(0, count * rows)
        .parallel()
        .forEach(row -> {
          long expert = (long) (row / rows) * cols * storedRows;
          int column = row % rows * place.stride() + place.first();
          for (int i = 0; i < cols; i++) {
            long source = expert + (long) i * storedRows + column;
            MemorySegment.copy(from, source * size, to, ((long) row * cols + i) * size, size);
          }
        });
    return new FloatMatrix(type, count * rows, cols, to);
  }

  /** Memory of the right size, another one for each projection of a layer. */
  private MemorySegment sized(Place place, long bytes) throws ModelFormatException {
    String module = place.tensor().substring(0, place.tensor().lastIndexOf('.'));
    String largest = module + ".gate_up_proj";
    MemorySegment all = store.segment(isThere(largest + BLOCKS) ? largest + BLOCKS : largest);
    int shift = place.stride() == 1 ? 1 : 2 * place.first();
    return all.asSlice((all.byteSize() - bytes) * shift / 2, bytes);
  }

  /**
   * Biases of a projection of all experts of a layer, which {@link #storedName} knows.
   *
   * @param all elements of the tensor
   * @param name of the biases
   * @return (count · length)
   */
  float[] biases(float[] all, String name) {
    Place place = place(name).orElseThrow();
    float[] own = new float[all.length / place.stride()];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[i * place.stride() + place.first()];
    }
    return own;
  }

  /**
   * The shape of the tensor of biases.
   *
   * @param name of the biases
   */
  static long[] biasShape(String name, int count, int length) {
    return new long[] {count, (long) length * place(name).orElseThrow().stride()};
  }
}
