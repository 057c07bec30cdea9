package org.llamajvm.engine.block;

import java.util.Optional;
import org.llamajvm.engine.tensor.Matrix;

/**
 * The weights of a linear map: {@code y = weight x + bias}.
 *
 * @param weight (outputs, inputs), borrowed
 * @param bias (outputs), if there is one
 */
public record Projection(Matrix weight, Optional<float[]> bias) {

  /**
   * Checks the length of the bias.
   *
   * @throws IllegalArgumentException if there is a bias that is not as long as the outputs
   */
  public Projection {
    if (bias.isPresent() && bias.get().length != weight.rows()) {
      throw new IllegalArgumentException(
          "bias has %d elements, expected %d".formatted(bias.get().length, weight.rows()));
    }
  }
}
