package org.llamajvm.models.weights;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.engine.module.WeightMap;
import org.llamajvm.engine.tensor.AffineMatrix;
import org.llamajvm.engine.tensor.BlockMatrix;
import org.llamajvm.engine.tensor.FloatMatrix;
import org.llamajvm.engine.tensor.InterleavedMatrix;
import org.llamajvm.engine.tensor.Matrix;

/**
 * Counts a model's weights.
 *
 * @param parameters number of weights, matrices and vectors, tied ones once
 * @param forms how matrices are stored: how many weights in each form
 * @param matrixBytes of all matrices, tied ones once
 */
public record WeightCensus(long parameters, Map<String, Long> forms, long matrixBytes) {

  private static final String FOUR_BITS = "4-bit, ";

  /** Counts all of them; a tied matrix is one object, wherever it is in the tree. */
  public static WeightCensus of(Transformer transformer) {
    Set<Matrix> matrices = Collections.newSetFromMap(new IdentityHashMap<>());
    long[] inVectors = {0};
    transformer.map(
        new WeightMap() {
          @Override
          public Matrix matrix(String name, Matrix matrix) {
            matrices.add(matrix);
            return matrix;
          }

          @Override
          public float[] vector(String name, float[] vector) {
            inVectors[0] += vector.length;
            return vector;
          }
        });
    Map<String, Long> forms = new TreeMap<>();
    long inMatrices = 0;
    long bytes = 0;
    for (Matrix matrix : matrices) {
      long weights = (long) matrix.rows() * matrix.cols();
      forms.merge(form(matrix), weights, Long::sum);
      inMatrices += weights;
      bytes += matrix.byteSize();
    }
    return new WeightCensus(inMatrices + inVectors[0], forms, bytes);
  }

  /** Whether matrices of a form have one in the kernels' order that files can hold. */
  public static boolean isConvertible(String form) {
    return form.startsWith(FOUR_BITS);
  }

  private static String form(Matrix matrix) {
    return switch (matrix) {
      case FloatMatrix m -> m.type().toString();
      case BlockMatrix m -> m.type().toString();
      case AffineMatrix m ->
          "%d-bit, groups of %d, %s scales".formatted(m.bits(), m.groupSize(), m.scaleType());
      case InterleavedMatrix m ->
          "%d-bit interleaved, groups of %d, %s scales"
              .formatted(m.format().packing().bits(), m.scaleColumns(), m.format().scaleType());
    };
  }
}
