package org.llamajvm.models.weights;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.llamajvm.engine.tensor.Matrix;
import org.llamajvm.format.ModelException;
import org.llamajvm.models.architecture.WeightSource;

/** Weights of which it is known which were asked for. For one thread. */
public final class TrackedWeights implements WeightSource {

  /** Old files hold the rotary frequencies, which follow from the configuration. */
  private static final String FREQUENCIES = "rotary_emb.inv_freq";

  /** GGUF files hold in tensors what belongs to the configuration. */
  private static final String FACTORS = "rope_factors_";

  private final WeightSource weights;
  private final Set<String> used = new HashSet<>();

  /**
   * Passes everything on.
   *
   * @param weights borrowed
   */
  public TrackedWeights(WeightSource weights) {
    this.weights = weights;
  }

  @Override
  public boolean has(String name) {
    return weights.has(name);
  }

  @Override
  public String storedName(String name) {
    return weights.storedName(name);
  }

  @Override
  public Matrix matrix(String module, int rows, int cols) throws ModelException {
    Matrix matrix = weights.matrix(module, rows, cols);
    use(module);
    return matrix;
  }

  @Override
  public Matrix stacked(String module, int count, int rows, int cols) throws ModelException {
    Matrix matrix = weights.stacked(module, count, rows, cols);
    use(module);
    return matrix;
  }

  private void use(String module) {
    used.add(storedName(module + ".weight"));
    used.add(storedName(module + ".scales"));
    used.add(storedName(module + ".biases"));
  }

  @Override
  public float[] vector(String name, int length) throws ModelException {
    float[] vector = weights.vector(name, length);
    used.add(storedName(name));
    return vector;
  }

  @Override
  public float[] vectors(String name, int count, int length) throws ModelException {
    float[] vectors = weights.vectors(name, count, length);
    used.add(storedName(name));
    return vectors;
  }

  /** Those of the files' names that nobody has asked for. */
  public List<String> unused(Collection<String> names) {
    return names.stream()
        .filter(name ->
            !used.contains(name) && !name.endsWith(FREQUENCIES) && !name.startsWith(FACTORS))
        .toList();
  }
}
