package org.llamajvm.models.llama;

import java.util.Optional;
import org.llamajvm.engine.tensor.Matrix;

/**
 * A linear map: {@code y = weight x + bias}.
 *
 * @param weight (outputs, inputs), borrowed
 * @param bias (outputs), if there is one
 */
public record Projection(Matrix weight, Optional<float[]> bias) {}
