package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.MISSING;
import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.format.ModelException.Kind;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.safetensors.Dtype;
import org.llamajvm.loader.safetensors.TensorInfo;

/**
 * A matrix in MLX's affine groups, whose three tensors fit each other.
 *
 * @param bits bits of a code
 * @param groupSize elements that share a scale and a bias
 * @param type how scales and biases are stored
 * @param rows number of rows
 * @param cols number of columns, a multiple of the group size
 * @param weight the codes, U32 (rows, cols * bits / 32)
 * @param scales (rows, cols / groupSize)
 * @param biases (rows, cols / groupSize)
 */
public record AffineLayout(
    int bits,
    int groupSize,
    FloatType type,
    long rows,
    long cols,
    TensorInfo weight,
    TensorInfo scales,
    TensorInfo biases) {

  private static final Set<Integer> GROUP_SIZES = Set.of(32, 64, 128);

  /** Whether a tensor is the weight of a matrix in affine groups: it has scales. */
  public static boolean is(TensorStore store, TensorInfo weight) {
    return weight.name().endsWith(".weight") && store.find(module(weight) + ".scales").isPresent();
  }

  private static String module(TensorInfo weight) {
    return weight.name().substring(0, weight.name().lastIndexOf('.'));
  }

  /**
   * Finds the tensors of a matrix and checks them against each other.
   *
   * @param store that holds them
   * @param quantization what the model's configuration says of its quantised layers
   * @param weight the codes
   * @param wanted numbers of rows and columns, and before them of matrices that are stacked in the
   *     tensor; without them, rows and columns as the codes have them
   * @throws ModelFormatException if a tensor is missing, they do not fit each other, or bits or
   *     group size are not supported
   */
  public static AffineLayout check(
      TensorStore store, QuantizationConfig quantization, TensorInfo weight, long... wanted)
      throws ModelFormatException {
    String module = module(weight);
    QuantizationConfig.Setting setting =
        quantization
            .of(module)
            .orElseThrow(() ->
                wrong(
                    MISSING,
                    weight,
                    "Module '%s' has scales, but config.json has no \"quantization\" for it"
                        .formatted(module)));
    int bits = setting.bits();
    int group = setting.groupSize();
    if (!AffineMatrix.BITS.contains(bits) || !GROUP_SIZES.contains(group)) {
      throw wrong(
          UNSUPPORTED,
          weight,
          "Tensor '%s' is quantised to %d bits in groups of %d; supported are %s bits in groups of 32, 64 and 128"
              .formatted(weight.name(), bits, group, listed(AffineMatrix.BITS)));
    }
    if (weight.dtype() != Dtype.U32) {
      throw wrong(
          CORRUPT,
          weight,
          "Tensor '%s' is %s, expected U32, since it has scales"
              .formatted(weight.name(), weight.dtype()));
    }
    int axes = wanted.length == 0 ? 2 : wanted.length;
    if (weight.shape().size() != axes) {
      throw wrong(
          CORRUPT,
          weight,
          "Tensor '%s' has shape %s, expected %s axes, since it has scales"
              .formatted(weight.name(), weight.shapeText(), axes == 2 ? "two" : "three"));
    }
    long[] shape =
        wanted.length > 0
            ? wanted
            : new long[] {weight.shape().get(0), weight.shape().get(1) * 32 / bits};
    long cols = shape[axes - 1];
    long rows = LongStream.of(shape).limit(axes - 1).reduce(1, (a, b) -> a * b);
    if (cols % group != 0) {
      throw wrong(
          CORRUPT,
          weight,
          "Tensor '%s' has %d columns, which groups of %d do not divide"
              .formatted(weight.name(), cols, group));
    }
    weight.checkShape(withColumns(shape, cols * bits / 32));
    TensorInfo scales = store.info(module + ".scales");
    TensorInfo biases = store.info(module + ".biases");
    scales.checkShape(withColumns(shape, cols / group));
    biases.checkShape(withColumns(shape, cols / group));
    FloatType type = scales.floatType();
    if (biases.floatType() != type) {
      throw wrong(
          CORRUPT,
          biases,
          "Tensor '%s' is %s, expected %s as '%s'"
              .formatted(biases.name(), biases.dtype(), type, scales.name()));
    }
    return new AffineLayout(bits, group, type, rows, cols, weight, scales, biases);
  }

  private static long[] withColumns(long[] shape, long cols) {
    long[] other = shape.clone();
    other[shape.length - 1] = cols;
    return other;
  }

  /** {@code 2, 3 and 4}. */
  private static String listed(List<Integer> numbers) {
    int last = numbers.size() - 1;
    return numbers.subList(0, last).stream().map(String::valueOf).collect(Collectors.joining(", "))
        + " and "
        + numbers.get(last);
  }

  private static ModelFormatException wrong(Kind kind, TensorInfo tensor, String sentence) {
    return ModelFormatException.of(kind, sentence, tensor.file());
  }
}
