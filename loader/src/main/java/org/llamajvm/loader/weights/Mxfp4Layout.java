package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;

import java.util.Optional;
import org.llamajvm.format.ModelFormatException;
import org.llamajvm.loader.layout.Mxfp4;
import org.llamajvm.loader.safetensors.Dtype;
import org.llamajvm.loader.safetensors.TensorInfo;
import org.llamajvm.loader.weights.QuantizationConfig.Mode;

/**
 * A matrix, or a stack of them, in MXFP4 as mlx-lm writes it, whose two tensors fit each other.
 *
 * @param codes U32 (…, rows, cols / 8)
 * @param exponents U8 (…, rows, cols / 32)
 */
public record Mxfp4Layout(TensorInfo codes, TensorInfo exponents) {

  private static final int CODES_OF_WORD = 8;

  /**
   * Finds the tensors of a module, if it is in MXFP4.
   *
   * @param store that holds them
   * @param quantization what the model's configuration says of its quantised layers
   * @param weight the codes
   * @throws ModelFormatException if the tensors do not fit each other
   */
  public static Optional<Mxfp4Layout> find(
      TensorStore store, QuantizationConfig quantization, TensorInfo weight)
      throws ModelFormatException {
    String module = weight.name().substring(0, weight.name().lastIndexOf('.'));
    boolean named =
        quantization.of(module).filter(setting -> setting.mode() == Mode.MXFP4).isPresent();
    if (!named || !AffineLayout.is(store, weight)) {
      return Optional.empty();
    }
    TensorInfo scales = store.info(module + ".scales");
    checkType(weight, Dtype.U32);
    checkType(scales, Dtype.U8);
    long[] shape = weight.shape().stream().mapToLong(size -> size).toArray();
    if (shape.length > 0) {
      shape[shape.length - 1] /= Mxfp4.ELEMENTS / CODES_OF_WORD;
    }
    scales.checkShape(shape);
    return Optional.of(new Mxfp4Layout(weight, scales));
  }

  private static void checkType(TensorInfo tensor, Dtype type) throws ModelFormatException {
    if (tensor.dtype() != type) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' is %s, expected %s, since it is in MXFP4"
              .formatted(tensor.name(), tensor.dtype(), type),
          tensor.file());
    }
  }

  /**
   * Checks the shape.
   *
   * @param wanted numbers of rows and columns, and before them of matrices that are stacked
   * @throws ModelFormatException if the tensors have another one
   */
  public void checkShape(long... wanted) throws ModelFormatException {
    long[] words = wanted.clone();
    words[words.length - 1] /= CODES_OF_WORD;
    codes.checkShape(words);
  }
}
