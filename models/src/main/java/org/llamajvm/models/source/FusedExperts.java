package org.llamajvm.models.source;

import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.layout.Mxfp4;
import org.llamajvm.loader.safetensors.Dtype;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.TensorStore;

/**
 * The experts of gpt-oss and of Llama 4 as they were published: gates and ups lie in one tensor, as
 * MXFP4 with blocks and scales apart, or as floats with the axes exchanged. Rows of the two
 * alternate in gpt-oss; in Llama 4 the gates of an expert lie before its ups. They are copied into
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
  private static final String BLOCKS = "_blocks";

  /** How the module of Llama 4 that has experts is called. */
  private static final String HALVES = ".feed_forward.";

  /**
   * Where a projection lies.
   *
   * @param tensor name of the tensor without the ending of its kind
   * @param parts projections in the tensor
   * @param part which of them this is
   * @param alternate whether rows of the parts alternate; else the rows of a part lie together
   */
  private record Place(String tensor, int parts, int part, boolean alternate) {

    /** The row of an expert's part of the tensor that has a row of the projection. */
    int row(int row, int rows) {
      return alternate ? row * parts + part : part * rows + row;
    }
  }

  private static Optional<Place> place(String name) {
    Matcher matcher = EXPERTS.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String module = matcher.group("module");
    String part = matcher.group("part");
    return Optional.of(
        part.equals("down")
            ? new Place(module + "down_proj", 1, 0, false)
            : new Place(
                module + "gate_up_proj", 2, part.equals("gate") ? 0 : 1, !module.contains(HALVES)));
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
    long storedRows = (long) rows * place.parts();
    int blocks = cols / Mxfp4.ELEMENTS;
    codes.checkShape(count, storedRows, blocks, Mxfp4.CODE_BYTES);
    scales.checkShape(count, storedRows, blocks);
    checkBytes(codes);
    checkBytes(scales);
    if (arena.isEmpty()) {
      long bytes = Mxfp4Copies.bytes(count * rows, cols);
      return Mxfp4Copies.matrix(count * rows, cols, sized(place, bytes));
    }
    return new Mxfp4Copies(store, arena)
        .of(
            codes,
            scales,
            count * rows,
            cols,
            row -> row / rows * storedRows + place.row(row % rows, rows));
  }

  private static void checkBytes(TensorInfo info) throws ModelFormatException {
    if (info.dtype() != Dtype.U8) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is %s; supported is U8".formatted(info.name(), info.dtype()),
          info.file());
    }
  }

  private FloatMatrix floats(Place place, int count, int rows, int cols)
      throws ModelFormatException {
    TensorInfo info = store.info(place.tensor());
    int storedRows = rows * place.parts();
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
          int column = place.row(row % rows, rows);
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
    int shift = place.parts() == 1 ? 1 : 2 * place.part();
    return all.asSlice((all.byteSize() - bytes) * shift / 2, bytes);
  }

  /**
   * Biases of a projection of all experts of a layer, which {@link #storedName} knows.
   *
   * @param all elements of the tensor
   * @param name of the biases
   * @param length of the biases of an expert
   * @return (count · length)
   */
  float[] biases(float[] all, String name, int length) {
    Place place = place(name).orElseThrow();
    float[] own = new float[all.length / place.parts()];
    for (int i = 0; i < own.length; i++) {
      own[i] = all[i / length * length * place.parts() + place.row(i % length, length)];
    }
    return own;
  }

  /**
   * The shape of the tensor of biases.
   *
   * @param name of the biases
   */
  static long[] biasShape(String name, int count, int length) {
    return new long[] {count, (long) length * place(name).orElseThrow().parts()};
  }
}
