package org.llamajvm.loader.weights;

import static org.llamajvm.format.ModelException.Kind.CORRUPT;
import static org.llamajvm.format.ModelException.Kind.UNSUPPORTED;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.FloatType;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Layouts;
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
   * The tensors of a module in MXFP4 as mlx-lm writes it, which matrices have in another order.
   *
   * @param module path of the module, without {@code .weight}
   * @param shape numbers of rows and columns that the architecture wants, and before them of
   *     matrices that are stacked
   * @return empty if the module is in another form, or missing
   * @throws ModelFormatException if the tensors have another shape, or do not fit each other
   */
  public Optional<Mxfp4Layout> mxfp4(String module, long... shape) throws ModelFormatException {
    Optional<TensorInfo> weight = store.find(module + ".weight");
    if (weight.isEmpty()) {
      return Optional.empty();
    }
    Optional<Mxfp4Layout> layout = Mxfp4Layout.find(store, quantization, weight.get());
    if (layout.isPresent()) {
      layout.get().checkShape(shape);
    }
    return layout;
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
    if (AffineLayout.is(store, info)) {
      return affine(info, rows, cols, rows, cols);
    }
    info.checkShape(rows, cols);
    return new FloatMatrix(info.floatType(), rows, cols, store.segment(name));
  }

  /**
   * The weights of several modules of one shape in one tensor of three axes, in the form that the
   * files hold.
   *
   * @param module path of the module, without {@code .weight}
   * @param count of modules
   * @param rows number of outputs of each that the architecture wants
   * @param cols number of inputs that it wants
   * @return (count · rows, cols)
   * @throws ModelFormatException as {@link #matrix}
   */
  public Matrix stacked(String module, int count, int rows, int cols) throws ModelFormatException {
    String name = module + ".weight";
    TensorInfo info = store.info(name);
    if (AffineLayout.is(store, info)) {
      return affine(info, count * rows, cols, count, rows, cols);
    }
    info.checkShape(count, rows, cols);
    return new FloatMatrix(info.floatType(), count * rows, cols, store.segment(name));
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
    return floats(name, length);
  }

  /**
   * All elements of a tensor of floats.
   *
   * @param name the tensor's whole name
   * @param shape that the architecture wants
   * @return a copy of the values
   * @throws ModelFormatException as {@link #vector}
   */
  public float[] floats(String name, long... shape) throws ModelFormatException {
    FloatType type = floatType(name, shape);
    MemorySegment data = store.segment(name);
    float[] values = new float[Math.toIntExact(store.info(name).elements())];
    for (int i = 0; i < values.length; i++) {
      int bits =
          type == FloatType.F32
              ? data.get(Layouts.INT, 4L * i)
              : data.get(Layouts.SHORT, 2L * i) & 0xFFFF;
      values[i] = type.decode(bits);
    }
    return values;
  }

  /**
   * Checks a tensor of floats without reading its elements.
   *
   * @throws ModelFormatException as {@link #vector}
   */
  public void checkFloats(String name, long... shape) throws ModelFormatException {
    floatType(name, shape);
  }

  private FloatType floatType(String name, long... shape) throws ModelFormatException {
    TensorInfo info = store.info(name);
    info.checkShape(shape);
    return info.floatType();
  }

  /** The shape is that of the tensor, rows and columns those of the matrix. */
  private AffineMatrix affine(TensorInfo weight, int rows, int cols, long... shape)
      throws ModelFormatException {
    AffineLayout layout = AffineLayout.check(store, quantization, weight, shape);
    return new AffineMatrix(
        layout.bits(),
        layout.groupSize(),
        layout.type(),
        rows,
        cols,
        store.segment(weight.name()),
        store.segment(layout.scales().name()),
        store.segment(layout.biases().name()));
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
      throw info.wrongShape("(%d, %d)".formatted(shape.rows(), shape.cols()), rows, cols);
    }
    if (info.dtype() != Dtype.U32) {
      throw ModelFormatException.of(
          CORRUPT,
          "Tensor '%s' is %s, expected U32, since it is interleaved"
              .formatted(info.name(), info.dtype()),
          info.file());
    }
    info.checkShape(shape.tensorShape());
    return new InterleavedMatrix(shape.format(), rows, cols, store.segment(info.name()));
  }
}
