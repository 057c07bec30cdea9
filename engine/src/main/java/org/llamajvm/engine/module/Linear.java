package org.llamajvm.engine.module;

import java.util.Optional;
import org.llamajvm.engine.tensor.Matrix;

/**
 * A linear layer: {@code y = weight x + bias}.
 *
 * @param name of the module, as the source of the weights calls it, without {@code .weight}
 * @param weight (outputs, inputs), borrowed
 * @param bias (outputs), if there is one
 */
public record Linear(String name, Matrix weight, Optional<float[]> bias) {

  /**
   * Checks the length of the bias.
   *
   * @throws IllegalArgumentException if there is a bias that is not as long as the outputs
   */
  public Linear {
    if (bias.isPresent() && bias.get().length != weight.rows()) {
      throw new IllegalArgumentException(
          "bias of %s has %d elements, expected %d"
              .formatted(name, bias.get().length, weight.rows()));
    }
  }

  /** Number of outputs. */
  public int outputs() {
    return weight.rows();
  }

  /** Number of inputs. */
  public int inputs() {
    return weight.cols();
  }

  Linear map(WeightMap map) {
    return new Linear(name, map.matrix(name, weight), bias.map(b -> map.vector(name + ".bias", b)));
  }
}
