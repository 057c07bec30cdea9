package org.llamajvm.models.weights;

import java.util.Optional;
import org.llamajvm.engine.backend.Backend;
import org.llamajvm.engine.kernel.ActivationPrecision;
import org.llamajvm.engine.module.Transformer;
import org.llamajvm.models.memory.MachineMemory;

/** Whether weights are used where they lie or copied into the kernels' order. */
public final class WeightPlacement {

  private WeightPlacement() {}

  /**
   * A copy of weights of few bits in the kernels' order if it makes them faster and memory has
   * room.
   *
   * @param weights borrowed by the copy
   * @param precision of the inputs; exact ones are as fast with the weights as they are
   * @param backend whose threads copy
   */
  public static Optional<WeightCopy> copy(
      Transformer weights, ActivationPrecision precision, Backend backend) {
    return byteSize(weights, precision, MachineMemory.current()) > 0
        ? Optional.of(WeightCopy.of(weights, backend))
        : Optional.empty();
  }

  /**
   * Bytes that {@link #copy} would copy; 0 if none.
   *
   * @param machine whose free memory has to have room
   */
  public static long byteSize(
      Transformer weights, ActivationPrecision precision, MachineMemory machine) {
    long bytes = precision == ActivationPrecision.FLOAT32 ? 0 : WeightCopy.byteSize(weights);
    return bytes > 0 && bytes < machine.freeBytes() / 2 ? bytes : 0;
  }
}
