package org.llamajvm.convert.decode;

import org.llamajvm.convert.checkpoint.CheckpointTensor;
import org.llamajvm.engine.tensor.FloatType;

/** Tensors as floats. */
public final class Decoded {

  private Decoded() {}

  /** The same tensor in float32, whatever it was stored in. */
  public static CheckpointTensor.Floats inF32(CheckpointTensor tensor) {
    return tensor instanceof CheckpointTensor.Floats floats && floats.type() == FloatType.F32
        ? floats
        : decoded(tensor);
  }

  /** The same tensor as floats: as it is, or as float32 that are decoded while they are read. */
  public static CheckpointTensor.Floats floats(CheckpointTensor tensor) {
    return tensor instanceof CheckpointTensor.Floats floats ? floats : decoded(tensor);
  }

  private static CheckpointTensor.Floats decoded(CheckpointTensor tensor) {
    return new CheckpointTensor.Floats(
        tensor.name(), tensor.shape(), FloatType.F32, DecodedRows.of(tensor));
  }
}
