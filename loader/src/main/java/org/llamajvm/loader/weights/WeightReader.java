package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;
import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.layout.InterleavedShape;
import org.llamajvm.loader.safetensors.Dtype;
import org.llamajvm.loader.safetensors.TensorInfo;

/**
 * The weights of a model as matrices and vectors, whatever form its files hold them in. A matrix
 * borrows the memory of the {@link TensorStore}; a vector is copied. Safe to share between threads.
 */
public final class WeightReader {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final Set<Integer> BITS = Set.of(4, 8);
  private static final Set<Integer> GROUP_SIZES = Set.of(32, 64, 128);

  private final TensorStore store;
  private final QuantizationConfig quantization;

  /**
   * Reads from a store.
   *
   * @param store borrowed: it must stay open while a matrix is used
   * @param quantization what the model's {@code config.json} says of its quantised layers
   */
  public WeightReader(TensorStore store, QuantizationConfig quantization) {
    this.store = store;
    this.quantization = quantization;
  }

  /**
   * Whether the model has a tensor of that whole name, {@code .weight} or {@code .bias} included.
   */
  public boolean has(String name) {
    return store.find(name).isPresent();
  }

  /**
   * The weight of a module, in the form that the files hold.
   *
   * @param module path of the module, without {@code .weight}
   * @param rows number of outputs that the architecture wants
   * @param cols number of inputs that it wants
   * @throws ModelFormatException if the tensor or its scales are missing, have another shape than
   *     wanted, or are of a type or quantisation that is not supported
   */
  public Matrix matrix(String module, int rows, int cols) throws ModelFormatException {
    String name = module + ".weight";
    TensorInfo info = store.info(name);
    String layout = store.metadata(info.file()).get(name);
    if (layout != null && layout.startsWith("interleaved")) {
      return interleaved(info, layout, rows, cols);
    }
    if (has(module + ".scales")) {
      return affine(module, info, rows, cols);
    }
    checkShape(info, rows, cols);
    return new FloatMatrix(floatType(info), rows, cols, store.segment(name));
  }

  /**
   * A vector of floats: a norm's weight, or a bias.
   *
   * @param name the tensor's whole name
   * @param length number of elements that the architecture wants
   * @return a copy of the values
   * @throws ModelFormatException if the tensor is missing, has another shape, or is not F32, F16 or
   *     BF16
   */
  public float[] vector(String name, int length) throws ModelFormatException {
    TensorInfo info = store.info(name);
    checkShape(info, length);
    FloatType type = floatType(info);
    MemorySegment data = store.segment(name);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      int bits = type == FloatType.F32 ? data.get(INT, 4L * i) : data.get(SHORT, 2L * i) & 0xFFFF;
      values[i] = type.decode(bits);
    }
    return values;
  }

  private AffineMatrix affine(String module, TensorInfo weight, int rows, int cols)
      throws ModelFormatException {
    QuantizationConfig.Setting setting = setting(module);
    int bits = setting.bits();
    int group = setting.groupSize();
    if (!BITS.contains(bits) || !GROUP_SIZES.contains(group)) {
      throw ModelFormatException.of(
          UNSUPPORTED,
          "Tensor '%s' is quantised to %d bits in groups of %d; supported are 4 and 8 bits in groups of 32, 64 and 128"
              .formatted(weight.name(), bits, group),
          weight.file());
    }
    if (weight.dtype() != Dtype.U32) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' is %s, expected U32, since it has scales"
              .formatted(weight.name(), weight.dtype()),
          weight.file());
    }
    if (cols % group != 0) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' has %d columns, which groups of %d do not divide"
              .formatted(weight.name(), cols, group),
          weight.file());
    }
    checkShape(weight, rows, (long) cols * bits / 32);
    TensorInfo scales = store.info(module + ".scales");
    TensorInfo biases = store.info(module + ".biases");
    checkShape(scales, rows, cols / group);
    checkShape(biases, rows, cols / group);
    FloatType type = floatType(scales);
    if (floatType(biases) != type) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' is %s, expected %s as '%s'"
              .formatted(biases.name(), biases.dtype(), type, scales.name()),
          biases.file());
    }
    return new AffineMatrix(
        bits,
        group,
        type,
        rows,
        cols,
        store.segment(weight.name()),
        store.segment(scales.name()),
        store.segment(biases.name()));
  }

  private QuantizationConfig.Setting setting(String module) throws ModelFormatException {
    Optional<QuantizationConfig.Setting> setting = quantization.of(module);
    return setting.orElseThrow(() ->
        ModelFormatException.of(
            MISSING,
            "Module '%s' has scales, but config.json has no \"quantization\" for it"
                .formatted(module),
            store.modelFiles().directory()));
  }

  private InterleavedMatrix interleaved(TensorInfo info, String text, int rows, int cols)
      throws ModelFormatException {
    InterleavedShape shape =
        InterleavedShape.parse(text)
            .orElseThrow(() ->
                ModelFormatException.of(
                    UNSUPPORTED,
                    "Tensor '%s' has the layout \"%s\"; supported is interleaved with 4 bits and scales of F16 or BF16"
                        .formatted(info.name(), text),
                    info.file()));
    if (shape.rows() != rows || shape.cols() != cols) {
      throw wrongShape(info, "(%d, %d)".formatted(shape.rows(), shape.cols()), rows, cols);
    }
    if (info.dtype() != Dtype.U32) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' is %s, expected U32, since it is interleaved"
              .formatted(info.name(), info.dtype()),
          info.file());
    }
    checkShape(info, shape.tensorShape());
    return new InterleavedMatrix(
        shape.groupSize(), shape.scaleType(), rows, cols, store.segment(info.name()));
  }

  private static FloatType floatType(TensorInfo info) throws ModelFormatException {
    return info.dtype()
        .floatType()
        .orElseThrow(() ->
            ModelFormatException.of(
                UNSUPPORTED,
                "Tensor '%s' is %s; supported are F32, F16, BF16 and MLX's quantised groups"
                    .formatted(info.name(), info.dtype()),
                info.file()));
  }

  private static void checkShape(TensorInfo info, long... expected) throws ModelFormatException {
    if (!info.hasShape(expected)) {
      throw wrongShape(info, info.shapeText(), expected);
    }
  }

  private static ModelFormatException wrongShape(TensorInfo info, String actual, long... expected) {
    return ModelFormatException.of(
        CORRUPT,
        "Tensor '%s' has shape %s, expected %s"
            .formatted(
                info.name(),
                actual,
                Arrays.stream(expected)
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(", ", "(", ")"))),
        info.file());
  }
}
